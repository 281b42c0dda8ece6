#include "analyzer/problem_list.h"

#include "analyzer/finding_text.h"
#include "analyzer/keep_look.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

std::string sentence_of(const Problem& problem) {
  return fill(find_remedy(cause_key(problem.key).cause).sentence, problem.key.domain,
              problem.key.host);
}

std::string_view state_of(const Problem& problem) {
  return problem.mute && problem.is_open() ? "muted" : name(problem.life.state);
}

ordered_json mute_json(const Problem& problem) {
  if (!problem.mute) return {};
  return {{"since", format_day(problem.mute->since)},
          {"until", format_day(problem.mute->until)},
          {"reason", text_or_null(problem.mute->reason)}};
}

// Names, each once, as far as they are told apart.
ordered_json reporters_json(const Problem& problem) {
  auto names = ordered_json::array();
  for (const ProblemWitness& witness : problem.witnesses)
    if (const std::string_view shown = name(witness.who);
        std::ranges::find(names, shown) == names.end())
      names.push_back(shown);
  return names;
}

ordered_json days_json(std::span<const ReportDay> days) {
  auto rows = ordered_json::array();
  for (const ReportDay& report : days)
    rows.push_back({{"day", format_day(report.day)}, {"failed_session_count", report.failed}});
  return rows;
}

ordered_json witnesses_json(const Problem& problem) {
  auto rows = ordered_json::array();
  for (const auto& [who, days] : problem.witnesses)
    rows.push_back({{"organization_name", who.organization_name},
                    {"reporter", who.reporter},
                    {"failed_session_count", who.failed},
                    {"trust", name(who.trust)},
                    {"trust_reason", trust_reason(who.trust, who.evidence)},
                    {"days", days_json(days)}});
  return rows;
}

std::string left_out_line(std::int64_t left_out) {
  if (left_out == 0) return {};
  return fmt::format("{} failed in more problems than are told apart.\n",
                     counted(left_out, "session"));
}

std::string totals(std::span<const Problem> problems) {
  const auto open = std::ranges::count_if(problems, &Problem::is_open);
  const auto muted = std::ranges::count_if(
      problems, [](const Problem& problem) { return problem.is_open() && problem.mute; });
  const auto resolved = static_cast<std::int64_t>(problems.size()) - open;
  return fmt::format("{} open, {} muted, {} resolved\n", grouped(open - muted), grouped(muted),
                     grouped(resolved));
}

void add_line(std::string& text, std::string_view label, const std::string& words) {
  if (!words.empty()) text += wrap(words, fmt::format("{:10}", label), std::string(10, ' '));
}

std::string life_in_words(const Problem& problem) {
  const ProblemLife& life = problem.life;
  std::string text = fmt::format("{} since {}", name(life.state),
                                 format_day(life.resolved ? *life.resolved : life.since));
  text += fmt::format("; first seen {}, last {}", format_day(problem.first_seen),
                      format_day(problem.last_seen));
  return life.episodes < 2 ? text : fmt::format("{}; it began {} times", text, life.episodes);
}

std::string mute_in_words(const Mute& mute) {
  const std::string until = fmt::format("until {}, or it grows tenfold", format_day(mute.until));
  return mute.reason.empty() ? until : until + ": " + printable(mute.reason);
}

std::string title_of(const Problem& problem) {
  const ProblemKey& key = problem.key;
  const std::string type = key.result_type.empty() ? "failures without details" : key.result_type;
  const std::string at = key.host.empty() ? "" : " at " + printable(key.host.display());
  return fmt::format("Problem {}: {}{}", problem.id, printable(type), at);
}

std::string mail_in_words(Effect effect) {
  if (is_refused(effect)) return "refused or delayed";
  const bool is_known = effect != Effect::unknown && effect != Effect::mode_unknown;
  return is_known ? "delivered all the same" : "not known";
}

// What to do about what we see, too: that is more exact than the type alone.
std::string view_in_words(const std::optional<LiveView>& view, const Problem& problem) {
  if (!view) return {};
  std::string words = sentence(*view, cause_key(problem.key), english());
  if (view->state == LiveState::confirmed)
    words += ' ' + words_of(view->findings.front(), FindingPart::fix);
  return words;
}

std::string text_of(const Problem& problem, const std::optional<LiveView>& view) {
  std::string text = title_of(problem) + '\n';
  add_line(text, "What", sentence_of(problem));
  add_line(text, "Domain", shown_name(problem.key.domain.display()));
  add_line(text, "Policy", printable(problem.key.policy_type));
  add_line(text, "State", life_in_words(problem));
  add_line(text, "Muted", problem.mute ? mute_in_words(*problem.mute) : "");
  add_line(text, "Failed",
           fmt::format("{} in 7 days, {} in all", grouped(problem.size), grouped(problem.failed)));
  add_line(text, "Mail", mail_in_words(problem.effect));
  add_line(text, "Now", view_in_words(view, problem));
  add_line(text, "Reason", problem.reasons.empty() ? "" : enumerate(problem.reasons));
  add_line(text, "From",
           problem.sending_networks.empty() ? "" : enumerate(problem.sending_networks));
  add_line(text, "To", problem.receiving_ips.empty() ? "" : enumerate(problem.receiving_ips));
  text += "Seen by\n";
  for (const auto& [who, days] : problem.witnesses)
    text += fmt::format("  {}  {}: {}, last report {}\n", shown_name(name(who)),
                        grouped(who.failed), name(who.trust), format_day(days.back().day));
  text += "Days with reports of theirs\n";
  for (const auto& [day, failed] : problem.days)
    text += fmt::format("  {}  {}\n", format_day(day), grouped(failed));
  return text;
}

}  // namespace

