#include "web/overview.h"

#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "schema/deliveries.h"
#include "schema/printable.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/sorting.h"
#include "web/table_data.h"
#include "web/told_day.h"
#include "web/view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::size_t kCauses = 8;

// Of a page about the same day and domain.
std::string day_query(const Visit& visit, Day day) {
  return visit.request.query.only("domain").with("day", format_day(day)).query();
}

std::string domain_path(const Domain& domain) {
  return "/domains/" + percent_encoded(domain.text());
}

ordered_json problem_values(const ToldProblem& problem) {
  ordered_json values{
      {"domain", problem.domain},
      {"sentence", problem.sentence},
      {"state", problem.state.empty() ? ordered_json() : ordered_json(problem.state)},
      {"since", problem.since},
      {"effect", problem.effect},
      {"seen_by", problem.seen_by},
      {"path", problem.path}};
  add_verdict(values, problem.verdict);
  return values;
}

// The bars in words, for who hears the page.
std::string week_in_words(std::span<const double> week, const Language& language) {
  std::vector<std::string> parts;
  for (const double share : week)
    parts.push_back(share < 0 ? std::string(language.text("pages.no-report"))
                              : percent(share, language));
  return put_in(language.text("page-overview.week"),
                {{"list", fmt::format("{}", fmt::join(parts, ", "))}});
}

ordered_json domain_values(const ToldDomain& domain, const Language& language) {
  const std::optional<Sessions>& sessions = domain.sessions;
  ordered_json values{{"domain", shown_name(domain.domain.display(), 200, language)},
                      {"path", domain.domain.is_host_name() ? domain_path(domain.domain) : ""},
                      {"sessions", sessions ? grouped(sessions->total(), language) : "-"},
                      {"failed", domain.failed},
                      {"rate", domain.rate},
                      {"week", spark(domain.week)},
                      {"week_in_words", week_in_words(domain.week, language)},
                      {"policy", domain.policies}};
  values["is_short"] = is_short(domain.policies);
  add_verdict(values, domain.verdict);
  return values;
}

const std::vector<Column>& domain_columns() {
  static const std::vector<Column> columns{{"policy_domain", "DOMAIN"},
                                           {"verdict", "VERDICT"},
                                           {"sessions", "SESSIONS", ColumnKind::number},
                                           {"failed", "FAILED", ColumnKind::failures},
                                           {"reporters", "REPORTERS", ColumnKind::number},
                                           {"policy", "POLICY"},
                                           {"failed_share", "SHARE", ColumnKind::number}};
  return columns;
}

// The worst first: as the digest has them.
const SortOrder kUsualOrder{"verdict", true};

// Those of whom nobody reported are before all numbers.
const std::vector<Heading<const ToldDomain*>>& domain_headings() {
  using Row = const ToldDomain*;
  const auto by = [](const SortHeading& shown, auto value) { return sorted_by<Row>(shown, value); };
  const auto by_number = [by](const SortHeading& shown, auto number) {
    return by(shown, [number](Row row) {
      return row->sessions ? number(*row->sessions) : decltype(number(*row->sessions))(-1);
    });
  };
  static const std::vector<Heading<Row>> all = {
      by({"domain", "domain"}, [](Row row) { return std::string_view(row->domain.text()); }),
      by({.key = "verdict", .word = "verdict", .falls = true},
         [](Row row) { return row->verdict; }),
      by_number({"sessions", "sessions", true},
                [](const Sessions& sessions) { return sessions.total(); }),
      by_number({"failed", "failed", true},
                [](const Sessions& sessions) { return sessions.failed; }),
      by_number({"rate", "rate", true},
                [](const Sessions& sessions) { return failed_share(sessions); }),
      {{"", "seven-days"}},
      by({"policy", "policy"}, [](Row row) { return std::string_view(row->policies_in_english); })};
  return all;
}

bool has_issue(const ToldDomain& domain) {
  return domain.verdict == Verdict::action || domain.verdict == Verdict::watch;
}

// As they are shown: only those with which something is wrong, if that is asked for.
struct ShownDomains {
  std::vector<const ToldDomain*> rows;
  SortOrder order;
};

ShownDomains shown_domains(const Visit& visit, const ToldDay& told) {
  const bool issues_only = visit.asked("issues").has_value();
  std::vector<const ToldDomain*> shown;
  for (const ToldDomain& domain : told.domains)
    if (!issues_only || has_issue(domain)) shown.push_back(&domain);
  SortOrder order = sort_rows(shown, domain_headings(), visit, kUsualOrder);
  return {std::move(shown), std::move(order)};
}

