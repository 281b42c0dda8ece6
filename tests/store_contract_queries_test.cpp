// What every storage engine owes of questions about reports, written against schema/store.h and the
// plural headers only.
#include "schema/counting.h"
#include "schema/reports.h"
#include "schema/store.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace tlsward {

namespace {

using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Day kMonday = std::chrono::year{2026} / 11 / 23;
const Day kTuesday = kMonday + std::chrono::days{1};
const Day kWednesday = kMonday + std::chrono::days{2};

std::unique_ptr<Store> memory_store() {
  return open_store(":memory:", Commits::each);
}

// Four reports, named by their report-ids.
std::unique_ptr<Store> small_world() {
  auto store = memory_store();
  Report a = make_failing_report("example.net", "example.com", kTuesday, "certificate-expired", 5);
  a.report_id = "a";
  a.policies[0].failure_details[0].failure_reason_code = "100%_sure";
  a.policies[0].failure_details[0].receiving_mx_helo = "mx7.example.com ESMTP";
  a.deviations = {{DeviationCode::zone_missing, "/date-range", 2}};
  Report b = make_report("example.org", "mail.example.com", kTuesday, 7);
  b.report_id = "b";
  Report c = make_failing_report("example.org", "example.com", kWednesday, "tlsa-invalid", 3);
  c.report_id = "c";
  c.policies[0].failure_details[0].sending_mta_ip = "2001:db8::1";
  c.policies[0].failure_details[0].receiving_ip = "198.51.100.25";
  Report d = make_report("example.net", "other.example.org", kMonday, 9);
  d.report_id = "d";
  d.policies[0].policy_type = "tlsa";
  d.policies[0].mx_host = {Domain("*.backup.example")};
  for (const Report& report : {a, b, c, d})
    put(*store, report);
  return store;
}

std::string ids(const std::vector<ReportRow>& rows) {
  std::string ids;
  for (const ReportRow& row : rows)
    ids += row.report_id;
  return ids;
}

std::vector<Failure> failures(Store& store, const Filter& filter) {
  std::vector<Failure> all;
  store.reports().each_failure(filter, [&](const Failure& failure) { all.push_back(failure); });
  return all;
}

std::string names(const std::vector<TopRow>& rows) {
  std::string names;
  for (const TopRow& row : rows)
    names += row.name + ":" + std::to_string(row.sessions.failed) + " ";
  return names;
}

}  // namespace

TEST_CASE("a filter narrows lists, entries and failures alike") {
  const auto store = small_world();
  const struct {
    Filter filter;
    std::string list;  // the newest day first
    std::size_t entries;
    std::size_t failures;
  } cases[] = {
      {{}, "cbad", 4, 2},
      {{.domains = {Domain("example.com")}}, "cba", 3, 2},
      {{.domains = {Domain("mail.example.com"), Domain("example.org")}}, "bd", 2, 0},
      {{.domains = {Domain("ample.com")}}, "", 0, 0},
      {{.domains = {Domain("e_ample.com")}}, "", 0, 0},
      {{.reporter = "EXAMPLE.NET"}, "ad", 2, 1},
      {{.reporter = "%"}, "", 0, 0},
      {{.result_type = "certificate-expired"}, "a", 1, 1},
      {{.result_type = "certificate"}, "", 0, 0},
      {{.policy_type = "tlsa"}, "d", 1, 0},
      {{.mx = "mx.example.com"}, "ca", 2, 2},
      {{.mx = "Example.com."}, "ca", 2, 2},
      {{.mx = "mx.example"}, "", 0, 0},
      {{.ip = "192.0.2.7"}, "a", 1, 1},
      {{.ip = "198.51.100.25"}, "c", 1, 1},
      {{.ip = "198.51.100.2"}, "", 0, 0},
      {{.text = "100%_S"}, "a", 1, 1},
      {{.text = "100_s"}, "", 0, 0},
      {{.text = "mx7"}, "a", 1, 1},
      {{.text = "2001:db8"}, "c", 1, 1},
      {{.text = "OTHER.example"}, "d", 1, 0},
      {{.text = "backup"}, "d", 1, 0},
      {{.text = "example.org"}, "cbd", 3, 1},
      {{.since = kTuesday}, "cba", 3, 2},
      {{.until = kTuesday}, "bad", 3, 1},
      {{.since = kTuesday, .until = kTuesday}, "ba", 2, 1},
      {{.since = kWednesday + std::chrono::days{1}}, "", 0, 0},
      {{.failed = true}, "ca", 2, 2},
      {{.limit = 3}, "cba", 3, 2},
      {{.failed = true, .limit = 1}, "c", 1, 1},
      {{.domains = {Domain("example.com")}, .limit = 2}, "cb", 2, 2},
      {{.reporter = "example.net", .since = kTuesday, .failed = true}, "a", 1, 1},
  };
  for (const auto& one : cases) {
    CAPTURE(&one - cases);
    CHECK(ids(store->reports().list(one.filter)) == one.list);
    CHECK(store->reports().entries(one.filter).size() == one.entries);
    CHECK(failures(*store, one.filter).size() == one.failures);
  }
}

