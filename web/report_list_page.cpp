#include "web/report_list_page.h"

#include "analyzer/report_list.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"
#include "web/page.h"
#include "web/report_query.h"
#include "web/seen_report.h"
#include "web/sorting.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostRows = 1'000;    // that a page is made of
constexpr std::size_t kMostData = 100'000;  // that a file has
constexpr std::size_t kShownDomains = 3;    // in a row

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-reports.{}", key)));
}

// What is shown of a row to who asks.
ChooseRow chosen_by(const Visit& visit) {
  return [&visit](ReportRow row) { return seen_row(visit, std::move(row)); };
}

// The newest rows by day, and whether there are more.
struct Rows {
  std::vector<ReportRow> rows;
  bool is_cut = false;
};

Rows read_rows(const Visit& visit, const ReportQuery& query) {
  Filter filter = query.filter;
  filter.limit = kMostRows + 1;
  const ChooseRow choose = chosen_by(visit);
  std::vector<ReportRow> all = visit.store.reports().list(filter);
  Rows read{.rows = {}, .is_cut = all.size() > kMostRows};
  if (read.is_cut) all.pop_back();
  for (ReportRow& row : all)
    if (auto chosen = choose(std::move(row))) read.rows.push_back(std::move(*chosen));
  return read;
}

std::string first_domain(const ReportRow& row) {
  return row.policy_domains.empty() ? std::string() : row.policy_domains.front().text();
}

const std::string& reporter_of(const ReportRow& row) {
  return row.organization_name.empty() ? row.contact_info : row.organization_name;
}

// By day, the newest first: as rows are read.
const SortOrder kUsualOrder{"day", true};

const std::vector<Heading<ReportRow>>& headings() {
  const auto by = [](const SortHeading& shown, auto value) {
    return sorted_by<ReportRow>(shown, value);
  };
  static const std::vector<Heading<ReportRow>> all = {
      by({.key = "day", .word = "day-utc", .falls = true},
         [](const ReportRow& row) { return row.day; }),
      by({"domain", "domains"}, first_domain),
      by({"reporter", "reporter"}, reporter_of),
      by({"sessions", "sessions", true}, [](const ReportRow& row) { return row.sessions.total(); }),
      by({"failed", "failed", true}, [](const ReportRow& row) { return row.sessions.failed; }),
      {{"", "policy"}},
      by({"trust", "trust"}, [](const ReportRow& row) { return row.trust; }),
      by({"via", "via"}, [](const ReportRow& row) { return row.channel; }),
      by({"id", "report-id"}, [](const ReportRow& row) { return row.report_id; })};
  return all;
}

// The policy types of its entries; they are not in a list's row.
std::string policy_types(const Visit& visit, std::int64_t id) {
  const auto seen = find_seen_report(visit, id);
  if (!seen) return "-";
  std::vector<std::string> types;
  for (const Policy& policy : seen->stored.report.policies)
    if (!policy.policy_type.empty() && std::ranges::find(types, policy.policy_type) == types.end())
      types.push_back(policy.policy_type);
  return types.empty() ? "-" : enumerate(types, kShownDomains, visit.language());
}

ordered_json row_values(const Visit& visit, const ReportRow& row) {
  const Language& language = visit.language();
  std::vector<std::string> domains;
  for (const Domain& domain : row.policy_domains)
    domains.push_back(domain.display());
  const bool is_unknown = row.failures_unknown && row.sessions.failed == 0;
  const std::string policy = policy_types(visit, row.id);
  return {{"path", fmt::format("/reports/{}", row.id)},
          {"day", format_day(row.day)},
          {"domains", domains.empty() ? "-" : enumerate(domains, kShownDomains, language)},
          {"reporter", shown_name(reporter_of(row), 100, language)},
          {"sessions", grouped(row.sessions.total(), language)},
          {"failed", is_unknown ? "?" : grouped(row.sessions.failed, language)},
          {"has_failed", row.sessions.failed > 0},
          {"is_uncounted", !row.counted},
          {"is_contradicted", row.conflict},
          {"policy", policy},
          {"is_short", is_short(policy)},
          {"trust", name(row.trust, language)},
          {"via", channel_in_words(row.channel, language)},
          {"report_id", row.report_id.empty() ? "-" : printable(row.report_id, 200)}};
}

// Of the whole list: of reports that count, as `tlsward list` has it.
void add_totals(ordered_json& values, const Visit& visit, const ReportQuery& query,
                const Rows& read) {
  const Language& language = visit.language();
  Sessions sessions;
  std::int64_t faulty = 0;
  bool is_unknown = false;
  for (const ReportRow& row : read.rows) {
    if (row.counted) sessions += row.sessions;
    if (row.sessions.failed > 0 || row.failures_unknown) ++faulty;
    is_unknown |= row.counted && row.failures_unknown;
  }
  const bool are_all = read.is_cut && is_in_sums(query);
  if (are_all) {
    sessions = {};
    for (const DayTotal& total : visit.store.reports().totals(query.filter))
      sessions += total.sessions;
  }
  const auto most = static_cast<std::int64_t>(kMostRows);
  const auto shown = static_cast<std::int64_t>(read.rows.size());
  values["total_reports"] =
      are_all ? put_in(words(visit, "more-than"), {{"reports", counted(most, "report", language)}})
              : counted(shown, "report", language);
  values["total_sessions"] = grouped(sessions.total(), language);
  values["total_failed"] = grouped(sessions.failed, language) + (is_unknown ? "+" : "");
  values["faulty"] = grouped(faulty, language) + (read.is_cut ? "+" : "");
  values["cut"] = ordered_json();
  if (!read.is_cut) return;
  values["cut"] = put_in(words(visit, are_all ? "cut-totals" : "cut"),
                         {{"n", grouped(most, language)},
                          {"data", grouped(static_cast<std::int64_t>(kMostData), language)}});
}