Response domains_as_data(const Visit& visit, const ToldDay& told, Format format) {
  auto rows = ordered_json::array();
  for (const ToldDomain* domain : shown_domains(visit, told).rows) {
    const std::optional<Sessions>& sessions = domain->sessions;
    rows.push_back({{"policy_domain", domain->domain.text()},
                    {"verdict", name(domain->verdict)},
                    {"sessions", sessions ? ordered_json(sessions->total()) : ordered_json()},
                    {"failed", sessions ? ordered_json(sessions->failed) : ordered_json()},
                    {"reporters", domain->reporters},
                    {"policy", domain->policies_in_english},
                    {"failed_share",
                     domain->failed_share ? ordered_json(*domain->failed_share) : ordered_json()}});
  }
  return table_data("domains", format, domain_columns(), rows);
}

void add_domains(ordered_json& values, const Visit& visit, const ToldDay& told) {
  const auto [shown, order] = shown_domains(visit, told);
  const ListPart part = part_of(visit, shown.size());
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(domain_values(*shown[i], visit.language()));
  const bool issues_only = visit.asked("issues").has_value();
  const auto issues = std::ranges::count_if(told.domains, has_issue);
  values["has_domains"] = !told.domains.empty();
  values["domains"] = std::move(rows);
  values["headings"] = heading_values(visit, shown_headings(domain_headings()), order);
  values["domain_part"] = part_links(visit, part);
  values["domain_data"] = data_links(visit, "domains");
  values["issues_only"] = issues_only;
  values["issues_toggle"] =
      link_to(visit.request.query.without("page").with("issues", issues_only ? "" : "1"));
  values["issues"] = grouped(issues, visit.language());
}

void add_problems(ordered_json& values, const ToldDay& told, const Language& language) {
  auto problems = ordered_json::array();
  for (const ToldProblem& problem : told.problems)
    problems.push_back(problem_values(problem));
  values["has_problems"] = !problems.empty();
  values["problems"] = std::move(problems);
  values["has_more_problems"] = told.all_problems > told.problems.size();
  values["all_problems"] = grouped(static_cast<std::int64_t>(told.all_problems), language);
  add_blind_spots(values, told.blind_spots);
}

// What the range's days come to: the chart, and the week's figures for the tiles.
Chart chart_of(const Visit& visit, const DigestScope& scope, Day last) {
  const Day first = last - days(asked_range(visit) - 1);
  Chart chart{.first = first, .last = last, .days = {}, .link = [&visit](Day day) {
                return "/" + visit.request.query.with("day", format_day(day)).query();
              }};
  for (const DayTotal& total :
       visit.store.reports().totals({.domains = scope.domains, .since = first, .until = last}))
    chart.days[total.day] = total.sessions;
  return chart;
}

void add_days(ordered_json& values, const Visit& visit, const DigestScope& scope, Day last) {
  const Chart chart = chart_of(visit, scope, last);
  Sessions of_week;  // no range is shorter
  const auto week = chart.days.upper_bound(last - days(7));
  const bool is_told = week != chart.days.end();
  for (auto day = week; day != chart.days.end(); ++day)
    of_week += day->second;
  values["chart"] = chart_values(chart, visit.language());
  values["chart"]["data"] = data_links(visit, "days");
  values["ranges"] = range_choices(visit);
  values["week_sessions"] = is_told ? grouped(of_week.total(), visit.language()) : "-";
  values["week_failed"] = is_told ? grouped(of_week.failed, visit.language()) : "-";
}

// What failed within the range, by type, the most first.
std::vector<TopRow> causes_of(const Visit& visit, const DigestScope& scope, Day last) {
  const Filter filter{.domains = scope.domains,
                      .since = last - days(asked_range(visit) - 1),
                      .until = last,
                      .limit = kCauses};
  std::vector<TopRow> causes = visit.store.reports().top(Ranking::result_types, filter);
  std::erase_if(causes, [](const TopRow& row) { return row.sessions.failed == 0; });
  return causes;
}

Response causes_as_data(const std::vector<TopRow>& causes, Format format) {
  auto rows = ordered_json::array();
  for (const TopRow& row : causes)
    rows.push_back({{"result_type", row.name}, {"failed", row.sessions.failed}});
  const std::vector<Column> columns = {{"result_type", "TYPE"},
                                       {"failed", "FAILED", ColumnKind::failures}};
  return table_data("causes", format, columns, rows);
}