TEST_CASE("a list is narrowed to those that are believed so far") {
  const auto store = small_world();
  Report stranger = make_report("example.net", "example.com", kWednesday, 1);
  stranger.report_id = "e";
  put(*store, stranger, Trust::unauthenticated);
  CHECK(ids(store->reports().list({.trust = Trust::unauthenticated})) == "e");
  CHECK(ids(store->reports().list({.domains = {Domain("example.com")}, .trust = Trust::vouched})) ==
        "cba");
  CHECK(ids(store->reports().list({.trust = Trust::vouched, .limit = 1})) == "c");
}

TEST_CASE("where domains are named, nothing is told of what is odd in reports about several") {
  const auto store = memory_store();
  Report both = make_report("odd.example", "example.com", kMonday, 5);
  both.policies.push_back(make_report("odd.example", "example.org", kMonday, 5).policies[0]);
  both.deviations = {{.code = DeviationCode::null_value, .place = "/policies/1", .count = 1}};
  put(*store, both);
  CHECK(store->reports().deviations({}).size() == 1);
  CHECK(store->reports().deviations({.domains = {Domain("example.com")}}).empty());
  Report one = make_report("odd.example", "example.com", kTuesday, 5);
  one.deviations = both.deviations;
  put(*store, one);
  const auto rows = store->reports().deviations({.domains = {Domain("example.com")}});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].reports == 1);
}

TEST_CASE("a list goes on behind each of its rows") {
  const auto store = small_world();
  const Filter filters[] = {{},
                            {.domains = {Domain("example.com")}},
                            {.text = "example.org"},
                            {.until = kTuesday},
                            {.failed = true}};
  for (Filter filter : filters) {
    CAPTURE(&filter - filters);
    const std::vector<ReportRow> all = store->reports().list(filter);
    for (std::size_t n = 0; n < all.size(); ++n) {
      filter.behind = {all[n].day, all[n].id};
      CHECK(ids(store->reports().list(filter)) == ids(all).substr(n + 1));
    }
  }
  CHECK(ids(store->reports().list({.behind = ListPlace{kTuesday, 0}, .limit = 1})) == "d");
}

TEST_CASE("a row of a list says what the report says") {
  const auto store = small_world();
  const ReportRow row = store->reports().list({.result_type = "certificate-expired"}).at(0);
  CHECK(row.organization_name == "example.net");
  CHECK(row.contact_info == "tls@example.net");
  CHECK(row.start_datetime == "2026-11-24T00:00:00Z");
  CHECK(row.end_datetime == "2026-11-24T23:59:59Z");
  CHECK(row.day == kTuesday);
  CHECK(row.policy_domains == std::vector{Domain("example.com")});
  CHECK(row.sessions == Sessions{50, 5});
  CHECK(row.received == kWednesday + std::chrono::hours{10});
  CHECK(row.channel == "file");
  CHECK(row.trust == Trust::vouched);
  CHECK(row.deviations == 1);
  CHECK(row.counted);
  CHECK_FALSE(row.conflict);
}

TEST_CASE("dates in a list are in one form, whatever was sent") {
  const struct {
    std::string sent;
    std::string want;
  } cases[] = {{"2026-11-24T00:00:00", "2026-11-24T00:00:00Z"},
               {"2026-11-24T01:00:00+01:00", "2026-11-24T00:00:00Z"},
               {"2026-11-24 00:00:00.5Z", "2026-11-24T00:00:00Z"},
               {"yesterday", "2026-11-24T00:00:00Z"}};
  for (const auto& one : cases) {
    CAPTURE(one.sent);
    const auto store = memory_store();
    Report report = make_report("example.net", "example.com", kTuesday, 1);
    report.start_datetime = one.sent;
    report.end_datetime = "2026-11-25T00:00:00Z";
    put(*store, report);
    CHECK(store->reports().list({}).at(0).start_datetime == one.want);
    CHECK(store->reports().list({}).at(0).end_datetime == "2026-11-25T00:00:00Z");
  }
}