// All that fit, in the order that is asked for; up to the newest of so many.
std::vector<ReportRow> sorted_rows(const Visit& visit, const Filter& filter) {
  std::vector<ReportRow> rows;
  const ChooseRow choose = chosen_by(visit);
  visit.store.reports().each_row(filter, [&](const ReportRow& row) {
    if (auto chosen = choose(row)) rows.push_back(std::move(*chosen));
  });
  sort_rows(rows, headings(), visit, kUsualOrder);
  return rows;
}

ordered_json option(std::string_view value, std::string_view word, std::string_view chosen) {
  return {{"value", value}, {"word", word}, {"is_chosen", value == chosen}};
}

ordered_json type_options(const std::string& chosen) {
  auto options = ordered_json::array();
  for (const ResultType& type : result_types())
    options.push_back(option(type.name, type.name, chosen));
  if (!chosen.empty() && find_result_type(chosen) == nullptr)
    options.push_back(option(chosen, printable(chosen, 80), chosen));
  return options;
}

ordered_json policy_options(const std::string& chosen) {
  constexpr std::array<std::string_view, 3> types = {"sts", "tlsa", "no-policy-found"};
  auto options = ordered_json::array();
  for (const std::string_view type : types)
    options.push_back(option(type, type, chosen));
  if (!chosen.empty() && std::ranges::find(types, chosen) == types.end())
    options.push_back(option(chosen, printable(chosen, 80), chosen));
  return options;
}

ordered_json trust_options(const Visit& visit, const ReportQuery& query) {
  auto options = ordered_json::array();
  for (const Trust trust : kTrusts)
    options.push_back(option(name(trust), name(trust, visit.language()),
                             query.filter.trust ? name(*query.filter.trust) : std::string_view()));
  return options;
}

void add_form(ordered_json& values, const Visit& visit, const ReportQuery& query) {
  for (const char* field : {"domain", "reporter", "mx", "ip", "q"})
    values[fmt::format("form_{}", field)] = visit.asked(field).value_or("");
  const auto day = [](const std::optional<Day>& of) { return of ? format_day(*of) : ""; };
  // Days that the page chose are not asked for by sending the form.
  values["form_since"] = query.is_usual ? "" : day(query.filter.since);
  values["form_until"] = query.is_usual ? "" : day(query.filter.until);
  values["form_is_more"] = !query.filter.reporter.empty() || !query.filter.result_type.empty() ||
                           !query.filter.policy_type.empty() || !query.filter.mx.empty() ||
                           !query.filter.ip.empty() || !query.filter.text.empty() ||
                           query.filter.trust || query.filter.uncounted;
  values["form_failed"] = query.filter.failed;
  values["form_uncounted"] = query.filter.uncounted;
  values["form_sort"] = visit.asked("sort").value_or("");
  values["types"] = type_options(query.filter.result_type);
  values["policy_types"] = policy_options(query.filter.policy_type);
  values["trusts"] = trust_options(visit, query);
  auto domains = ordered_json::array();
  for (const Domain& domain : visit.viewer.domains.value_or(visit.options.scope.domains))
    if (domains.size() < kMostOffered) domains.push_back(domain.text());
  values["offered"] = std::move(domains);
}

// Without a day the page has chosen some: which, and how to have all.
void add_range(ordered_json& values, const Visit& visit, const ReportQuery& query) {
  values["range"] = ordered_json();
  if (!query.is_usual) return;
  const auto days = (*query.filter.until - *query.filter.since).count() + 1;
  values["range"] = put_in(
      words(visit, "range"),
      {{"first", day_in_words(*query.filter.since, visit.language())},
       {"last", day_in_words(*query.filter.until, visit.language())},
       {"days", fmt::format("{} {}", days, visit.language().form("general.day-noun", days))}});
  values["all_days"] =
      visit.request.query.without("page").with("until", format_day(visit.today())).query();
}

}  // namespace

Response reports_page(const Visit& visit) {
  const ReportQuery query = read_report_query(visit);
  if (const auto format = asked_as_data(visit, "reports"))
    return written_data("reports", *format, [&](const OutputOptions& output, const Sink& sink) {
      Filter filter = query.filter;
      filter.limit = kMostData;
      if (asked_order(visit).key.empty())
        list_reports(visit.store, filter, output, sink, chosen_by(visit));
      else
        write_reports(sorted_rows(visit, filter), output, sink);
    });
  Rows read = read_rows(visit, query);
  const SortOrder order = sort_rows(read.rows, headings(), visit, kUsualOrder);
  const ListPart part = part_of(visit, read.rows.size());
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(row_values(visit, read.rows[i]));
  ordered_json values{{"has_reports", !rows.empty()},
                      {"reports", std::move(rows)},
                      {"headings", heading_values(visit, shown_headings(headings()), order)},
                      {"part", part_links(visit, part)},
                      {"data", data_links(visit, "reports")}};
  if (values["has_reports"] == false) add_no_reports(values, visit);
  const bool is_empty = values.contains("nothing") && !values["nothing"].is_null();
  if (!is_empty) values["nothing"] = words(visit, "nothing");
  add_totals(values, visit, query, read);
  add_form(values, visit, query);
  if (!is_empty) add_range(values, visit, query);
  return make_page(visit,
                   {.name = "reports",
                    .title = words(visit, "title"),
                    .section = "reports",
                    .command = list_command(visit, query)},
                   std::move(values));
}

}  // namespace tlsward
