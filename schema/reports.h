// Where reports are kept and asked for: reports, their policy entries and failures, and the sums
// per day. Everything here answers with values; nothing is loaded behind the caller's back.
#pragma once

#include "schema/counting.h"
#include "schema/delivery.h"
#include "schema/identity.h"
#include "schema/report.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}

// On which line a policy entry counts, and whether it counts at all (ours, and not refused).
struct PolicyLine {
  Domain domain;  // counting_domain()
  bool ours = true;
};

// A report on its way in.
struct NewReport {
  std::int64_t id = 0;  // of its first delivery, which is kept already
  const Report& report;
  Fingerprint fingerprint;
  const std::vector<PolicyLine>& lines;  // one for each policy entry
  Trust trust = Trust::unauthenticated;
  std::string evidence;  // Delivery::evidence
  bool counted =
      true;  // false for the side of a conflict that does not count, and for refused ones
};

// A stored report with the same identity.
struct Known {
  std::int64_t id = 0;
  bool same_content = false;
  Trust trust = Trust::unauthenticated;
  std::size_t entries = 0;  // policy entries and failure details
  bool counted = true;
};

// A row's place in a list of reports.
struct ListPlace {
  Day day;
  std::int64_t id = 0;
};

// What a list is narrowed to. Absent or empty members do not narrow.
struct Filter {
  std::vector<Domain> domains;  // lines that are one of these or below
  std::vector<Domain> lines;    // lines that are one of these; taken where `domains` are
  std::string reporter;  // part of organization-name, contact-info or the reporter's key, any case
  std::string result_type;
  std::string policy_type;
  std::string mx;    // receiving-mx-hostname, or the end of it
  std::string ip;    // sending-mta-ip or receiving-ip, exactly
  std::string text;  // part of report-id, organization-name, any MX, IP, HELO, reason or domain
  std::optional<Day> since;         // first day, included
  std::optional<Day> until;         // last day, included
  bool failed = false;              // only with failures, or with an unknown number
  bool uncounted = false;           // only reports that do not count; list() asks for it
  std::optional<Trust> trust;       // only reports of this one; list() asks for it
  std::optional<ListPlace> behind;  // only what list() has after this row; list() asks for it
  std::size_t limit = 0;            // 0 = all
};

// A row of a list of reports, the newest day first.
struct ReportRow {
  std::int64_t id = 0;
  std::string organization_name;
  std::string contact_info;
  std::string report_id;
  std::string start_datetime;  // RFC 3339 in UTC: as sent, with the zone added where it was missing
  std::string end_datetime;
  Day day;
  std::vector<Domain> policy_domains;
  Sessions sessions;              // headline of this one report, all its lines together
  bool failures_unknown = false;  // of an entry; see Entry
  Timestamp received;
  std::string channel;
  Trust trust = Trust::unauthenticated;
  std::string evidence;
  std::int64_t deviations = 0;
  bool counted = true;
  bool conflict = false;  // another stored report has the same identity and other content
};

// A report as stored.
struct StoredReport {
  std::int64_t id = 0;
  Report report;
  std::vector<PolicyLine> lines;
  Timestamp received;
  std::string channel;
  Trust trust = Trust::unauthenticated;
  std::string evidence;
  bool counted = true;
  std::vector<std::int64_t> conflicts_with;
  std::int64_t more_receipts = 0;  // came beyond those that Deliveries::receipts() has
};

// One policy entry on its line and day.
struct Entry {
  Day day;
  Domain domain;         // the line
  Domain policy_domain;  // as reported; the line is another name in few cases (counting_domain())
  std::int64_t report = 0;
  std::string reporter;  // reporter_key()
  std::string organization_name;
  std::string policy_type;
  std::vector<std::string> policy_string;
  Sessions sessions;              // failed = failures_of()
  bool failures_unknown = false;  // neither a total nor a detail says how many sessions failed
  Trust trust = Trust::unauthenticated;
  std::string evidence;
  bool range_over_a_day = false;  // the report covers more than 36 hours
  Timestamp received;             // when the report came first
  std::int64_t deviations = 0;    // of the report
};

// One failure detail on its line and day.
struct Failure {
  Day day;
  Domain domain;
  std::int64_t report = 0;
  std::string reporter;
  std::string organization_name;
  std::string policy_type;
  std::vector<std::string> policy_string;
  Trust trust = Trust::unauthenticated;
  std::string evidence;
  FailureDetail detail;
};

// That a report came, with what it says of one line.
struct Arrival {
  std::int64_t report = 0;
  Day day;
  Domain domain;
  std::string reporter;
  std::string organization_name;
  Trust trust = Trust::unauthenticated;
  std::int64_t failed = 0;  // of all its entries on the line together
  Timestamp received;
};

// Which reports are meant by when they came.
struct Came {
  std::int64_t after = 0;  // later than this one: Reports::newest() of some moment
  Timestamp since = Timestamp::min();
  Timestamp until = Timestamp::max();  // not included
};

// A report as a side of a conflict: what it says of one line.
struct ConflictSide {
  std::int64_t report = 0;
  Trust trust = Trust::unauthenticated;
  std::int64_t failed = 0;  // by the counting rule, whether it counts or not
};

// Two reports of one identity that say otherwise, on one line and day.
struct Conflict {
  Day day;
  Domain domain;
  std::string reporter;
  std::string organization_name;
  ConflictSide counted;
  ConflictSide other;  // does not count
};