TEST_CASE("both sides of a conflict are marked in a list") {
  const auto store = memory_store();
  put(*store, make_report("example.net", "example.com", kTuesday, 1));
  put(*store, make_report("example.net", "example.com", kTuesday, 2));
  put(*store, make_report("example.net", "example.com", kWednesday, 2));
  const auto rows = store->reports().list({});
  REQUIRE(rows.size() == 3);
  CHECK_FALSE(rows[0].conflict);
  CHECK(rows[1].conflict);
  CHECK(rows[2].conflict);
}

TEST_CASE("an entry and a failure say on which line, from whom and by which policy") {
  const auto store = small_world();
  const Entry entry = store->reports().entries({.since = kWednesday}).at(0);
  CHECK(entry.day == kWednesday);
  CHECK(entry.domain == Domain("example.com"));
  CHECK(entry.policy_domain == Domain("example.com"));
  CHECK(entry.reporter == "example.org");
  CHECK(entry.organization_name == "example.org");
  CHECK(entry.policy_type == "sts");
  CHECK(entry.policy_string == std::vector<std::string>{"version: STSv1", "mode: enforce"});
  CHECK(entry.sessions == Sessions{30, 3});
  CHECK_FALSE(entry.failures_unknown);
  CHECK(entry.trust == Trust::vouched);
  CHECK_FALSE(entry.range_over_a_day);
  CHECK(entry.received == kWednesday + std::chrono::hours{34});
  CHECK(entry.deviations == 0);
  const Failure failure = failures(*store, {.since = kWednesday}).at(0);
  CHECK(failure.report == entry.report);
  CHECK(failure.policy_string == entry.policy_string);
  CHECK(failure.detail.result_type == "tlsa-invalid");
  CHECK(failure.detail.receiving_ip == "198.51.100.25");
}

TEST_CASE("a report of more than 36 hours is marked") {
  const auto store = memory_store();
  Report week = make_report("example.net", "example.com", kMonday, 1);
  week.end = week.start + std::chrono::days{7};
  put(*store, week);
  const Entry entry = store->reports().entries({}).at(0);
  CHECK(entry.range_over_a_day);
  CHECK(entry.day == kMonday + std::chrono::days{3});
}

TEST_CASE("sums come by day, then by domain") {
  const auto store = small_world();
  std::string lines;
  for (const DaySum& sum : store->reports().sums({.until = kTuesday})) {
    lines += format_day(sum.day) + " " + sum.domain.text() + " " +
             std::to_string(sum.sessions.successful) + " " + std::to_string(sum.reports) + "\n";
  }
  CHECK(lines ==
        "2026-11-23 other.example.org 9 1\n"
        "2026-11-24 example.com 50 1\n"
        "2026-11-24 mail.example.com 7 1\n");
}

TEST_CASE("the sums of a day's lines together come by day") {
  const auto store = small_world();
  const auto lines = [&](const Filter& filter) {
    std::string text;
    for (const DayTotal& total : store->reports().totals(filter))
      text += fmt::format("{} {} {} {}\n", format_day(total.day), total.sessions.successful,
                          total.sessions.failed, total.reports);
    return text;
  };
  CHECK(lines({.until = kTuesday}) == "2026-11-23 9 0 1\n2026-11-24 57 5 2\n");
  CHECK(lines({.domains = {Domain("mail.example.com")}}) == "2026-11-24 7 0 1\n");
  CHECK(lines({.domains = {Domain("nobody.example")}}).empty());
}

