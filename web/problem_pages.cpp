#include "web/problem_pages.h"

#include "analyzer/digest_outline.h"
#include "analyzer/digest_words.h"
#include "analyzer/problem_list.h"
#include "analyzer/remedies.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/problems.h"
#include "web/asked.h"
#include "web/chart.h"
#include "web/check_pages.h"
#include "web/page.h"
#include "web/table_data.h"
#include "web/told_day.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::size_t kWitnesses = 50;  // shown; the rest is in the data
constexpr days kUsualMute{30};

std::string_view state_key(const Problem& problem) {
  return problem.mute && problem.is_open() ? "muted" : name(problem.life.state);
}

std::string state_in_words(const Problem& problem, const Language& language) {
  return std::string(language.text(fmt::format("page-problems.state-{}", state_key(problem))));
}

std::string sentence_of(const Problem& problem, const Language& language) {
  return fill(find_remedy(cause_key(problem.key).cause, language).sentence, problem.key.domain,
              problem.key.host, language);
}

// How grave it looks where the last day's digest tells nothing of it.
Verdict gravity(const Problem& problem) {
  if (!problem.is_open() || problem.mute) return Verdict::ok;
  return is_proof(problem.trust) && is_refused(problem.effect) ? Verdict::action : Verdict::watch;
}

// Of one that is muted no verdict is told: it is neither well nor to be alarmed about.
void add_gravity(ordered_json& values, const Problem& problem, Verdict verdict) {
  add_verdict(values, verdict);
  if (problem.mute && problem.is_open()) values["verdict"] = nullptr;
}

ordered_json row_values(const Problem& problem, Verdict verdict, const Language& language) {
  ordered_json values{{"path", "/problems/" + problem.id},
                      {"domain", shown_name(problem.key.domain.display(), 200, language)},
                      {"sentence", sentence_of(problem, language)},
                      {"state", state_in_words(problem, language)},
                      {"week", grouped(problem.size, language)},
                      {"failed", grouped(problem.failed, language)},
                      {"since", day_in_words(problem.life.since, language)},
                      {"last", day_in_words(problem.last_seen, language)}};
  add_gravity(values, problem, verdict);
  return values;
}

// The digest's problem that this one is part of, with its domain. Null where the day's digest does
// not tell of it.
struct Told {
  const DigestProblem* problem = nullptr;
  const DigestDomain* domain = nullptr;
};

Told find_told(const Digest& digest, const std::string& id) {
  for (const DigestDomain& domain : digest.domains)
    for (const auto* list : {&domain.problems, &domain.muted, &domain.fixed})
      for (const DigestProblem& problem : *list)
        if (std::ranges::find(problem.ids, id) != problem.ids.end()) return {&problem, &domain};
  return {};
}

ordered_json steps_values(const std::vector<OutlineStep>& steps) {
  auto values = ordered_json::array();
  for (const OutlineStep& step : steps)
    values.push_back({{"words", step.words}, {"commands", step.commands}});
  return values;
}

ordered_json fact_values(const std::vector<OutlineFact>& facts, std::string_view told_elsewhere) {
  auto values = ordered_json::array();
  for (const OutlineFact& fact : facts) {
    if (fact.words == told_elsewhere) continue;
    values.push_back({{"label", fact.label}, {"words", fact.words}});
    if (fact.week) values.back()["week"] = spark(*fact.week);
  }
  return values;
}

// What the digest says of it, in its words and order; what engineers ask has a place of its own.
void add_told(ordered_json& values, const Told& told, const Digest& digest) {
  const OutlineProblem outline =
      outline_problem(*told.problem, *told.domain, digest, 1, OutlineLength::in_full);
  const std::string technical(told.problem->advice.technical);
  values["facts"] = fact_values(outline.facts, technical);
  values["after"] = fact_values(outline.after, technical);
  values["steps"] = steps_values(outline.steps);
  values["sentence"] = outline.sentence;
  values["technical_words"] = technical;
}