void add_causes(ordered_json& values, const Visit& visit, const DigestScope& scope, Day last) {
  const Day first = last - days(asked_range(visit) - 1);
  auto causes = ordered_json::array();
  std::int64_t most = 0;
  for (const TopRow& row : causes_of(visit, scope, last)) {
    most = std::max(most, row.sessions.failed);
    const Parameters query =
        visit.request.query.only("domain").with("type", row.name).with("since", format_day(first));
    causes.push_back(
        {{"type", shown_name(row.name, 80, visit.language())},
         {"failed", grouped(row.sessions.failed, visit.language())},
         {"query", query.with("until", format_day(last)).query()},
         {"share", fmt::format("{:.1f}", 100.0 * static_cast<double>(row.sessions.failed) /
                                             static_cast<double>(most))}});
  }
  values["has_causes"] = !causes.empty();
  values["causes_title"] = put_in(visit.language().text("page-overview.causes"),
                                  {{"first", day_in_words(first, visit.language())},
                                   {"last", day_in_words(last, visit.language())}});
  values["causes"] = std::move(causes);
  values["cause_data"] = data_links(visit, "causes");
}

void add_tiles(ordered_json& values, const ToldDay& day, const Language& language) {
  const bool known = day.reports != 0;
  values["sessions"] = known ? grouped(day.sessions.total(), language) : "-";
  values["failed"] = known ? day.failed : "-";
  values["rate"] = day.rate ? ordered_json(*day.rate) : ordered_json();
  values["reports"] = grouped(day.reports, language);
  values["reporters"] = grouped(static_cast<std::int64_t>(day.reporters), language);
  const auto silent = std::ranges::count(day.blind_spots, "silent-reporter", &BlindSpot::kind);
  if (silent > 0) values["silent"] = told("page-overview.silent", silent, {}, language);
  if (day.last_received) values["last"] = time_values(*day.last_received, language);
}

// Without a report anywhere it teaches; without one on the day it leads to a day that has some.
void add_empty_state(ordered_json& values, const Visit& visit, Day day, const ToldDay& told) {
  Reports& reports = visit.store.reports();
  values["is_empty"] =
      !reports.last_received() ||
      (!visit.viewer.sees_all() && reports.totals({.domains = visit.domains()}).empty());
  std::optional<Day> newest;  // that is over
  if (told.reports == 0 && visit.viewer.sees_all()) newest = reports.figures().last_day;
  if (newest) newest = std::min(*newest, visit.today() - days(1));
  if (newest && *newest != day) values["newest_day"] = format_day(*newest);
  if (values["is_empty"] == true) values["set_aside"] = set_aside_values(visit);
}

}  // namespace

Response overview_page(const Visit& visit) {
  if (visit.asks_for_others()) return message_page(visit, 404, "not-found");
  const Day day = asked_day(visit);
  const DigestScope scope = visit.scope();
  if (const auto format = asked_as_data(visit, "days"))
    return chart_data(chart_of(visit, scope, day), *format);
  if (const auto format = asked_as_data(visit, "causes"))
    return causes_as_data(causes_of(visit, scope, day), *format);
  const auto shared = visit.told_day(day, visit.language());
  const ToldDay& told = *shared;
  if (const auto format = asked_as_data(visit, "domains"))
    return domains_as_data(visit, told, *format);
  ordered_json values;
  add_day(values, visit, day);
  add_verdict(values, told.verdict);
  values["summary"] = told.summary;
  values["digest_query"] = day_query(visit, day);
  values["problems_query"] = visit.request.query.only("domain").query();
  values["as_of"] = ordered_json();
  if (visit.now - told.made >= std::chrono::minutes(1))
    values["as_of"] = time_values(told.made, visit.language());
  values["verdict_word"] = word(told.verdict, visit.language());
  values["only"] = only_domains(visit);
  add_empty_state(values, visit, day, told);
  add_problems(values, told, visit.language());
  add_tiles(values, told, visit.language());
  add_days(values, visit, scope, day);
  add_domains(values, visit, told);
  add_causes(values, visit, scope, day);
  return make_page(
      visit,
      {.name = "overview",
       .title = fmt::format("{} - {}", name(told.verdict), day_in_words(day, visit.language())),
       .section = "overview",
       .command = told.command + domain_flags(visit)},
      std::move(values));
}

}  // namespace tlsward
