#include "web/reporters_page.h"

#include "analyzer/rhythm.h"
#include "analyzer/wording.h"
#include "web/page.h"
#include "web/report_query.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::int64_t kMostReports = 20'000;  // are looked at for a page

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-reporters.{}", key)));
}

// The days that are looked at, and whether those asked for had too many reports.
struct Span {
  Filter filter;
  bool is_cut = false;
};

Span asked_span(const Visit& visit) {
  const Day last = visit.today() - days(1);
  const Day asked = last - days(asked_range(visit) - 1);
  Span span{.filter = {.domains = visit.domains(), .since = asked, .until = last}};
  span.filter.since = first_day_within(visit.store, span.filter.domains, asked, last, kMostReports);
  span.is_cut = span.filter.since != asked;
  return span;
}

struct Reporter {
  std::string organization_name;
  std::string reporter;
  std::set<Domain> domains;
  std::set<Day> days;
  std::set<Day> proven_days;
  std::int64_t reports = 0;  // of all of the organization's name
  std::vector<DeviationRow> deviations;

  const std::string& name() const {
    return organization_name.empty() ? reporter : organization_name;
  }
  Rhythm rhythm() const { return learn_habit(std::vector<Day>(days.begin(), days.end())).rhythm; }
};

// The most days first, then by name.
std::vector<Reporter> read_reporters(const Visit& visit, const Filter& filter) {
  std::map<std::pair<std::string, std::string>, Reporter> found;
  Reports& reports = visit.store.reports();
  for (const ReporterDays& row : reports.reporter_days(filter)) {
    Reporter& reporter = found[{row.organization_name, row.reporter}];
    reporter.organization_name = row.organization_name;
    reporter.reporter = row.reporter;
    reporter.domains.insert(row.domain);
    reporter.days.insert(row.days.begin(), row.days.end());
    reporter.proven_days.insert(row.proven_days.begin(), row.proven_days.end());
  }
  std::map<std::string, std::int64_t> counts;
  for (const TopRow& row : reports.top(Ranking::reporters, filter))
    counts[row.name] = row.reports;
  std::map<std::string, std::vector<DeviationRow>> deviations;
  for (DeviationRow& row : reports.deviations(deviations_filter(visit, filter)))
    deviations[row.organization_name].push_back(std::move(row));
  std::vector<Reporter> all;
  for (auto& [key, reporter] : found) {
    reporter.reports = counts[reporter.organization_name];
    reporter.deviations = deviations[reporter.organization_name];
    all.push_back(std::move(reporter));
  }
  std::ranges::stable_sort(all, std::ranges::greater(),
                           [](const Reporter& one) { return one.days.size(); });
  return all;
}

std::vector<Column> columns() {
  return {{"organization_name", "ORGANIZATION", ColumnKind::name},
          {"reporter", "REPORTER"},
          {"domains", "DOMAINS", ColumnKind::number},
          {"reports", "REPORTS", ColumnKind::number},
          {"report_days", "DAYS", ColumnKind::number},
          {"proven_days", "PROVEN", ColumnKind::number},
          {"last_day", "LAST"},
          {"rhythm", "RHYTHM"},
          {"deviations", "DEVIATIONS"}};
}

ordered_json data_rows(const std::vector<Reporter>& reporters) {
  auto rows = ordered_json::array();
  for (const Reporter& reporter : reporters) {
    auto codes = ordered_json::array();
    for (const DeviationRow& deviation : reporter.deviations)
      codes.push_back(deviation.code);
    rows.push_back({{"organization_name", reporter.organization_name},
                    {"reporter", reporter.reporter},
                    {"domains", reporter.domains.size()},
                    {"reports", reporter.reports},
                    {"report_days", reporter.days.size()},
                    {"proven_days", reporter.proven_days.size()},
                    {"last_day", format_day(*reporter.days.rbegin())},
                    {"rhythm", name(reporter.rhythm())},
                    {"deviations", std::move(codes)}});
  }
  return rows;
}

std::string trust_in_words(const Visit& visit, const Reporter& reporter) {
  if (reporter.proven_days.empty()) return words(visit, "proven-never");
  return words(visit,
               reporter.proven_days.size() == reporter.days.size() ? "proven" : "proven-partly");
}

ordered_json deviation_values(const Visit& visit, const Reporter& reporter) {
  auto values = ordered_json::array();
  for (const DeviationRow& row : reporter.deviations) {
    // A database of a newer version can have codes that this one does not know.
    const bool is_known = find_deviation_code(row.code).has_value();
    values.push_back(
        {{"words", is_known ? std::string(visit.language().text("deviations." + row.code))
                            : shown_name(row.code)},
         {"code", shown_name(row.code)},
         {"reports", counted(row.reports, "report", visit.language())},
         {"last", day_in_words(row.last, visit.language())}});
  }
  return values;
}

ordered_json row_values(const Visit& visit, const Reporter& reporter) {
  const Language& language = visit.language();
  const auto number = [&](std::size_t of) {
    return grouped(static_cast<std::int64_t>(of), language);
  };
  const Parameters query = visit.request.query.only("domain").with("reporter", reporter.name());
  return {{"name", shown_name(reporter.name(), 100, language)},
          {"reporter", shown_name(reporter.reporter, 100, language)},
          {"has_reporter",
           !reporter.organization_name.empty() && reporter.organization_name != reporter.reporter},
          {"query", query.query()},
          {"domains", number(reporter.domains.size())},
          {"reports", grouped(reporter.reports, language)},
          {"days", number(reporter.days.size())},
          {"last", day_in_words(*reporter.days.rbegin(), language)},
          {"rhythm", words(visit, fmt::format("rhythm-{}", name(reporter.rhythm())))},
          {"trust", trust_in_words(visit, reporter)},
          {"conforms", visit.viewer.sees_all() ? words(visit, "conforms") : "-"},
          {"has_deviations", !reporter.deviations.empty()},
          {"deviation_count", number(reporter.deviations.size())},
          {"deviations", deviation_values(visit, reporter)}};
}

}  // namespace

Response reporters_page(const Visit& visit) {
  if (visit.asks_for_others()) return message_page(visit, 404, "not-found");
  const Span span = asked_span(visit);
  const std::vector<Reporter> reporters = read_reporters(visit, span.filter);
  if (const auto format = asked_as_data(visit, "reporters"))
    return table_data("reporters", *format, columns(), data_rows(reporters));
  const ListPart part = part_of(visit, reporters.size());
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(row_values(visit, reporters[i]));
  const bool rows_are_none = rows.empty();
  ordered_json values{{"has_reporters", !rows_are_none},
                      {"reporters", std::move(rows)},
                      {"ranges", range_choices(visit)},
                      {"part", part_links(visit, part)},
                      {"data", data_links(visit, "reporters")},
                      {"nothing", words(visit, "nothing")},
                      {"nothing_link", ordered_json()},
                      {"cut", ordered_json()},
                      {"only", only_domains(visit)}};
  if (rows_are_none) add_no_reports(values, visit);
  if (values["nothing"].is_null()) values["nothing"] = words(visit, "nothing");
  if (span.is_cut)
    values["cut"] =
        put_in(words(visit, "cut"), {{"day", day_in_words(*span.filter.since, visit.language())}});
  return make_page(visit,
                   {.name = "reporters",
                    .title = words(visit, "title"),
                    .section = "reporters",
                    .command = fmt::format("tlsward top reporters --since {} --until {}{}",
                                           format_day(*span.filter.since),
                                           format_day(*span.filter.until), domain_flags(visit))},
                   std::move(values));
}

}  // namespace tlsward
