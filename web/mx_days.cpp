#include "web/mx_days.h"

#include "analyzer/wording.h"
#include "schema/printable.h"
#include "web/day_drawing.h"
#include "web/request.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr double kLeast = 6;             // of a row that is low
constexpr std::size_t kMostLines = 500;  // that are asked for by name

std::int64_t tallest(const MxHistory& history) {
  std::int64_t top = 1;
  for (const MxDays& host : history.hosts)
    for (const auto& [day, failed] : host.days)
      top = std::max(top, failed);
  return top;
}

std::string bars(const MxDays& host, std::int64_t top, const DayDrawing& drawing) {
  std::string path;
  for (const auto& [day, failed] : host.days) {
    const double share = static_cast<double>(failed) / static_cast<double>(top);
    path += drawing.bar(day, 0, std::max(kLeast, share * kDrawingHeight));
  }
  return path;
}

// The day's lines by their names: to look for all below the domain costs a look at every name there
// is, for each day anew.
Filter of_lines(const Domain& domain, const std::vector<Domain>& lines, Day day) {
  if (lines.size() > kMostLines) return {.domains = {domain}, .since = day, .until = day};
  return {.lines = lines, .since = day, .until = day};
}

// What the bars show, for who does not see them.
std::string in_words(const MxDays& host, const Language& language) {
  const auto worst =
      std::ranges::max_element(host.days, {}, [](const auto& day) { return day.second; });
  return told("page-domain.mx-days", static_cast<std::int64_t>(host.days.size()),
              {{"first", day_in_words(host.days.begin()->first, language)},
               {"worst", day_in_words(worst->first, language)},
               {"failed", grouped(worst->second, language)}},
              language);
}

}  // namespace

MxHistory read_mx_history(Reports& reports, const Domain& domain, Day first, Day last,
                          std::size_t most) {
  MxHistory history{.domain = domain, .first = first, .last = last, .reported = {}, .hosts = {}};
  std::map<Day, std::vector<Domain>> lines;
  for (const DaySum& sum : reports.sums({.domains = {domain}, .since = first, .until = last}))
    lines[sum.day].push_back(sum.domain);
  std::map<std::string, MxDays> hosts;
  for (const auto& [day, of_day] : lines) {
    history.reported.push_back(day);
    for (const TopRow& row : reports.top(Ranking::mx, of_lines(domain, of_day, day))) {
      if (row.sessions.failed == 0) continue;
      MxDays& host = hosts[row.name];
      host.failed = add_saturating(host.failed, row.sessions.failed);
      host.days[day] = row.sessions.failed;
    }
  }
  for (auto& [name, host] : hosts) {
    host.name = name;
    history.hosts.push_back(std::move(host));
  }
  std::ranges::stable_sort(history.hosts, std::greater(), &MxDays::failed);
  if (history.hosts.size() > most) history.hosts.resize(most);
  return history;
}

ordered_json mx_days_values(const MxHistory& history, const Language& language) {
  const DayDrawing drawing(history.first, history.last);
  const std::int64_t top = tallest(history);
  auto rows = ordered_json::array();
  for (const MxDays& host : history.hosts)
    rows.push_back({{"name", shown_name(host.name, 100, language)},
                    {"failed", grouped(host.failed, language)},
                    {"bars", bars(host, top, drawing)},
                    {"gaps", drawing.gaps(history.reported)},
                    {"words", in_words(host, language)},
                    {"last", format_day(host.days.rbegin()->first)},
                    {"query", Parameters()
                                  .with("domain", history.domain.text())
                                  .with("mx", host.name)
                                  .with("since", format_day(history.first))
                                  .with("until", format_day(history.last))
                                  .query()}});
  return {{"rows", std::move(rows)}, {"top", grouped(top, language)}};
}

const std::vector<Column>& mx_days_columns() {
  static const std::vector<Column> columns{
      {"mx", "MX"}, {"day", "DAY"}, {"failed", "FAILED", ColumnKind::failures}};
  return columns;
}

ordered_json mx_days_rows(const MxHistory& history) {
  auto rows = ordered_json::array();
  for (const MxDays& host : history.hosts)
    for (const auto& [day, failed] : host.days)
      rows.push_back({{"mx", host.name}, {"day", format_day(day)}, {"failed", failed}});
  return rows;
}

}  // namespace tlsward