ProblemList find_problems(Store& store, const Filter& filter, Day day, bool all) {
  ProblemList list = read_problems(store, filter, day);
  std::erase_if(list.problems, [&](const Problem& problem) {
    return (!all && !problem.is_open()) || (filter.since && problem.last_seen < *filter.since);
  });
  return list;
}

ordered_json to_json(const Problem& problem) {
  const ProblemKey& key = problem.key;
  return {{"id", problem.id},
          {"state", name(problem.life.state)},
          {"mute", mute_json(problem)},
          {"policy_domain", key.domain.text()},
          {"policy_type", text_or_null(key.policy_type)},
          {"result_type", text_or_null(key.result_type)},
          {"host", text_or_null(key.host.text())},
          {"failure_reason_code", text_or_null(key.reason)},
          {"sentence", sentence_of(problem)},
          {"refused", is_refused(problem.effect)},
          {"first_seen", format_day(problem.first_seen)},
          {"last_seen", format_day(problem.last_seen)},
          {"since", format_day(problem.life.since)},
          {"resolved", problem.life.resolved ? ordered_json(format_day(*problem.life.resolved))
                                             : ordered_json()},
          {"episodes", problem.life.episodes},
          {"failed_session_count", problem.failed},
          {"failed_in_7_days", problem.size},
          {"trust", name(problem.trust)},
          {"reporters", reporters_json(problem)},
          {"sending_networks", problem.sending_networks},
          {"receiving_ips", problem.receiving_ips}};
}

ProblemListing list_problems(Store& store, const Filter& filter, Day day, bool all,
                             const OutputOptions& output) {
  const std::vector<Column> columns{{"id", "ID"},
                                    {"state", "STATE"},
                                    {"policy_domain", "DOMAIN", ColumnKind::name},
                                    {"result_type", "TYPE", ColumnKind::name},
                                    {"host", "HOST", ColumnKind::text, 1},
                                    {"policy_type", "POLICY", ColumnKind::text, 5},
                                    {"failed_in_7_days", "7 DAYS", ColumnKind::failures},
                                    {"failed_session_count", "FAILED", ColumnKind::number, 3},
                                    {"since", "SINCE", ColumnKind::text, 2},
                                    {"last_seen", "LAST", ColumnKind::text, 4},
                                    {"trust", "TRUST", ColumnKind::text, 6},
                                    {"failure_reason_code", "REASON", ColumnKind::text, 7}};
  ProblemList list = find_problems(store, filter, day, all);
  const std::string all_in_words = totals(list.problems);
  const bool open = std::ranges::any_of(
      list.problems, [](const Problem& problem) { return problem.is_open() && !problem.mute; });
  if (filter.limit != 0 && list.problems.size() > filter.limit) list.problems.resize(filter.limit);
  auto rows = ordered_json::array();
  for (const Problem& problem : list.problems) {
    rows.push_back(to_json(problem));
    if (output.format == Format::table) rows.back()["state"] = state_of(problem);
  }
  std::string text =
      write_list("problems", columns, rows, output,
                 {{"day", format_day(day)}, {"left_out_session_count", list.left_out}});
  if (output.format == Format::table) text += all_in_words + left_out_line(list.left_out);
  return {.text = std::move(text), .open = open};
}

std::optional<Problem> find_problem(Store& store, const std::string& id, Day day) {
  std::vector<Problem> problems = read_problems(store, {}, day).problems;
  const auto found = std::ranges::find(problems, id, &Problem::id);
  return found == problems.end() ? std::nullopt : std::optional(std::move(*found));
}

std::optional<LiveView> view_of(Store& store, const Problem& problem, Timestamp now) {
  const std::optional<KeptLook> look = last_look(store, problem.key.domain, now);
  if (!look) return {};
  return live_view(cause_key(problem.key), std::vector{problem.key.result_type}, *look);
}

std::string show_problem(const Problem& problem, const std::optional<LiveView>& view,
                         const OutputOptions& output) {
  if (output.format != Format::json) return text_of(problem, view);
  ordered_json shown{{"schema", 1}};
  shown.update(to_json(problem));
  shown["failure_reason_codes"] = problem.reasons;
  shown["days"] = days_json(problem.days);
  shown["witnesses"] = witnesses_json(problem);
  shown["now"] = view ? to_json(*view, english()) : ordered_json();
  return write_json(shown);
}

}  // namespace tlsward
