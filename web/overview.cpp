#include "web/overview.h"

#include "analyzer/digest_words.h"
#include "analyzer/problem_words.h"
#include "analyzer/wording.h"
#include "schema/deliveries.h"
#include "schema/printable.h"
#include "web/chart.h"
#include "web/page.h"
#include "web/sorting.h"
#include "web/table_data.h"
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

constexpr std::size_t kProblems = 5;  // told on the page; the rest are a link away
constexpr std::size_t kCauses = 8;

// Of a page about the same day and domain.
std::string day_query(const Visit& visit, Day day) {
  return Parameters()
      .with("day", format_day(day))
      .with("domain", visit.asked("domain").value_or(""))
      .query();
}

std::string domain_path(const Domain& domain) {
  return "/domains/" + percent_encoded(domain.text());
}

ordered_json problem_values(const DigestProblem& problem, const DigestDomain& domain,
                            const Digest& digest) {
  const Language& language = *digest.language;
  ordered_json values{
      {"domain", shown_name(domain.domain.display(), 200, language)},
      {"sentence", problem.advice.sentence},
      {"state",
       problem.is_news() ? ordered_json() : ordered_json(state_in_words(problem, language))},
      {"since", since(problem, digest)},
      {"effect", doubt(problem, language) + effect(problem, domain, digest)},
      {"seen_by", seen_by(problem.group.witnesses, language)},
      {"action", problem.advice.action()}};
  values["path"] = problem_path(problem, digest.day);
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

ordered_json domain_values(const DigestDomain& domain, const Language& language) {
  const bool known = !domain.reporters.empty();
  ordered_json values{{"domain", shown_name(domain.domain.display(), 200, language)},
                      {"path", domain.domain.is_host_name() ? domain_path(domain.domain) : ""},
                      {"sessions", known ? grouped(domain.sessions.total(), language) : "-"},
                      {"failed", known ? failed_of(domain, language) : "-"},
                      {"rate", rate_in_words(domain, language)},
                      {"week", spark(domain.week)},
                      {"week_in_words", week_in_words(domain.week, language)},
                      {"policy", policies_in_words(domain, language)}};
  values["is_short"] = is_short(values["policy"].get_ref<const std::string&>());
  add_verdict(values, domain.verdict);
  return values;
}

const std::vector<Column>& domain_columns() {
  static const std::vector<Column> columns{{"policy_domain", "DOMAIN"},
                                           {"verdict", "VERDICT"},
                                           {"sessions", "SESSIONS", ColumnKind::number},
                                           {"failed", "FAILED", ColumnKind::failures},
                                           {"reporters", "REPORTERS", ColumnKind::number},
                                           {"policy", "POLICY"}};
  return columns;
}

// The worst first: as the digest has them.
const SortOrder kUsualOrder{"verdict", true};

// Those of whom nobody reported are before all numbers.
const std::vector<Heading<const DigestDomain*>>& domain_headings() {
  using Row = const DigestDomain*;
  const auto by = [](const SortHeading& shown, auto value) { return sorted_by<Row>(shown, value); };
  const auto known = [](Row row, auto number) {
    return row->reporters.empty() ? decltype(number)(-1) : number;
  };
  static const std::vector<Heading<Row>> all = {
      by({"domain", "domain"}, [](Row row) { return std::string_view(row->domain.text()); }),
      by({.key = "verdict", .word = "verdict", .falls = true},
         [](Row row) { return row->verdict; }),
      by({"sessions", "sessions", true},
         [known](Row row) { return known(row, row->sessions.total()); }),
      by({"failed", "failed", true}, [known](Row row) { return known(row, row->sessions.failed); }),
      by({"rate", "rate", true},
         [known](Row row) { return known(row, failed_share(row->sessions)); }),
      {{"", "seven-days"}},
      by({"policy", "policy"}, [](Row row) { return policies_in_words(*row); })};
  return all;
}

// As they are shown: only those with which something is wrong, if that is asked for.
struct ShownDomains {
  std::vector<const DigestDomain*> rows;
  SortOrder order;
};

ShownDomains shown_domains(const Visit& visit, const Digest& digest) {
  const bool issues_only = visit.asked("issues").has_value();
  std::vector<const DigestDomain*> shown;
  for (const DigestDomain& domain : digest.domains)
    if (!issues_only || domain.verdict == Verdict::action || domain.verdict == Verdict::watch)
      shown.push_back(&domain);
  SortOrder order = sort_rows(shown, domain_headings(), visit, kUsualOrder);
  return {std::move(shown), std::move(order)};
}

Response domains_as_data(const Visit& visit, const Digest& digest, Format format) {
  auto rows = ordered_json::array();
  for (const DigestDomain* domain : shown_domains(visit, digest).rows) {
    const bool known = !domain->reporters.empty();
    rows.push_back({{"policy_domain", domain->domain.text()},
                    {"verdict", name(domain->verdict)},
                    {"sessions", known ? ordered_json(domain->sessions.total()) : ordered_json()},
                    {"failed", known ? ordered_json(domain->sessions.failed) : ordered_json()},
                    {"reporters", domain->reporters.size()},
                    {"policy", policies_in_words(*domain)}});
  }
  return table_data("domains", format, domain_columns(), rows);
}

void add_domains(ordered_json& values, const Visit& visit, const Digest& digest) {
  const auto [shown, order] = shown_domains(visit, digest);
  const ListPart part = part_of(visit, shown.size());
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(domain_values(*shown[i], visit.language()));
  const bool issues_only = visit.asked("issues").has_value();
  const auto issues = std::ranges::count_if(digest.domains, [](const DigestDomain& domain) {
    return domain.verdict == Verdict::action || domain.verdict == Verdict::watch;
  });
  values["has_domains"] = !digest.domains.empty();
  values["domains"] = std::move(rows);
  values["headings"] = heading_values(visit, shown_headings(domain_headings()), order);
  values["domain_part"] = part_links(visit, part);
  values["domain_data"] = data_links(visit, "domains");
  values["issues_only"] = issues_only;
  values["issues_toggle"] =
      link_to(visit.request.query.without("page").with("issues", issues_only ? "" : "1"));
  values["issues"] = grouped(issues, visit.language());
}

void add_problems(ordered_json& values, const Digest& digest) {
  auto problems = ordered_json::array();
  const ToldProblems told = all_problems(digest);
  for (const auto& [problem, domain] : std::span(told).first(std::min(told.size(), kProblems)))
    problems.push_back(problem_values(*problem, *domain, digest));
  values["has_problems"] = !problems.empty();
  values["problems"] = std::move(problems);
  values["has_more_problems"] = told.size() > kProblems;
  values["all_problems"] = grouped(static_cast<std::int64_t>(told.size()), *digest.language);
  add_blind_spots(values, digest);
}

// What the range's days come to: the chart, and the week's figures for the tiles.
Chart chart_of(const Visit& visit, const DigestScope& scope, Day last) {
  const Day first = last - days(asked_range(visit) - 1);
  Chart chart{.first = first, .last = last, .days = {}, .link = [&visit](Day day) {
                return "/" + visit.request.query.with("day", format_day(day)).query();
              }};
  for (const DaySum& sum :
       visit.store.reports().sums({.domains = scope.domains, .since = first, .until = last}))
    chart.days[sum.day] += sum.sessions;
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
    const Parameters query = Parameters().with("type", row.name).with("since", format_day(first));
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

void add_tiles(ordered_json& values, const Visit& visit, const Digest& digest) {
  const Language& language = visit.language();
  const bool known = digest.reports != 0;
  values["sessions"] = known ? grouped(digest.sessions.total(), language) : "-";
  values["failed"] = known ? failed_in_all(digest) : "-";
  values["rate"] = ordered_json();
  if (known && !have_unknown_failures(digest) && !are_few(digest.sessions))
    values["rate"] = rate(digest.sessions, language);
  values["reports"] = grouped(digest.reports, language);
  values["reporters"] = grouped(static_cast<std::int64_t>(digest.reporters), language);
  const auto silent = std::ranges::count(digest.blind_spots, "silent-reporter", &BlindSpot::kind);
  if (silent > 0) values["silent"] = told("page-overview.silent", silent, {}, language);
  if (digest.last_received) values["last"] = time_values(*digest.last_received, language);
}

// Without a report anywhere it teaches; without one on the day it leads to a day that has some.
void add_empty_state(ordered_json& values, const Visit& visit, const Digest& digest) {
  const StoreFigures figures = visit.store.reports().figures();
  values["is_empty"] =
      figures.reports == 0 || (!visit.viewer.sees_all() &&
                               visit.store.reports().sums({.domains = visit.domains()}).empty());
  std::optional<Day> newest;  // that is over
  if (digest.reports == 0 && figures.last_day && visit.viewer.sees_all())
    newest = std::min(*figures.last_day, visit.today() - days(1));
  if (newest && *newest != digest.day) values["newest_day"] = format_day(*newest);
  if (values["is_empty"] == true) values["set_aside"] = set_aside_values(visit);
}

}  // namespace

Response overview_page(const Visit& visit) {
  const Day day = asked_day(visit);
  const DigestScope scope = visit.scope();
  if (const auto format = asked_as_data(visit, "days"))
    return chart_data(chart_of(visit, scope, day), *format);
  if (const auto format = asked_as_data(visit, "causes"))
    return causes_as_data(causes_of(visit, scope, day), *format);
  const auto shared = visit.digest(day, visit.language());
  const Digest& digest = *shared;
  if (const auto format = asked_as_data(visit, "domains"))
    return domains_as_data(visit, digest, *format);
  ordered_json values;
  add_day(values, visit, day);
  add_verdict(values, digest.verdict);
  values["summary"] = summary(digest);
  values["digest_query"] = day_query(visit, day);
  values["verdict_word"] = word(digest.verdict, visit.language());
  if (const auto domain = visit.asked_domain()) values["only"] = shown_name(domain->display());
  add_empty_state(values, visit, digest);
  add_problems(values, digest);
  add_tiles(values, visit, digest);
  add_days(values, visit, scope, day);
  add_domains(values, visit, digest);
  add_causes(values, visit, scope, day);
  const std::string command = digest_command(digest, day) + domain_flags(visit);
  return make_page(
      visit,
      {.name = "overview",
       .title = fmt::format("{} - {}", name(digest.verdict), day_in_words(day, visit.language())),
       .section = "overview",
       .command = command},
      std::move(values));
}

}  // namespace tlsward