TEST_CASE("rankings have the worst first") {
  const auto store = small_world();
  const auto top = [&](Ranking ranking, const Filter& filter) {
    return names(store->reports().top(ranking, filter));
  };
  CHECK(top(Ranking::domains, {}) == "example.com:8 other.example.org:0 mail.example.com:0 ");
  CHECK(top(Ranking::domains, {.limit = 1}) == "example.com:8 ");
  CHECK(top(Ranking::domains, {.reporter = "example.net"}) == "example.com:5 other.example.org:0 ");
  CHECK(top(Ranking::reporters, {}) == "example.net:5 example.org:3 ");
  CHECK(top(Ranking::result_types, {}) == "certificate-expired:5 tlsa-invalid:3 ");
  CHECK(top(Ranking::result_types, {.since = kWednesday}) == "tlsa-invalid:3 ");
  CHECK(top(Ranking::result_types, {.reporter = "example.net"}) == "certificate-expired:5 ");
  CHECK(top(Ranking::mx, {}) == "mx.example.com:8 ");
  CHECK(top(Ranking::ips, {}) == "192.0.2.7:5 2001:db8::1:3 ");
}

TEST_CASE("a reporter's days of a domain come in order, each once") {
  const auto store = memory_store();
  put(*store, make_report("example.net", "example.com", kWednesday, 1));
  put(*store, make_report("example.net", "example.com", kMonday, 1));
  Report second = make_report("example.net", "example.com", kMonday, 1);
  second.report_id = "second";
  put(*store, second);
  put(*store, make_report("example.org", "example.com", kTuesday, 1));
  put(*store, make_report("example.net", "example.com", kTuesday, 1), Trust::unauthenticated);
  const auto days = store->reports().reporter_days({});
  REQUIRE(days.size() == 2);
  CHECK(days[0].reporter == "example.net");
  CHECK(days[0].domain == Domain("example.com"));
  CHECK(days[0].days == std::vector{kMonday, kTuesday, kWednesday});
  CHECK(days[0].proven_days == std::vector{kMonday, kWednesday});
  CHECK(days[1].days == std::vector{kTuesday});
  CHECK(days[1].proven_days == std::vector{kTuesday});
}

TEST_CASE("figures of the whole database") {
  CHECK_FALSE(memory_store()->reports().figures().first_day);
  const StoreFigures figures = small_world()->reports().figures();
  CHECK(figures.reports == 4);
  CHECK(figures.conflicts == 0);
  CHECK(figures.first_day == kMonday);
  CHECK(figures.last_day == kWednesday);
  CHECK(figures.last_received == kTuesday + std::chrono::hours{10});
}

TEST_CASE("what came in a time is told for each report and line, the newest day first") {
  const auto store = open_store(":memory:", Commits::each);
  CHECK_FALSE(store->reports().last_received());
  Report two = make_failing_report("a.example", "example.com", kMonday, "tlsa-invalid", 4);
  two.policies.push_back(two.policies[0]);
  two.policies.push_back(make_report("a.example", "example.org", kMonday, 1).policies[0]);
  put(*store, two, Trust::verified, std::chrono::hours{30});
  put(*store, make_report("b.example", "example.com", kTuesday, 5));
  put(*store, make_report("c.example", "example.com", kMonday, 5));  // on Tuesday at 10:00
  const Timestamp tuesday_noon = kTuesday + std::chrono::hours{12};
  const Came then{.since = tuesday_noon, .until = tuesday_noon + std::chrono::days{1}};
  const auto came = store->reports().arrivals({}, then);
  REQUIRE(came.size() == 3);
  CHECK(came[0].reporter == "b.example");
  CHECK(came[1].day == kMonday);
  CHECK(came[1].failed == 8);
  CHECK(came[1].trust == Trust::verified);
  CHECK(came[1].received == kTuesday + std::chrono::hours{30});
  CHECK(came[2].domain == Domain("example.org"));
  const Filter monday{.domains = {Domain("example.com")}, .since = kMonday, .until = kMonday};
  CHECK(store->reports().arrivals(monday, then).size() == 1);
  CHECK(store->reports().last_received() == kTuesday + std::chrono::hours{10});
}

TEST_CASE("what was stored after a report is told apart, whenever it was received") {
  const auto store = open_store(":memory:", Commits::each);
  CHECK(store->reports().newest() == 0);
  const std::int64_t first = put(*store, make_report("a.example", "example.com", kMonday, 1));
  CHECK(store->reports().newest() == first);
  put(*store, make_report("b.example", "example.com", kMonday, 1), Trust::verified,
      std::chrono::hours{1});
  const auto came = store->reports().arrivals({}, {.after = first});
  REQUIRE(came.size() == 1);
  CHECK(came[0].reporter == "b.example");
  CHECK(store->reports().arrivals({}, {.after = store->reports().newest()}).empty());
}

