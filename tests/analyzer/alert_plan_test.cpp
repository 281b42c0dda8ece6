// Tests analyzer/alert_plan.cpp: what is told when, as tables of hours.
#include "analyzer/alert_plan.h"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Timestamp kStart = parse_day("2026-11-24").value() + hours(12);
constexpr minutes kBatch{10};

const DigestProblem kProblem;

AlertCondition condition_of(const std::string& key, AlertStanding standing,
                            AlertKind kind = AlertKind::refused) {
  return {.key = key,
          .kind = kind,
          .standing = standing,
          .cause = {.domain = Domain("example.com"), .cause = "tlsa-invalid", .host = Domain("mx")},
          .day = parse_day("2026-11-23").value(),
          .problem = &kProblem};
}

AlertThread thread_of(const std::string& key, AlertStage told, std::int64_t id = 1) {
  return {.id = id,
          .key = key,
          .kind = "refused",
          .opened = kStart,
          .heard = parse_day("2026-11-24").value(),
          .told = told,
          .noticed = kStart,
          .message_id = told == AlertStage::none ? "" : "first@example.com"};
}

// A thread that nobody was told of yet, with that as its news.
AlertThread untold(const std::string& key) {
  AlertThread thread = thread_of(key, AlertStage::none);
  thread.news = AlertStage::opened;
  return thread;
}

const Day kSilentFrom = parse_day("2026-11-21").value();

// A reporter that is silent about these lines since the day before kSilentFrom, and has told of the
// others.
AlertCondition silence_of(const std::set<Domain>& lines, const std::map<Domain, Day>& heard = {}) {
  return {.key = "s",
          .kind = AlertKind::silence,
          .standing = lines.empty() ? AlertStanding::over : AlertStanding::raises,
          .day = kSilentFrom,
          .silent = {.reporter = "google.com",
                     .organization_name = "Google Inc.",
                     .lines = lines,
                     .last = kSilentFrom - days(1),
                     .heard = heard}};
}

// What becomes of a silence of a.example and b.example that was told.
AlertPlan plan_after(const AlertCondition& condition, Timestamp now) {
  AlertThread thread = make_thread(silence_of({Domain("a.example"), Domain("b.example")}), kStart);
  thread.id = 1;
  thread.told = AlertStage::opened;
  thread.news.reset();
  thread.message_id = "first@example.com";
  return plan_alerts({thread}, {&condition, 1}, kBatch, now);
}

TEST_CASE("a silence is over where each line that it told of has a report since") {
  const Domain a("a.example");
  const Domain b("b.example");
  struct {
    std::set<Domain> silent;
    std::map<Domain, Day> heard;
    std::optional<AlertStage> news;
    std::size_t lines;
  } const cases[] = {
      {{a, b}, {}, {}, 2},
      {{b}, {{a, kSilentFrom + days(3)}}, {}, 1},
      {{}, {{a, kSilentFrom + days(3)}, {b, kSilentFrom}}, AlertStage::resolved, 0},
      {{}, {{a, kSilentFrom + days(3)}}, {}, 1},  // of b nobody waits for reports any more
      {{}, {{a, kSilentFrom - days(1)}, {b, kSilentFrom}}, {}, 1},  // a late one of before
      {{}, {}, {}, 2},
  };
  for (const auto& c : cases) {
    const AlertPlan plan = plan_after(silence_of(c.silent, c.heard), kStart + hours(1));
    REQUIRE(plan.threads.size() == 1);
    CHECK(plan.threads.front().news == c.news);
    CHECK(plan.threads.front().lines.size() == c.lines);
  }
}

TEST_CASE("a silence that becomes wider is news again, in its thread") {
  const AlertCondition wider =
      silence_of({Domain("a.example"), Domain("b.example"), Domain("c.example")});
  const Timestamp later = kStart + days(9);
  AlertPlan plan = plan_after(wider, later);
  REQUIRE(plan.threads.size() == 1);
  CHECK(plan.threads.front().news == AlertStage::opened);
  CHECK(plan.threads.front().opened == later);
  CHECK(plan.threads.front().message_id == "first@example.com");
  CHECK(plan.threads.front().lines.size() == 3);
}

TEST_CASE("only what raises opens a thread") {
  struct {
    AlertStanding standing;
    bool opens;
  } const cases[] = {{AlertStanding::raises, true},
                     {AlertStanding::lasts, false},
                     {AlertStanding::quiet, false},
                     {AlertStanding::over, false}};
  for (const auto& c : cases) {
    CAPTURE(c.standing);
    const std::vector conditions = {condition_of("a", c.standing)};
    const AlertPlan plan = plan_alerts({}, conditions, kBatch, kStart);
    CHECK(plan.threads.size() == (c.opens ? 1 : 0));
    CHECK(plan.tells.empty());
  }
}

