// Tests schema/sqlite/daily.h: whatever happened to the reports of a day, its sums are what a
// recount gives, on lines that are recounted and on large ones, which are not.
#include "schema/sqlite/daily.h"

#include "schema/deliveries.h"
#include "schema/reports.h"
#include "schema/sqlite/database.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace tlsward::sqlite {

namespace {

constexpr Day kDay{std::chrono::days{20'781}};
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

// By line and result type ("": the headline): successful, failed, reports.
using Sums = std::map<std::pair<std::string, std::string>,
                      std::tuple<std::int64_t, std::int64_t, std::int64_t>>;

struct Rig {
  explicit Rig(Commits commits = Commits::each)
      : owned(std::make_unique<Database>(":memory:", Access::write, commits)),
        database(*owned),
        store(std::move(owned)) {}

  std::unique_ptr<Database> owned;
  Database& database;
  Store store;
};

Sums kept(Rig& rig) {
  Sums sums;
  Rows rows = rig.database.query(
      "SELECT d.name, coalesce(t.text, ''), s.successful, s.failed, s.reports FROM daily s "
      "JOIN domain d ON d.id = s.domain LEFT JOIN text t ON t.id = s.result_type");
  while (rows.next())
    sums[{rows.text(0), rows.text(1)}] = {rows.integer(2), rows.integer(3), rows.integer(4)};
  return sums;
}

std::int64_t large_lines(Rig& rig) {
  Rows rows = rig.database.query("SELECT count(*) FROM large_line");
  rows.next();
  return rows.integer(0);
}

// Counts all that the store hands out of entries and failures.
Sums recounted(Rig& rig) {
  std::map<std::pair<std::string, std::string>, std::vector<Counted>> counted;
  std::map<std::pair<std::string, std::string>, std::set<std::int64_t>> reports;
  std::set<std::string> texts;  // what `counted` points to
  const auto add = [&](const auto& row, const std::string& type, const Sessions& sessions) {
    const std::pair key{row.domain.text(), type};
    counted[key].push_back(
        {*texts.insert(row.reporter).first, *texts.insert(row.policy_type).first, sessions});
    reports[key].insert(row.report);
  };
  for (const Entry& entry : rig.store.reports().entries({}))
    add(entry, "", entry.sessions);
  rig.store.reports().each_failure({}, [&](const Failure& failure) {
    add(failure, failure.detail.result_type, {0, failure.detail.failed_session_count.value_or(0)});
  });
  Sums sums;
  for (const auto& [key, entries] : counted) {
    const Sessions sessions = count_sessions(entries);
    sums[key] = {sessions.successful, sessions.failed,
                 static_cast<std::int64_t>(reports[key].size())};
  }
  return sums;
}

// Reports about two lines, of four reporters, with more than the known policy types.
class Maker {
 public:
  explicit Maker(std::uint64_t seed, std::int64_t largest_count)
      : numbers_(seed), largest_count_(largest_count) {}

  std::int64_t below(std::int64_t n) {
    return std::uniform_int_distribution<std::int64_t>(0, n - 1)(numbers_);
  }

  Report report() {
    Report report = tests::make_report("reporter" + std::to_string(below(4)) + ".example",
                                       "example.com", kDay, 1);
    report.report_id = std::to_string(++made_);
    report.policies.resize(static_cast<std::size_t>(1 + below(60)));
    for (Policy& policy : report.policies)
      fill(policy);
    return report;
  }

 private:
  void fill(Policy& policy) {
    static const std::array<std::string, 5> types = {"sts", "tlsa", "no-policy-found", "", "new"};
    policy.policy_type = types.at(static_cast<std::size_t>(below(5)));
    policy.policy_domain = Domain(below(3) == 0 ? "example.org" : "example.com");
    policy.summary = {below(largest_count_), below(largest_count_)};
    for (auto details = below(3); details > 0; --details)
      policy.failure_details.push_back({.result_type = "type-" + std::to_string(below(4)),
                                        .failed_session_count = below(largest_count_)});
  }

  std::mt19937_64 numbers_;
  std::int64_t largest_count_;
  int made_ = 0;
};

void put_and_throw(Store& store, const Report& report) {
  const auto work = [&] {
    const std::int64_t id = store.deliveries().keep({.delivery = {.channel = "file"}});
    const std::vector<PolicyLine> lines(report.policies.size(), {Domain("example.com"), true});
    store.reports().add({.id = id, .report = report, .lines = lines});
    throw std::domain_error("stop");
  };
  CHECK_THROWS_AS(store.transact(work), std::domain_error);
}

// Something that happens to a store: mostly one more report.
void happen(Rig& rig, Maker& maker, std::vector<std::int64_t>& reports) {
  Reports& stored = rig.store.reports();
  const std::int64_t what = maker.below(8);
  const auto any = [&] {
    return reports.at(
        static_cast<std::size_t>(maker.below(static_cast<std::int64_t>(reports.size()))));
  };
  if (reports.empty() || what < 4) {
    reports.push_back(tests::put(rig.store, maker.report()));
  } else if (what == 4) {
    put_and_throw(rig.store, maker.report());
  } else if (what == 5) {
    rig.store.transact([&] { stored.raise_trust(any(), Trust::verified, "DKIM pass"); });
  } else {
    rig.store.transact([&] { stored.set_counted(any(), what == 6); });
  }
}

}  // namespace

TEST_CASE("whatever happens, the sums of a day are what a recount gives") {
  const struct {
    Commits commits;
    std::int64_t largest_count;
  } cases[] = {{Commits::each, 1000},
               {Commits::grouped, 1000},
               {Commits::each, kMost},
               {Commits::grouped, kMost / 20}};
  for (const auto& one : cases) {
    CAPTURE(one.largest_count);
    Rig rig(one.commits);
    Maker maker(7, one.largest_count);
    std::vector<std::int64_t> reports;
    for (int n = 0; n < 150; ++n) {
      happen(rig, maker, reports);
      if (n % 10 != 9) continue;
      rig.store.commit();
      REQUIRE(kept(rig) == recounted(rig));
    }
    CHECK(large_lines(rig) == 2);
  }
}

TEST_CASE("on a large line too, nothing is left of what does not count") {
  Rig rig;
  Maker maker(1, 100);
  std::vector<std::int64_t> reports;
  while (large_lines(rig) < 2)
    reports.push_back(tests::put(rig.store, maker.report()));
  rig.store.transact([&] {
    for (const std::int64_t report : reports)
      rig.store.reports().set_counted(report, false);
  });
  CHECK(kept(rig).empty());
  rig.store.transact([&] { rig.store.reports().set_counted(reports.front(), true); });
  CHECK_FALSE(kept(rig).empty());
  CHECK(kept(rig) == recounted(rig));
}

TEST_CASE("a line is large by what is read of it, whether it counts or not") {
  Rig rig;
  Report report = tests::make_failing_report("example.net", "example.com", kDay, "new-type", 1);
  report.policies[0].failure_details.resize(500, report.policies[0].failure_details.front());
  const std::int64_t id = tests::put(rig.store, report);
  CHECK(large_lines(rig) == 1);
  rig.store.transact([&] { rig.store.reports().set_counted(id, false); });
  CHECK(kept(rig).empty());
  report = tests::make_report("example.net", "example.org", kDay, 1);
  tests::put(rig.store, report);
  CHECK(large_lines(rig) == 1);
}

}  // namespace tlsward::sqlite