TEST_CASE("when the last report about some lines and days came") {
  const auto store = small_world();
  const auto last_of = [&](const Filter& filter) {
    return store->reports().last_received_of(filter);
  };
  CHECK(last_of({.domains = {Domain("example.com")}}) == kWednesday + std::chrono::hours{34});
  CHECK(last_of({.domains = {Domain("example.com")}, .until = kTuesday}) ==
        kTuesday + std::chrono::hours{34});
  CHECK(last_of({.domains = {Domain("other.example.org")}}) == kMonday + std::chrono::hours{34});
  CHECK_FALSE(last_of({.domains = {Domain("nobody.example")}}));
  CHECK(last_of({.lines = {Domain("example.com")}, .until = kTuesday}) ==
        kTuesday + std::chrono::hours{34});
  CHECK(last_of({.lines = {Domain("other.example.org"), Domain("nobody.example")}}) ==
        kMonday + std::chrono::hours{34});
}

TEST_CASE("deviations add up for each reporter, each report's once") {
  const auto store = open_store(":memory:", Commits::each);
  for (int back = 2; back >= 0; --back) {
    Report report =
        make_report("odd.example", "example.com", kWednesday - std::chrono::days{back}, 5);
    report.policies.push_back(report.policies[0]);
    report.policies.back().policy_type = "tlsa";
    report.deviations = {{.code = DeviationCode::null_value, .place = "/a", .count = 3}};
    if (back == 1) report.deviations.push_back({.code = DeviationCode::wrong_type, .place = "/b"});
    put(*store, report);
  }
  put(*store, make_report("tidy.example", "example.com", kMonday, 5));
  const auto rows = store->reports().deviations({});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].organization_name == "odd.example");
  CHECK(rows[0].code == "null-value");
  CHECK(rows[0].count == 9);
  CHECK(rows[0].reports == 3);
  CHECK(rows[0].last == kWednesday);
  CHECK(rows[1].reports == 1);
  CHECK(store->reports().deviations({.limit = 1}).size() == 1);
  CHECK(store->reports().deviations({.reporter = "tidy"}).empty());
}

// What sums() must say, from entries(): each line and day counted anew.
std::map<std::pair<Day, Domain>, Sessions> recount(Store& store) {
  std::map<std::pair<Day, Domain>, std::vector<Entry>> lines;
  for (Entry& entry : store.reports().entries({}))
    lines[{entry.day, entry.domain}].push_back(std::move(entry));
  std::map<std::pair<Day, Domain>, Sessions> sums;
  for (const auto& [line, entries] : lines) {
    std::vector<Counted> counted;
    for (const Entry& entry : entries)
      counted.push_back({entry.reporter, entry.policy_type, entry.sessions});
    sums[line] = count_sessions(counted);
  }
  return sums;
}

TEST_CASE("sums equal a recount, whatever came, in any order, and counts or not") {
  std::mt19937 random(8460);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto store = open_store(":memory:", Commits::grouped);
  const std::vector<std::string> types = {"sts", "tlsa", "no-policy-found", ""};
  std::vector<std::int64_t> stored;
  for (int i = 0; i < 400; ++i) {
    Report report =
        make_failing_report("example" + std::to_string(below(3)) + ".net",
                            "d" + std::to_string(below(4)) + ".example.com",
                            kMonday + std::chrono::days{below(3)}, "tlsa-invalid", below(5));
    report.report_id = std::to_string(i);
    report.policies.push_back(report.policies[0]);
    report.policies[0].policy_type = types.at(static_cast<std::size_t>(below(4)));
    report.policies[1].summary.total_successful_session_count = below(90);
    stored.push_back(put(*store, report));
    if (below(4) == 0) {
      store->transact([&] {
        store->reports().set_counted(stored.at(static_cast<std::size_t>(below(i + 1))),
                                     below(2) == 0);
      });
    }
    if (below(20) == 0) store->commit();
  }
  store->commit();
  std::map<std::pair<Day, Domain>, Sessions> sums;
  for (const DaySum& sum : store->reports().sums({}))
    sums[{sum.day, sum.domain}] = sum.sessions;
  CHECK(sums == recount(*store));
  const auto by_sums = store->reports().top(Ranking::result_types, {});
  const auto by_failures = store->reports().top(Ranking::result_types, {.reporter = ".net"});
  CHECK(names(by_sums) == names(by_failures));
}

}  // namespace tlsward