// Reports of one sender that are stored and do not count for want of trust.
struct Distrusted {
  std::string organization_name;
  std::string reporter;
  Trust trust = Trust::refused;
  std::int64_t reports = 0;
};

// All of them. Strangers send in as many names as they like: only the commonest are kept apart.
struct DistrustedReports {
  std::int64_t reports = 0;         // in all
  std::vector<Distrusted> largest;  // the most reports first
};

// The sums of one line and day: read, not computed.
struct DaySum {
  Day day;
  Domain domain;
  Sessions sessions;
  std::int64_t reports = 0;
};

// The sums of all lines of one day together.
struct DayTotal {
  Day day;
  Sessions sessions;
  std::int64_t reports = 0;  // once for each line that one is about
};

// A row of a ranking.
struct TopRow {
  std::string name;
  Sessions sessions;  // by types, mx and ips only `failed` has a meaning
  std::int64_t reports = 0;
};

// What an organization does otherwise than RFC 8460 says, in all its reports together.
struct DeviationRow {
  std::string organization_name;
  std::string code;          // name() of the DeviationCode
  std::int64_t count = 0;    // of places
  std::int64_t reports = 0;  // that have it
  Day last;                  // of these reports the newest day
};

enum class Ranking { domains, reporters, result_types, mx, ips };

// Figures of the whole database.
struct StoreFigures {
  std::int64_t reports = 0;
  std::int64_t conflicts = 0;
  std::optional<Day> first_day;
  std::optional<Day> last_day;
  std::optional<Timestamp> last_received;
};

// What a reporter's rhythm can be learnt from: the days on which it reported a domain.
struct ReporterDays {
  std::string reporter;
  std::string organization_name;
  Domain domain;
  std::vector<Day> days;         // ascending
  std::vector<Day> proven_days;  // of these with a report that is better than unauthenticated
};

// For the thread of its Store. Writing goes inside Store::transact(). Only counted entries are in
// entries, failures, sums, rankings and rhythms; list() and find() show all.
class Reports {
 public:
  explicit Reports(sqlite::Database& database) : database_(database) {}

  // Stored reports of the same identity (each hash hit confirmed by comparing the values), the
  // counted one first. Empty if there is none.
  std::vector<Known> find_known(const Report& report, const Fingerprint& fingerprint);

  // The same for a stored report, itself included and told from the others by same_content; without
  // reading what they say, and by the hash alone. Empty if there is none.
  std::vector<Known> find_known(std::int64_t id);

  // Stores the report with its entries, failures, deviations and daily sums.
  void add(const NewReport& report);

  // One more receipt came with this trust and evidence; the report has the best of all.
  void raise_trust(std::int64_t id, Trust trust, const std::string& evidence);

  // Whether the report counts; daily sums follow, and of a conflict the side that does not count
  // stands in quarantine.
  void set_counted(std::int64_t id, bool counted);

  // By day, the newest first, then the last stored first. each_row() hands them over one by one.
  std::vector<ReportRow> list(const Filter& filter);
  void each_row(const Filter& filter, const std::function<void(const ReportRow&)>& use);
  std::optional<StoredReport> find(std::int64_t id);

  // By day, the newest first, then by line, report and place in the report.
  std::vector<Entry> entries(const Filter& filter);

  // Hand over one by one what one report can have thousands of, in the same order; `use` must not
  // ask the same.
  void each_entry(const Filter& filter, const std::function<void(const Entry&)>& use);
  void each_failure(const Filter& filter, const std::function<void(const Failure&)>& use);

  // What came then: for each report and line one, by day, the newest first, then by line. Uses
  // domains, lines, since, until of the filter: the days of the reports.
  std::vector<Arrival> arrivals(const Filter& filter, const Came& came);

  // The id of the report that was stored last, 0 if there is none: all that are stored from now on
  // have a greater one, whenever they were received.
  std::int64_t newest();

  // Hands over every side of a conflict that does not count, once for each of its lines, beside the
  // one that does. Refused reports are no sides. Uses domains, since, until. `use` as above.
  void each_conflict(const Filter& filter, const std::function<void(const Conflict&)>& use);

  // What does not count for want of trust; the side of a conflict is not among it. Uses domains,
  // lines, since, until, and limit for `largest`.
  DistrustedReports distrusted(const Filter& filter);

  // Both use domains, lines, since, until: by day, then domain; and by day, all lines together.
  std::vector<DaySum> sums(const Filter& filter);
  std::vector<DayTotal> totals(const Filter& filter);

  std::vector<TopRow> top(Ranking ranking, const Filter& filter);

  // The organizations with the most reports that deviate first, of each the commonest code first.
  // Where the filter names domains, of reports about several nothing: it may be said of others.
  std::vector<DeviationRow> deviations(const Filter& filter);
  // By reporter, then domain; uses domains, since, until. At most 20,000 of whom all is
  // unauthenticated, those that reported last.
  std::vector<ReporterDays> reporter_days(const Filter& filter);
  StoreFigures figures();

  // When the last report that is stored came; absent if there is none.
  std::optional<Timestamp> last_received();

  // The same of those about these lines and days; uses domains, lines, since, until.
  std::optional<Timestamp> last_received_of(const Filter& filter);

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
