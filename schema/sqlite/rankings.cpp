// Rankings: from the daily sums where these tell enough, else counted from entries and failures.
#include "schema/reports.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/filter.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace tlsward {

namespace {

using sqlite::Database;
using sqlite::Query;
using sqlite::Rows;

// The worst first; of equals the busiest, then by name.
void sort_and_cut(std::vector<TopRow>& rows, std::size_t limit) {
  std::ranges::sort(rows, [](const TopRow& one, const TopRow& other) {
    const auto weight = [](const TopRow& row) {
      return std::tuple(-row.sessions.failed, -row.sessions.successful, std::string_view(row.name));
    };
    return weight(one) < weight(other);
  });
  if (limit != 0 && rows.size() > limit) rows.resize(limit);
}

std::vector<TopRow> from_sums(Database& database, Ranking ranking, const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  if (ranking == Ranking::domains) {
    query.add(
        "SELECT e.domain, e.successful, e.failed, e.reports "
        "FROM days CROSS JOIN daily e ON e.day = days.day WHERE e.result_type = 0 ");
  } else {
    query.add(
        "SELECT e.result_type, e.successful, e.failed, e.reports "
        "FROM days CROSS JOIN daily e ON e.day = days.day WHERE e.result_type > 0 ");
  }
  sqlite::add_line_condition(query, filter);
  std::unordered_map<std::int64_t, TopRow> tops;
  Rows rows = database.query(query);
  while (rows.next()) {
    TopRow& top = tops[rows.integer(0)];
    top.sessions += Sessions{rows.integer(1), rows.integer(2)};
    top.reports += rows.integer(3);
  }
  std::vector<TopRow> result;
  sqlite::Dimensions& dimensions = database.dimensions();
  for (auto& [id, top] : tops) {
    top.name = ranking == Ranking::domains ? dimensions.domain(id).text() : dimensions.text(id);
    result.push_back(std::move(top));
  }
  return result;
}

// Collects entries, which come by day and line, and are counted for each name, day and line on its
// own.
class Tally {
 public:
  void add(const std::string& name, Day day, const Domain& domain, std::int64_t report,
           const Counted& counted) {
    if (day != day_ || domain != domain_) count_line();
    day_ = day;
    domain_ = domain;
    line_[name].push_back(
        {std::string(counted.reporter), std::string(counted.policy_type), counted.sessions});
    subjects_[name].reports.insert(report);
  }

  // Of each name, once all are added.
  std::vector<TopRow> take_rows() {
    count_line();
    std::vector<TopRow> rows;
    for (const auto& [name, subject] : subjects_)
      rows.push_back({.name = name,
                      .sessions = subject.sessions,
                      .reports = static_cast<std::int64_t>(subject.reports.size())});
    return rows;
  }

 private:
  struct OwnCounted {
    std::string reporter;
    std::string policy_type;
    Sessions sessions;
  };
  struct Subject {
    Sessions sessions;
    std::set<std::int64_t> reports;
  };

  void count_line() {
    for (const auto& [name, entries] : line_) {
      std::vector<Counted> counted;
      counted.reserve(entries.size());
      for (const OwnCounted& entry : entries)
        counted.push_back({entry.reporter, entry.policy_type, entry.sessions});
      subjects_[name].sessions += count_sessions(counted);
    }
    line_.clear();
  }

  Day day_;
  Domain domain_;
  std::map<std::string, std::vector<OwnCounted>> line_;
  std::map<std::string, Subject> subjects_;
};

std::vector<TopRow> from_entries(Reports& reports, Ranking ranking, const Filter& filter) {
  Tally tally;
  reports.each_entry(filter, [&](const Entry& entry) {
    tally.add(ranking == Ranking::domains ? entry.domain.text() : entry.organization_name,
              entry.day, entry.domain, entry.report,
              {entry.reporter, entry.policy_type, entry.sessions});
  });
  return tally.take_rows();
}

std::string name_of(const FailureDetail& detail, Ranking ranking) {
  switch (ranking) {
    case Ranking::result_types:
      return detail.result_type;
    case Ranking::mx:
      return detail.receiving_mx_hostname.text();
    default:
      return detail.sending_mta_ip;
  }
}

std::vector<TopRow> from_failures(Reports& reports, Ranking ranking, const Filter& filter) {
  Tally tally;
  reports.each_failure(filter, [&](const Failure& failure) {
    const Sessions failed{0, failure.detail.failed_session_count.value_or(0)};
    tally.add(name_of(failure.detail, ranking), failure.day, failure.domain, failure.report,
              {failure.reporter, failure.policy_type, failed});
  });
  return tally.take_rows();
}

}  // namespace

std::vector<TopRow> Reports::top(Ranking ranking, const Filter& filter) {
  Filter unlimited = filter;
  unlimited.limit = 0;
  const bool of_entries = ranking == Ranking::domains || ranking == Ranking::reporters;
  const bool in_sums = ranking == Ranking::domains || ranking == Ranking::result_types;
  std::vector<TopRow> rows;
  if (in_sums && sqlite::is_of_lines_only(filter)) {
    rows = from_sums(database_, ranking, unlimited);
  } else if (of_entries) {
    rows = from_entries(*this, ranking, unlimited);
  } else {
    rows = from_failures(*this, ranking, unlimited);
  }
  sort_and_cut(rows, filter.limit);
  return rows;
}

std::vector<DeviationRow> Reports::deviations(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  // A report has an entry for each of its policies, and its deviations once.
  query.add(
      "SELECT DISTINCT e.report, e.organization, dv.n, dv.code, dv.count, e.day "
      "FROM days CROSS JOIN entry e ON e.day = days.day CROSS JOIN report r ON r.id = e.report "
      "CROSS JOIN deviation dv ON dv.report = e.report WHERE e.counted ");
  if (!filter.domains.empty())
    query.add("AND NOT EXISTS (SELECT 1 FROM other_line o WHERE o.report = e.report) ");
  sqlite::add_entry_conditions(query, filter);
  sqlite::Dimensions& dimensions = database_.dimensions();
  std::map<std::string, std::int64_t> reports;  // of an organization, each as often as it has codes
  std::map<std::pair<std::string, std::string>, DeviationRow> found;
  Rows rows = database_.query(query);
  while (rows.next()) {
    const std::string& name = dimensions.organization(rows.integer(1)).organization_name;
    const std::string& code = dimensions.text(rows.integer(3));
    DeviationRow& row = found[{name, code}];
    row.organization_name = name;
    row.code = code;
    row.count = add_saturating(row.count, rows.integer(4));
    row.last = std::max(row.last, rows.day(5));
    ++row.reports;
    ++reports[name];
  }
  std::vector<DeviationRow> sorted;
  sorted.reserve(found.size());
  for (auto& [key, row] : found)
    sorted.push_back(std::move(row));
  std::ranges::stable_sort(sorted, std::ranges::greater{}, [&](const DeviationRow& row) {
    return std::tuple(reports.at(row.organization_name), row.organization_name, row.reports);
  });
  if (filter.limit != 0 && sorted.size() > filter.limit) sorted.resize(filter.limit);
  return sorted;
}

}  // namespace tlsward
