#include "analyzer/history.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace tlsward {

History read_history(Store& store, std::vector<Domain> domains, Day day, int days) {
  History history{
      .first = day - std::chrono::days(days - 1), .day = day, .domains = std::move(domains)};
  Filter filter{.domains = history.domains, .since = history.first, .until = day};
  for (const DaySum& sum : store.reports().sums(filter))
    history.lines[sum.domain][sum.day] = sum.sessions;
  narrow_to_lines(filter, history);
  history.reporters = store.reports().reporter_days(filter);
  return history;
}

void narrow_to_lines(Filter& filter, const History& history) {
  const auto& lines = history.lines;
  if (filter.domains.empty() || lines.empty() || lines.size() > kFewLines) return;
  filter.domains.clear();
  for (const auto& [line, sums] : lines)
    filter.lines.push_back(line);
}

std::map<Day, std::vector<Domain>, std::greater<>> failing_lines(const History& history) {
  std::map<Day, std::vector<Domain>, std::greater<>> failing;
  for (const auto& [line, days] : history.lines)
    for (const auto& [day, sessions] : days)
      if (sessions.failed > 0) failing[day].push_back(line);
  return failing;
}

std::vector<Day> report_days(const History& history, std::string_view reporter, const Domain& line,
                             bool proof) {
  const auto found = std::ranges::lower_bound(
      history.reporters, std::tuple(reporter, std::string_view(line.text())), {},
      [](const ReporterDays& each) {
        return std::tuple(std::string_view(each.reporter), std::string_view(each.domain.text()));
      });
  if (found == history.reporters.end() || found->reporter != reporter || found->domain != line)
    return {};
  if (proof) return found->proven_days;
  std::vector<Day> days;
  std::ranges::set_difference(found->days, found->proven_days, std::back_inserter(days));
  return days;
}

}  // namespace tlsward
