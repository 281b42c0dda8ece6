#include "program/problem_commands.h"

#include "analyzer/days.h"
#include "analyzer/problem_list.h"
#include "program/exit_codes.h"
#include "schema/printable.h"
#include "schema/problems.h"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>

namespace tlsward {
namespace {

int no_such_problem(const std::string& id) {
  fmt::print(stderr,
             "tlsward: problem {}: not seen in the last {} days; tlsward problems list --all shows "
             "what there is\n",
             printable(id, 80), kHistoryDays);
  return kFailed;
}

// Prints the sentence, for programs the problem as it is now.
void print_decision(const Invocation& invocation, const Problem& problem,
                    const std::string& sentence) {
  const OutputOptions output = output_options(invocation);
  print(output.format == Format::json ? show_problem(problem, {}, output) : sentence + '\n');
}

// Finds the problem, writes what was decided of it, and tells.
int decide(const Invocation& invocation, const std::string& id,
           const std::function<std::string(Problems&, const Problem&)>& decision) {
  const Config config = load_config(invocation).config;
  open_for_reading(config).reset();  // a database that is not there is not made
  const auto store = open_for_writing(config, Commits::each);
  const Day day = today(invocation);
  const std::optional<Problem> problem = find_problem(*store, id, day);
  if (!problem) return no_such_problem(id);
  std::string sentence;
  store->transact([&] { sentence = decision(store->problems(), *problem); });
  print_decision(invocation, find_problem(*store, id, day).value(), sentence);
  return 0;
}

}  // namespace

int problems_list_command(const Invocation& invocation, const FilterFlags& flags, bool all) {
  const Filter filter = make_filter(flags, today(invocation));
  const auto store = open_for_reading(load_config(invocation).config);
  const ProblemListing listing = list_problems(
      *store, filter, filter.until.value_or(today(invocation)), all, output_options(invocation));
  print(listing.text);
  return listing.open ? kFoundProblems : 0;
}

int problems_show_command(const Invocation& invocation, const std::string& id) {
  require_no_list_format(invocation, "problems show");
  const auto store = open_for_reading(load_config(invocation).config);
  const std::optional<Problem> problem = find_problem(*store, id, today(invocation));
  if (!problem) return no_such_problem(id);
  const std::optional<LiveView> view = view_of(*store, *problem, invocation.now);
  print(show_problem(*problem, view, output_options(invocation)));
  return 0;
}

int problems_mute_command(const Invocation& invocation, const std::string& id,
                          const MuteFlags& flags) {
  require_no_list_format(invocation, "problems mute");
  const Day since = today(invocation);
  const std::optional<Day> until = parse_day_ahead(flags.until, since);
  if (!until)
    throw UsageError(fmt::format("--until: {} is no day to come; write {}",
                                 printable(flags.until, 80), kDayAheadForms));
  return decide(invocation, id, [&](Problems& problems, const Problem& problem) {
    problems.mute({.problem = id,
                   .since = since,
                   .until = *until,
                   .reason = flags.reason,
                   .size = problem.size});
    return fmt::format("Problem {} is muted until {}, or until it grows tenfold.", id,
                       format_day(*until));
  });
}

int problems_unmute_command(const Invocation& invocation, const std::string& id) {
  require_no_list_format(invocation, "problems unmute");
  return decide(invocation, id, [&](Problems& problems, const Problem&) {
    return fmt::format("Problem {} {} muted.", id,
                       problems.unmute(id) ? "is no longer" : "was not");
  });
}

int problems_resolve_command(const Invocation& invocation, const std::string& id) {
  require_no_list_format(invocation, "problems resolve");
  return decide(invocation, id, [&](Problems& problems, const Problem&) {
    problems.settle({.problem = id, .day = today(invocation)});
    return fmt::format("Problem {} is resolved; it comes back if it is seen on a later day.", id);
  });
}

}  // namespace tlsward
