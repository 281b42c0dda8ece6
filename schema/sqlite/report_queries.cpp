// Questions about entries, failures, sums and figures. report_list.cpp has the list of reports,
// rankings.cpp the rankings.
#include "schema/reports.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/filter.h"
#include "schema/sqlite/report_rows.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace tlsward {

namespace {

using sqlite::Dimensions;
using sqlite::Organization;
using sqlite::Query;
using sqlite::Rows;

// The newest first, each as often as it comes.
struct FoundDays {
  std::vector<Day> all;
  std::vector<Day> proven;
};

void add_newest(std::vector<Day>& newest_first, Day day) {
  if (newest_first.empty() || newest_first.back() != day) newest_first.push_back(day);
}

// Whom nobody knows and who tells of a line, beyond those that are proof: anybody makes up names.
constexpr std::size_t kStrangers = 20'000;

// By organization and domain: thousands of lines make hundreds of thousands of rows.
class DaysByIds {
 public:
  void add(std::int64_t organization, std::int64_t domain, Day day, Trust trust) {
    const bool proof = trust > Trust::unauthenticated;
    auto& lines = found_[organization];
    if (!proof && !lines.contains(domain) && ++strangers_ > kStrangers) return;
    FoundDays& days = lines[domain];
    add_newest(days.all, day);
    if (proof) add_newest(days.proven, day);
  }

  const auto& all() const { return found_; }

 private:
  std::unordered_map<std::int64_t, std::unordered_map<std::int64_t, FoundDays>> found_;
  std::size_t strangers_ = 0;
};

void sort_once(std::vector<Day>& days) {
  std::ranges::sort(days);
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

// One for each reporter and line, by both; organizations of one reporter are one.
std::vector<ReporterDays> in_order(Dimensions& dimensions, const DaysByIds& found) {
  std::map<std::pair<std::string, Domain>, ReporterDays> sorted;
  for (const auto& [organization_id, lines] : found.all()) {
    const Organization& organization = dimensions.organization(organization_id);
    for (const auto& [domain_id, days] : lines) {
      const Domain& domain = dimensions.domain(domain_id);
      ReporterDays& all = sorted[{organization.reporter, domain}];
      all.reporter = organization.reporter;
      all.organization_name = std::max(all.organization_name, organization.organization_name);
      all.domain = domain;
      all.days.insert(all.days.end(), days.all.rbegin(), days.all.rend());
      all.proven_days.insert(all.proven_days.end(), days.proven.rbegin(), days.proven.rend());
    }
  }
  std::vector<ReporterDays> result;
  for (auto& [key, all] : sorted) {
    sort_once(all.days);
    sort_once(all.proven_days);
    result.push_back(std::move(all));
  }
  return result;
}

}  // namespace

std::vector<Entry> Reports::entries(const Filter& filter) {
  std::vector<Entry> entries;
  each_entry(filter, [&](const Entry& entry) { entries.push_back(entry); });
  return entries;
}

void Reports::each_entry(const Filter& filter, const std::function<void(const Entry&)>& use) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT e.day, e.domain, e.report, e.organization, e.policy, "
      "e.total_successful_session_count, e.failed, e.total_failure_session_count, r.trust, "
      "r.range_end - r.range_start > 129600, d.received, "
      "(SELECT count(*) FROM deviation WHERE report = e.report), r.evidence "
      "FROM days CROSS JOIN entry e ON e.day = days.day "
      "CROSS JOIN report r ON r.id = e.report JOIN delivery d ON d.id = e.report "
      "WHERE e.counted ");
  sqlite::add_entry_conditions(query, filter);
  query.add("LIMIT ?", sqlite::limit_of(filter));
  Dimensions& dimensions = database_.dimensions();
  Rows rows = database_.query(query);
  while (rows.next()) {
    const Organization& organization = dimensions.organization(rows.integer(3));
    const Policy& policy = dimensions.policy(rows.integer(4));
    use({.day = rows.day(0),
         .domain = dimensions.domain(rows.integer(1)),
         .policy_domain = policy.policy_domain,
         .report = rows.integer(2),
         .reporter = organization.reporter,
         .organization_name = organization.organization_name,
         .policy_type = policy.policy_type,
         .policy_string = policy.policy_string,
         .sessions = {rows.integer(5), rows.integer(6)},
         .failures_unknown = rows.is_null(7) && rows.integer(6) == 0,
         .trust = static_cast<Trust>(rows.integer(8)),
         .evidence = dimensions.optional_text(rows.optional_integer(12)),
         .range_over_a_day = rows.integer(9) != 0,
         .received = rows.timestamp(10),
         .deviations = rows.integer(11)});
  }
}

void Reports::each_failure(const Filter& filter, const std::function<void(const Failure&)>& use) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT f.day, f.domain, f.report, e.organization, e.policy, r.trust, "
      "f.result_type, f.sending_mta_ip, f.receiving_mx_hostname, f.receiving_mx_helo, "
      "f.receiving_ip, f.failed_session_count, f.additional_information, f.failure_reason_code, "
      "r.evidence "
      "FROM days CROSS JOIN entry e ON e.day = days.day "
      "CROSS JOIN failure f ON f.day = e.day AND f.domain = e.domain AND f.report = e.report "
      "AND f.n = e.n CROSS JOIN report r ON r.id = e.report WHERE e.counted ");
  sqlite::add_failure_conditions(query, filter);
  query.add("LIMIT ?", sqlite::limit_of(filter));
  Dimensions& dimensions = database_.dimensions();
  Rows rows = database_.query(query);
  while (rows.next()) {
    const Organization& organization = dimensions.organization(rows.integer(3));
    const Policy& policy = dimensions.policy(rows.integer(4));
    use({.day = rows.day(0),
         .domain = dimensions.domain(rows.integer(1)),
         .report = rows.integer(2),
         .reporter = organization.reporter,
         .organization_name = organization.organization_name,
         .policy_type = policy.policy_type,
         .policy_string = policy.policy_string,
         .trust = static_cast<Trust>(rows.integer(5)),
         .evidence = dimensions.optional_text(rows.optional_integer(14)),
         .detail = sqlite::read_detail(rows, 6, dimensions)});
  }
}