// Of one that no digest of these days tells: what its kind is and what helps.
void add_untold(ordered_json& values, const Problem& problem, const Language& language) {
  const Remedy& remedy = find_remedy(cause_key(problem.key).cause, language);
  const auto filled = [&](std::string_view text) {
    return fill(text, problem.key.domain, problem.key.host, language);
  };
  std::vector<std::string> steps;
  for (const std::string_view step : remedy.steps)
    steps.push_back(filled(step));
  values["facts"] = values["after"] = ordered_json::array();
  values["steps"] = step_values(steps);
  values["sentence"] = sentence_of(problem, language);
  values["technical_words"] = filled(remedy.technical);
}

// The same steps in detail for one kind of server: the query's "server", else none is open.
void add_servers(ordered_json& values, const Visit& visit, const Problem& problem,
                 std::string_view remedy_key) {
  const Language& language = visit.language();
  const std::string chosen = visit.asked("server").value_or("");
  auto tabs = ordered_json::array();
  for (const ServerSteps& server : find_remedy(remedy_key, language).servers) {
    const bool is_chosen = server.server == chosen;
    tabs.push_back({{"server", server.server},
                    {"query", visit.request.query.with("server", server.server).query()},
                    {"is_chosen", is_chosen}});
    if (!is_chosen) continue;
    auto lines = ordered_json::array();
    for (const std::string_view step : server.steps) {
      const std::string text = fill(step, problem.key.domain, problem.key.host, language);
      const bool is_command = text.starts_with("$ ");
      lines.push_back({{"text", is_command ? text.substr(2) : text}, {"is_command", is_command}});
    }
    values["server_steps"] = {{"server", server.server}, {"lines", std::move(lines)}};
  }
  values["has_servers"] = !tabs.empty();
  values["servers"] = std::move(tabs);
}

void add_evidence(ordered_json& values, const Visit& visit, const Problem& problem) {
  const Language& language = visit.language();
  auto witnesses = ordered_json::array();
  for (const ProblemWitness& witness : problem.witnesses) {
    if (witnesses.size() == kWitnesses) break;
    witnesses.push_back(
        {{"name", shown_name(name(witness.who), 200, language)},
         {"failed", grouped(witness.who.failed, language)},
         {"trust", trust_in_words(witness.who.trust, language)},
         {"last", witness.days.empty() ? "-" : day_in_words(witness.days.back().day, language)}});
  }
  values["witnesses"] = std::move(witnesses);
  values["witness_data"] = data_links(visit, "witnesses");
  values["reasons"] = ordered_json::array();
  for (const std::string& reason : problem.reasons)
    values["reasons"].push_back(printable(reason));
  values["has_reasons"] = !problem.reasons.empty();
  values["from"] = enumerate(problem.sending_networks, 5, language);
  values["has_from"] = !problem.sending_networks.empty();
  values["to"] = enumerate(problem.receiving_ips, 5, language);
  values["has_to"] = !problem.receiving_ips.empty();
  values["result_type"] = printable(problem.key.result_type);
  values["policy_type"] = printable(problem.key.policy_type);
  values["host"] = printable(problem.key.host.display());
  Parameters query = Parameters()
                         .with("domain", problem.key.domain.text())
                         .with("type", problem.key.result_type)
                         .with("mx", problem.key.host.text())
                         .with("since", format_day(problem.first_seen))
                         .with("until", format_day(problem.last_seen));
  values["reports_query"] = query.query();
}

// Failed sessions per day of those who saw it, on which they reported; there are some.
Chart chart_of(const Problem& problem) {
  Chart chart{.first = problem.first_seen - days(3),
              .last = std::max(problem.last_seen, problem.days.back().day),
              .days = {},
              .link =
                  [&problem](Day day) {
                    return "/reports" + Parameters()
                                            .with("domain", problem.key.domain.text())
                                            .with("since", format_day(day))
                                            .with("until", format_day(day))
                                            .query();
                  },
              .failed_only = true};
  for (const ReportDay& report : problem.days)
    if (report.day >= chart.first)
      chart.days[report.day] = {.successful = 0, .failed = report.failed};
  return chart;
}

void add_chart(ordered_json& values, const Visit& visit, const Problem& problem) {
  if (problem.days.empty()) return;
  values["chart"] = chart_values(chart_of(problem), visit.language());
  values["chart"]["data"] = data_links(visit, "days");
}

