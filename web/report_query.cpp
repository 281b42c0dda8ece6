#include "web/report_query.h"

#include "analyzer/shell_word.h"
#include "schema/field_values.h"
#include "schema/text.h"
#include "web/view.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr days kUsualDays{30};
constexpr std::int64_t kMostSearched = 50'000;  // reports, for a text, unless days are asked for

std::optional<Day> day_of(const Visit& visit, std::string_view name) {
  return parse_day(visit.asked(name).value_or(""));
}

// The newest day of which the viewer has reports; yesterday if there are none.
Day newest_day(const Visit& visit) {
  const auto rows = visit.store.reports().list({.domains = visit.domains(), .limit = 1});
  return rows.empty() ? visit.today() - days(1) : rows.front().day;
}

void read_days(const Visit& visit, ReportQuery& query) {
  query.filter.since = query.filter.until = day_of(visit, "day");
  if (query.filter.since) return;
  query.filter.since = day_of(visit, "since");
  query.filter.until = day_of(visit, "until");
  query.is_usual = !query.filter.since && !query.filter.until;
  if (!query.is_usual) return;
  query.filter.until = newest_day(visit);
  query.filter.since = *query.filter.until - (kUsualDays - days(1));
  if (!query.filter.text.empty())
    query.filter.since = first_day_within(visit.store, query.filter.domains, *query.filter.since,
                                          *query.filter.until, kMostSearched);
}

std::optional<Trust> asked_trust(const Visit& visit) {
  const std::string asked = visit.asked("trust").value_or("");
  const auto* const found =
      std::ranges::find_if(kTrusts, [&](Trust trust) { return name(trust) == asked; });
  return found == std::end(kTrusts) ? std::nullopt : std::optional(*found);
}

// A value that begins with "-" would be taken for another flag.
void add_flag(std::string& command, std::string_view flag, const std::string& value) {
  if (value.empty()) return;
  command += ' ';
  command += flag;
  command += value.starts_with('-') ? '=' : ' ';
  command += shell_word(value);
}

}  // namespace

ReportQuery read_report_query(const Visit& visit) {
  const auto text = [&](std::string_view name) { return visit.asked(name).value_or(""); };
  ReportQuery query{.filter = {.domains = visit.domains(),
                               .reporter = text("reporter"),
                               .result_type = lower_case(text("type")),
                               .policy_type = lower_case(text("policy_type")),
                               .mx = Domain(text("mx")).text(),
                               .ip = ip_value(text("ip"), [](DeviationCode) {}),
                               .text = text("q"),
                               .failed = visit.asked("failed").has_value(),
                               .uncounted = visit.asked("uncounted").has_value(),
                               .trust = asked_trust(visit)}};
  read_days(visit, query);
  return query;
}

Day first_day_within(Store& store, const std::vector<Domain>& domains, Day first, Day last,
                     std::int64_t most) {
  const std::vector<DayTotal> totals =
      store.reports().totals({.domains = domains, .since = first, .until = last});
  std::int64_t seen = 0;
  std::optional<Day> begin;
  for (auto total = totals.rbegin(); total != totals.rend(); ++total) {
    if (begin && seen + total->reports > most) return *begin;
    seen += total->reports;
    begin = total->day;
  }
  return first;
}

bool is_in_sums(const ReportQuery& query) {
  const Filter& filter = query.filter;
  return !filter.trust && !filter.failed && !filter.uncounted && filter.reporter.empty() &&
         filter.result_type.empty() && filter.policy_type.empty() && filter.mx.empty() &&
         filter.ip.empty() && filter.text.empty();
}

std::string list_command(const Visit& visit, const ReportQuery& query) {
  const Filter& filter = query.filter;
  std::string command = filter.text.empty() ? "tlsward list" : "tlsward search";
  command += domain_flags(visit);
  add_flag(command, "--reporter", filter.reporter);
  add_flag(command, "--type", filter.result_type);
  add_flag(command, "--policy-type", filter.policy_type);
  add_flag(command, "--mx", filter.mx);
  add_flag(command, "--ip", filter.ip);
  if (filter.since) add_flag(command, "--since", format_day(*filter.since));
  if (filter.until) add_flag(command, "--until", format_day(*filter.until));
  if (filter.failed) command += " --failed";
  if (filter.uncounted) command += " --uncounted";
  if (filter.trust) add_flag(command, "--trust", std::string(name(*filter.trust)));
  if (!filter.text.empty()) command += " -- " + shell_word(filter.text);
  return command;
}

}  // namespace tlsward