std::vector<Arrival> Reports::arrivals(const Filter& filter, const Came& came) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT e.report, e.day, e.domain, e.organization, r.trust, sum(e.failed), d.received "
      "FROM days CROSS JOIN entry e ON e.day = days.day "
      "CROSS JOIN delivery d ON d.id = e.report CROSS JOIN report r ON r.id = e.report "
      "WHERE e.counted AND e.report > ? AND d.received >= ? AND d.received < ? ",
      came.after, came.since.time_since_epoch().count(), came.until.time_since_epoch().count());
  sqlite::add_line_condition(query, filter);
  query.add("GROUP BY e.day, e.domain, e.report ORDER BY e.day DESC, e.domain, e.report");
  Dimensions& dimensions = database_.dimensions();
  std::vector<Arrival> arrivals;
  Rows rows = database_.query(query);
  while (rows.next()) {
    const Organization& organization = dimensions.organization(rows.integer(3));
    arrivals.push_back({.report = rows.integer(0),
                        .day = rows.day(1),
                        .domain = dimensions.domain(rows.integer(2)),
                        .reporter = organization.reporter,
                        .organization_name = organization.organization_name,
                        .trust = static_cast<Trust>(rows.integer(4)),
                        .failed = rows.integer(5),
                        .received = rows.timestamp(6)});
  }
  return arrivals;
}

std::vector<DaySum> Reports::sums(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT e.day, d.id, e.successful, e.failed, e.reports "
      "FROM days CROSS JOIN daily e ON e.day = days.day JOIN domain d ON d.id = e.domain "
      "WHERE e.result_type = 0 ");
  sqlite::add_line_condition(query, filter);
  query.add("ORDER BY e.day, d.name");
  std::vector<DaySum> sums;
  Rows rows = database_.query(query);
  while (rows.next()) {
    sums.push_back({.day = rows.day(0),
                    .domain = database_.dimensions().domain(rows.integer(1)),
                    .sessions = {rows.integer(2), rows.integer(3)},
                    .reports = rows.integer(4)});
  }
  return sums;
}

std::vector<DayTotal> Reports::totals(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT e.day, e.successful, e.failed, e.reports "
      "FROM days CROSS JOIN daily e ON e.day = days.day WHERE e.result_type = 0 ");
  sqlite::add_line_condition(query, filter);
  std::vector<DayTotal> totals;
  Rows rows = database_.query(query);
  while (rows.next()) {
    const Day day = rows.day(0);
    if (totals.empty() || totals.back().day != day) totals.push_back({.day = day});
    totals.back().sessions += Sessions{rows.integer(1), rows.integer(2)};
    totals.back().reports += rows.integer(3);
  }
  std::ranges::reverse(totals);  // the newest came first
  return totals;
}

std::vector<ReporterDays> Reports::reporter_days(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT e.organization, e.domain, e.day, r.trust FROM days "
      "CROSS JOIN entry e ON e.day = days.day CROSS JOIN report r ON r.id = e.report "
      "WHERE e.counted ");
  sqlite::add_line_condition(query, filter);
  DaysByIds found;
  Rows rows = database_.query(query);
  while (rows.next())
    found.add(rows.integer(0), rows.integer(1), rows.day(2), static_cast<Trust>(rows.integer(3)));
  return in_order(database_.dimensions(), found);
}

StoreFigures Reports::figures() {
  StoreFigures figures;
  Rows rows = database_.query(
      "SELECT (SELECT count(*) FROM report), "
      "(SELECT count(*) FROM delivery WHERE outcome IN (2, 3) AND outcome = 2), "
      "(SELECT min(day) FROM report), (SELECT max(day) FROM report)");
  rows.next();
  figures.reports = rows.integer(0);
  figures.conflicts = rows.integer(1);
  if (figures.reports == 0) return figures;
  figures.first_day = rows.day(2);
  figures.last_day = rows.day(3);
  figures.last_received = last_received();
  return figures;
}

std::int64_t Reports::newest() {
  Rows rows = database_.query("SELECT coalesce(max(id), 0) FROM report");
  rows.next();
  return rows.integer(0);
}

std::optional<Timestamp> Reports::last_received() {
  Rows rows =
      database_.query("SELECT received FROM delivery WHERE id = (SELECT max(id) FROM report)");
  return rows.next() ? std::optional(rows.timestamp(0)) : std::nullopt;
}

std::optional<Timestamp> Reports::last_received_of(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT received FROM delivery WHERE id = (SELECT max((SELECT max(report) FROM entry "
      "WHERE day = days.day AND domain = e.domain)) "
      "FROM days CROSS JOIN (SELECT id AS domain FROM domain) e WHERE TRUE ");
  sqlite::add_line_condition(query, filter);
  query.add(")");
  Rows rows = database_.query(query);
  return rows.next() ? std::optional(rows.timestamp(0)) : std::nullopt;
}

}  // namespace tlsward