// Who noticed it, all of them, as a file.
Response witnesses_as_data(const Problem& problem, Format format) {
  auto rows = ordered_json::array();
  for (const ProblemWitness& witness : problem.witnesses)
    rows.push_back(
        {{"reporter", name(witness.who)},
         {"failed", witness.who.failed},
         {"trust", name(witness.who.trust)},
         {"last_day", witness.days.empty() ? ordered_json()
                                           : ordered_json(format_day(witness.days.back().day))}});
  const std::vector<Column> columns = {{"reporter", "REPORTER"},
                                       {"failed", "FAILED", ColumnKind::failures},
                                       {"trust", "TRUST"},
                                       {"last_day", "LAST"}};
  return table_data("witnesses", format, columns, rows);
}

void add_decisions(ordered_json& values, const Visit& visit, const Problem& problem) {
  const Language& language = visit.language();
  values["is_open"] = problem.is_open();
  values["id"] = problem.id;
  values["state"] = state_in_words(problem, language);
  values["mute_until"] = format_day(visit.today() + kUsualMute);
  values["first_mute_day"] = format_day(visit.today());
  if (problem.mute)
    values["mute"] = {{"until", day_in_words(problem.mute->until, language)},
                      {"reason", printable(problem.mute->reason)},
                      {"has_reason", !problem.mute->reason.empty()}};
}

void add_live_view(ordered_json& values, const Visit& visit, const Problem& problem) {
  const auto view = view_of(visit.store, problem, visit.now);
  if (!view) return;
  values["now_words"] = sentence(*view, cause_key(problem.key), visit.language());
  values["now_state"] = name(view->state);
}

Response decide(const Visit& visit, const std::function<void(Problems&, const Problem&)>& write) {
  const auto problem = asked_problem(visit);
  if (!problem) return message_page(visit, 404, "not-found");
  const auto store = open_store(visit.options.database, Commits::each);
  store->transact([&] { write(store->problems(), *problem); });
  return redirect(visit.options.base_path + "/problems/" + percent_encoded(problem->id));
}

// What is said where no problem is: all is well only if the digest of the last day says so, too.
void add_nothing(ordered_json& values, const Visit& visit) {
  if (values["has_problems"] == true) return;
  add_no_reports(values, visit);
  if (!values["nothing"].is_null()) return;
  const Language& language = visit.language();
  const Verdict verdict = visit.told_day(visit.today() - days(1), language)->verdict;
  const auto words = [&](std::string_view key) {
    return put_in(language.text(fmt::format("page-problems.{}", key)),
                  {{"verdict", std::string(name(verdict))}});
  };
  values["nothing"] = words(verdict == Verdict::ok      ? "nothing"
                            : verdict == Verdict::blind ? "none-but-blind"
                                                        : "none-counted");
  if (verdict == Verdict::ok) return;
  const Parameters domain = visit.request.query.only("domain");
  values["nothing_link"] = {{"path", "/digest" + domain.query()},
                            {"words", language.text("page-overview.as-digest")}};
}

struct ShownProblem {
  const Problem* problem = nullptr;
  Verdict verdict = Verdict::watch;
};

// The gravest first, each as the last day's digest judges it.
std::vector<ShownProblem> shown_problems(const std::vector<Problem>& problems, const ToldDay& told,
                                         bool all) {
  std::vector<ShownProblem> shown;
  for (const Problem& problem : problems) {
    if (!all && !problem.is_open()) continue;
    const auto judged = told.verdicts.find(problem.id);
    const bool is_told = judged != told.verdicts.end() && problem.is_open() && !problem.mute;
    shown.push_back({&problem, is_told ? judged->second : gravity(problem)});
  }
  std::ranges::stable_sort(shown, std::ranges::greater(), &ShownProblem::verdict);
  return shown;
}

}  // namespace