TEST_CASE("what is new waits for the batch, and what else is new by then goes with it") {
  const std::vector conditions = {condition_of("a", AlertStanding::raises),
                                  condition_of("b", AlertStanding::raises)};
  AlertPlan plan = plan_alerts({}, {conditions.begin(), 1}, kBatch, kStart);
  plan = plan_alerts(plan.threads, conditions, kBatch, kStart + minutes(9));
  CHECK(plan.tells.empty());
  plan = plan_alerts(plan.threads, conditions, kBatch, kStart + minutes(10));
  CHECK_FALSE(plan.tells.empty());
  REQUIRE(mails_of(plan.threads).size() == 1);
  CHECK(mails_of(plan.threads).front().size() == 2);
}

TEST_CASE("what cannot be told now ends no other news' wait for its batch") {
  AlertThread hidden = thread_of("hidden", AlertStage::opened);
  hidden.news = AlertStage::reminder_1;  // and no digest shows it
  const std::vector conditions = {condition_of("a", AlertStanding::raises)};
  AlertPlan plan = plan_alerts({hidden}, conditions, kBatch, kStart + hours(30));
  CHECK(plan.threads.size() == 2);
  CHECK(plan.tells.empty());
  plan = plan_alerts(plan.threads, conditions, kBatch, kStart + hours(30) + minutes(10));
  REQUIRE(plan.tells.size() == 1);
  CHECK(plan.tells.front().key == "a");
}

TEST_CASE("while it lasts a problem is told at once and after one, three and seven days") {
  using enum AlertStage;
  struct {
    AlertStage told;
    hours after;
    AlertStanding standing;
    std::optional<AlertStage> news;
  } const cases[] = {
      {none, hours(0), AlertStanding::raises, opened},
      {none, hours(0), AlertStanding::lasts, opened},
      {opened, hours(23), AlertStanding::raises, {}},
      {opened, hours(24), AlertStanding::raises, reminder_1},
      {opened, hours(24), AlertStanding::lasts, reminder_1},
      {opened, hours(24), AlertStanding::quiet, {}},
      {reminder_1, hours(71), AlertStanding::raises, {}},
      {reminder_1, hours(72), AlertStanding::raises, reminder_3},
      {reminder_3, hours(167), AlertStanding::raises, {}},
      {reminder_3, hours(168), AlertStanding::raises, reminder_7},
      {opened, hours(200), AlertStanding::raises, reminder_7},  // after an outage once
      {reminder_7, hours(2000), AlertStanding::raises, {}},
      {opened, hours(1), AlertStanding::over, resolved},
      {reminder_7, hours(2000), AlertStanding::over, resolved},
  };
  for (const auto& c : cases) {
    CAPTURE(name(c.told));
    CAPTURE(c.after.count());
    CAPTURE(c.standing);
    const std::vector conditions = {condition_of("a", c.standing)};
    const AlertPlan plan =
        plan_alerts({thread_of("a", c.told)}, conditions, kBatch, kStart + c.after);
    REQUIRE(plan.threads.size() == 1);
    CHECK(plan.threads.front().news == c.news);
    if (c.news) CHECK(plan.threads.front().noticed == kStart + c.after);
  }
}

TEST_CASE("what does worse to mail than was told is news again, with reminders of its own") {
  AlertThread thread = thread_of("a", AlertStage::reminder_7);
  thread.kind = "own-fault";
  const Timestamp later = kStart + days(9);
  std::vector conditions = {condition_of("a", AlertStanding::raises, AlertKind::refused)};
  AlertPlan plan = plan_alerts({thread}, conditions, kBatch, later);
  REQUIRE(plan.threads.size() == 1);
  CHECK(plan.threads.front().kind == "refused");
  CHECK(plan.threads.front().news == AlertStage::opened);
  CHECK(plan.threads.front().opened == later);
  CHECK(plan.threads.front().message_id == thread.message_id);
  conditions.front().standing = AlertStanding::over;
  plan = plan_alerts(plan.threads, conditions, kBatch, later + minutes(5));
  REQUIRE(plan.threads.size() == 1);  // the owner knows of it, and is told that it is over
  CHECK(plan.threads.front().news == AlertStage::resolved);

  thread.kind = "refused";
  conditions = {condition_of("a", AlertStanding::raises, AlertKind::cause)};
  plan = plan_alerts({thread}, conditions, kBatch, later);
  CHECK(plan.threads.front().kind == "refused");
  CHECK_FALSE(plan.threads.front().news);
}

TEST_CASE("what is over or muted before anybody was told is dropped") {
  for (const AlertStanding standing : {AlertStanding::over, AlertStanding::quiet}) {
    CAPTURE(standing);
    const std::vector conditions = {condition_of("a", standing)};
    const AlertPlan plan = plan_alerts({untold("a")}, conditions, kBatch, kStart + minutes(5));
    CHECK(plan.threads.empty());
    CHECK(plan.dropped.size() == 1);
  }
}

TEST_CASE("what was heard of lately is not dropped, however long it is open") {
  const std::vector conditions = {condition_of("a", AlertStanding::lasts)};
  AlertPlan plan =
      plan_alerts({thread_of("a", AlertStage::reminder_7)}, conditions, kBatch, kStart + days(40));
  plan = plan_alerts(plan.threads, {}, kBatch, kStart + days(42));
  REQUIRE(plan.threads.size() == 1);
  const std::vector over = {condition_of("a", AlertStanding::over)};
  plan = plan_alerts(plan.threads, over, kBatch, kStart + days(43));
  CHECK(plan.threads.front().news == AlertStage::resolved);
}