Response problems_page(const Visit& visit) {
  if (visit.asks_for_others()) return message_page(visit, 404, "not-found");
  const bool all = visit.asked("state") == "all";
  const Filter filter{.domains = visit.domains()};
  if (const auto format = asked_as_data(visit, "problems"))
    return written_data("problems", *format, [&](const OutputOptions& output, const Sink& sink) {
      sink(list_problems(visit.store, filter, visit.today(), all, output).text);
    });
  const auto shared = visit.problems(visit.domains());
  const auto day = visit.told_day(visit.today() - days(1), visit.language());
  const std::vector<ShownProblem> problems = shown_problems(shared->problems, *day, all);
  const ListPart part = part_of(visit, problems.size());
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(row_values(*problems[i].problem, problems[i].verdict, visit.language()));
  ordered_json values{{"has_problems", !rows.empty()},
                      {"problems", std::move(rows)},
                      {"part", part_links(visit, part)},
                      {"data", data_links(visit, "problems")},
                      {"all", all},
                      {"left_out", ordered_json()},
                      {"all_toggle", link_to(visit.request.query.with("state", all ? "" : "all"))}};
  if (shared->left_out > 0)
    values["left_out"] = told("page-problems.left-out", shared->left_out, {}, visit.language());
  add_nothing(values, visit);
  std::string command = all ? "tlsward problems list --all" : "tlsward problems";
  command += domain_flags(visit);
  values["only"] = only_domains(visit);
  return make_page(visit,
                   {.name = "problems",
                    .title = std::string(visit.language().text("page-problems.title")),
                    .section = "problems",
                    .command = command},
                   std::move(values));
}

Response problem_page(const Visit& visit) {
  const auto problem = asked_problem(visit);
  if (!problem) return message_page(visit, 404, "not-found");
  if (const auto format = asked_as_data(visit, "witnesses"))
    return witnesses_as_data(*problem, *format);
  if (const auto format = asked_as_data(visit, "days"); format && !problem->days.empty())
    return chart_data(chart_of(*problem), *format);
  DigestScope scope = visit.options.narrow({problem->key.domain});
  scope.is_guest = !visit.viewer.sees_all();
  DigestSpan span = usual_span(visit.today() - days(1));
  span.looked = visit.now;
  const Digest digest = make_digest(visit.store, span, scope, visit.language());
  const Told told = find_told(digest, problem->id);
  ordered_json values{
      {"domain", shown_name(problem->key.domain.display(), 200, visit.language())},
      {"domain_name", problem->key.domain.text()},
      {"domain_path", problem->key.domain.is_host_name()
                          ? "/domains/" + percent_encoded(problem->key.domain.text())
                          : ""}};
  if (told.problem != nullptr)
    add_told(values, told, digest);
  else
    add_untold(values, *problem, visit.language());
  const bool is_told = told.problem != nullptr && problem->is_open() && !problem->mute;
  add_gravity(values, *problem, is_told ? told.problem->verdict : gravity(*problem));
  add_servers(values, visit, *problem,
              told.problem != nullptr ? told.problem->advice.key : cause_key(problem->key).cause);
  add_decisions(values, visit, *problem);
  add_live_view(values, visit, *problem);
  add_look_now(values, visit, problem->key.domain);
  add_evidence(values, visit, *problem);
  add_chart(values, visit, *problem);
  const std::string title = fmt::format("{}: {}", values["domain"].get_ref<const std::string&>(),
                                        values["sentence"].get_ref<const std::string&>());
  return make_page(visit,
                   {.name = "problem",
                    .title = title,
                    .section = "problems",
                    .command = "tlsward problems show " + problem->id},
                   std::move(values));
}

Response mute_problem(const Visit& visit) {
  const Parameters form = visit.request.form();
  const auto until = parse_day(form.find("until").value_or(""));
  if (!until || *until < visit.today()) return message_page(visit, 400, "no-day");
  return decide(visit, [&](Problems& problems, const Problem& problem) {
    problems.mute({.problem = problem.id,
                   .since = visit.today(),
                   .until = *until,
                   .reason = form.find("reason").value_or(""),
                   .size = problem.size});
  });
}

Response unmute_problem(const Visit& visit) {
  return decide(visit,
                [](Problems& problems, const Problem& problem) { problems.unmute(problem.id); });
}

Response resolve_problem(const Visit& visit) {
  return decide(visit, [&](Problems& problems, const Problem& problem) {
    problems.settle({.problem = problem.id, .day = visit.today()});
  });
}

}  // namespace tlsward