TEST_CASE("of what nobody knows how it stands nothing is told, and after 35 days it is dropped") {
  AlertPlan plan = plan_alerts({thread_of("a", AlertStage::opened)}, {}, kBatch, kStart + days(34));
  REQUIRE(plan.threads.size() == 1);
  CHECK_FALSE(plan.threads.front().news);
  CHECK(plan.tells.empty());
  plan = plan_alerts({thread_of("a", AlertStage::opened)}, {}, kBatch, kStart + days(35));
  CHECK(plan.dropped.size() == 1);
}

TEST_CASE("news that is none any more is not told") {
  AlertThread thread = thread_of("a", AlertStage::opened);
  thread.news = AlertStage::resolved;
  const std::vector conditions = {condition_of("a", AlertStanding::raises)};
  const AlertPlan plan = plan_alerts({thread}, conditions, kBatch, kStart + hours(1));
  CHECK_FALSE(plan.threads.front().news);
  CHECK(plan.tells.empty());
}

TEST_CASE("threads of one mail go on together, others in mails of their own") {
  AlertPlan plan;
  plan.threads = {thread_of("a", AlertStage::opened),
                  thread_of("b", AlertStage::opened),
                  thread_of("c", AlertStage::opened),
                  untold("d"),
                  untold("e"),
                  thread_of("f", AlertStage::opened)};
  plan.threads[2].message_id = "second@example.com";
  for (const int number : {0, 1, 2})
    plan.threads[number].news = AlertStage::reminder_1;
  const auto mails = mails_of(plan.threads);
  REQUIRE(mails.size() == 3);
  CHECK(mails[0].size() == 2);  // d, e
  CHECK(mails[0].front().key == "d");
  CHECK(mails[1].size() == 2);  // a, b
  CHECK(mails[2].size() == 1);  // c
}

TEST_CASE("an owner has at most 100 threads at once, and what has no place is counted") {
  std::vector<AlertCondition> conditions;
  for (int i = 0; i < 150; ++i)
    conditions.push_back(condition_of(std::to_string(i), AlertStanding::raises));
  const AlertPlan plan = plan_alerts({}, conditions, kBatch, kStart);
  REQUIRE(plan.threads.size() == 100);
  CHECK(plan.threads.back().key == "99");
  CHECK(plan.left == 50);
}

TEST_CASE(
    "a hundred threads keep out what is no graver, where anybody still waits for news of them") {
  struct {
    const char* what;
    AlertStage told;
    AlertStanding standing;
    AlertKind kind;
    bool is_let_in;
  } const cases[] = {
      {"as grave", AlertStage::opened, AlertStanding::raises, AlertKind::cause, false},
      {"less grave", AlertStage::reminder_3, AlertStanding::lasts, AlertKind::silence, false},
      {"graver", AlertStage::opened, AlertStanding::raises, AlertKind::refused, true},
      {"muted", AlertStage::opened, AlertStanding::quiet, AlertKind::cause, true},
      {"reminded for the last time", AlertStage::reminder_7, AlertStanding::lasts, AlertKind::cause,
       true},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    std::vector<AlertCondition> conditions;
    std::vector<AlertThread> threads;
    for (int i = 0; i < 100; ++i) {
      conditions.push_back(condition_of(std::to_string(i), c.standing, AlertKind::cause));
      threads.push_back(thread_of(std::to_string(i), c.told));
      threads.back().kind = "cause";
    }
    conditions.push_back(condition_of("new", AlertStanding::raises, c.kind));
    const AlertPlan plan = plan_alerts(threads, conditions, kBatch, kStart);
    CHECK(plan.threads.size() == (c.is_let_in ? 101 : 100));
    CHECK(plan.left == (c.is_let_in ? 0 : 1));
  }
}

TEST_CASE("however many are muted, no more than a thousand threads are open") {
  std::vector<AlertCondition> conditions;
  std::vector<AlertThread> threads;
  for (int i = 0; i < 1000; ++i) {
    conditions.push_back(condition_of(std::to_string(i), AlertStanding::quiet));
    threads.push_back(thread_of(std::to_string(i), AlertStage::opened));
  }
  conditions.push_back(condition_of("new", AlertStanding::raises));
  const AlertPlan plan = plan_alerts(threads, conditions, kBatch, kStart);
  CHECK(plan.threads.size() == 1000);
  CHECK(plan.left == 1);
}

TEST_CASE("a clock that goes back tells nothing twice") {
  const std::vector conditions = {condition_of("a", AlertStanding::raises)};
  const AlertPlan plan =
      plan_alerts({thread_of("a", AlertStage::reminder_3)}, conditions, kBatch, kStart - days(30));
  CHECK_FALSE(plan.threads.front().news);
}

}  // namespace
}  // namespace tlsward
