// Tests analyzer/alert_run.cpp, with alert_message.cpp as its next of kin: what is told, when, and
// in which thread. How it comes to those it is for is in alert_mails_test.cpp.
#include "analyzer/alert_run.h"

#include "schema/alert_mails.h"
#include "schema/problems.h"
#include "tests/support/alert_world.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using tests::make_failing_report;
using tests::make_report;
using tests::put;
using tests::says;

using World = tests::AlertWorld;

const Day kDay = tests::kAlertDay;
const Timestamp kNoon = tests::kAlertNoon;

TEST_CASE_FIXTURE(World, "where all is well nobody is told anything at once") {
  report_well(kDay);
  live(kNoon, kNoon + hours(12));
  CHECK(sent.empty());
  CHECK(store->alerts().threads().empty());
}

TEST_CASE_FIXTURE(World, "mail that is refused is told ten minutes after it is known, and once") {
  fail(kDay);
  run(kNoon);
  run(kNoon + minutes(9));
  CHECK(sent.empty());
  run(kNoon + minutes(10));
  REQUIRE(sent.size() == 1);
  CHECK(says(sent[0], "Subject: [TLS-RPT] ALERT example.com: certificate expired, mx.example.com"));
  CHECK(says(sent[0], "X-Tlsward-Alert: opened\r\n"));
  CHECK(says(sent[0], "X-Tlsward-Verdict: ACTION\r\n"));
  CHECK(says(sent[0], "Auto-Submitted: auto-generated\r\n"));
  CHECK(says(sent[0], "tlsward problems show "));
  CHECK_FALSE(says(sent[0], "In-Reply-To"));
  live(kNoon + minutes(10), kNoon + hours(23));
  CHECK(sent.size() == 1);
  CHECK(faults.empty());
}

TEST_CASE_FIXTURE(World, "a thread reminds after one, three and seven days, and tells the end") {
  for (int day = 0; day < 8; ++day)
    fail(kDay + days(day));
  live(kNoon, kNoon + days(8));
  REQUIRE(sent.size() == 4);
  for (int day = 8; day < 11; ++day)
    put(*store, make_report("a.example", "example.com", kDay + days(day), 90), Trust::verified);
  live(kNoon + days(8), kNoon + days(11));
  REQUIRE(sent.size() == 5);
  const int days_after[] = {0, 1, 3, 7};
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    const auto late = sent[i].created - kNoon - days(days_after[i]);
    CHECK(late >= minutes(0));
    CHECK(late <= minutes(20));
  }
  const std::string reply = "<" + sent[0].message_id + ">";
  std::set<std::string> ids;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    CAPTURE(i);
    ids.insert(sent[i].message_id);
    CHECK(says(sent[i], "In-Reply-To: " + reply) == (i > 0));
    CHECK(says(sent[i], "References: " + reply) == (i > 0));
    CHECK(says(sent[i], i == 0 ? "Subject: [TLS-RPT] ALERT example.com: certificate"
                               : "Subject: Re: [TLS-RPT] ALERT example.com: certificate"));
    CHECK(says(sent[i], "X-Tlsward-Alert: " + std::string(i == 0   ? "opened"
                                                          : i == 4 ? "resolved"
                                                                   : "reminder")));
  }
  CHECK(ids.size() == 5);
  CHECK(says(sent[1], "STILL OPEN"));
  CHECK(says(sent[4], "RESOLVED"));
  CHECK(says(sent[4], "X-Tlsward-Verdict: OK\r\n"));
  CHECK(store->alerts().threads().empty());
}

TEST_CASE_FIXTURE(World, "what comes back after it was over begins a thread of its own") {
  fail(kDay);
  live(kNoon, kNoon + minutes(20));
  for (int day = 1; day < 4; ++day)
    put(*store, make_report("a.example", "example.com", kDay + days(day), 90), Trust::verified);
  live(kNoon + days(3), kNoon + days(3) + hours(1));
  fail(kDay + days(4));
  live(kNoon + days(4), kNoon + days(4) + hours(1));
  REQUIRE(sent.size() == 3);
  CHECK(says(sent[1], "RESOLVED"));
  CHECK_FALSE(says(sent[2], "In-Reply-To"));
}

TEST_CASE_FIXTURE(World, "several problems that come together are one mail and one thread") {
  audience.scope.domains = {Domain("example.com"), Domain("example.net")};
  for (int day = -7; day < 0; ++day)
    put(*store, make_report("a.example", "example.net", kDay + days(day), 90), Trust::verified);
  fail(kDay);
  run(kNoon);
  put(*store, make_failing_report("a.example", "example.net", kDay, "tlsa-invalid", 70),
      Trust::verified);
  run(kNoon + minutes(10));
  REQUIRE(sent.size() == 1);
  CHECK(says(sent[0], "more problem\r\n"));
  CHECK(says(sent[0], "2 new problems"));
  CHECK(store->alerts().threads().size() == 2);
  for (const AlertThread& thread : store->alerts().threads())
    CHECK(thread.message_id == sent[0].message_id);
}

TEST_CASE_FIXTURE(World, "forged reports raise no alert, end none, and silence none") {
  fail(kDay, "certificate-expired", Trust::unauthenticated);
  for (int i = 0; i < 50; ++i)
    put(*store,
        make_failing_report("f" + std::to_string(i) + ".example", "example.com", kDay,
                            "starttls-not-supported", 90'000),
        Trust::unauthenticated);
  live(kNoon, kNoon + hours(2));
  CHECK(sent.empty());
  fail(kDay + days(1));
  live(kNoon + days(1), kNoon + days(1) + hours(1));
  REQUIRE(sent.size() == 1);
  for (int day = 2; day < 5; ++day)
    put(*store, make_report("a.example", "example.com", kDay + days(day), 90),
        Trust::unauthenticated);
  live(kNoon + days(4), kNoon + days(5));
  for (const OutboxMail& mail : sent)
    CHECK_FALSE(says(mail, "RESOLVED"));
  CHECK(store->alerts().threads().size() == 1);
}

TEST_CASE_FIXTURE(World,
                  "names that somebody invents below a domain take no place of what is real") {
  for (int i = 0; i < 120; ++i)
    put(*store,
        make_failing_report("new.example", "x" + std::to_string(i) + ".example.com", kDay,
                            "certificate-expired", 1),
        Trust::verified);
  live(kNoon, kNoon + hours(1));
  CHECK(sent.empty());
  CHECK(store->alerts().threads().empty());
  fail(kDay);
  live(kNoon + hours(1), kNoon + hours(2));
  REQUIRE(sent.size() == 1);
  CHECK(says(sent[0], "Subject: [TLS-RPT] ALERT example.com: certificate"));
}

TEST_CASE_FIXTURE(World, "what has no place beside a hundred others is counted") {
  for (int i = 0; i < 120; ++i)
    put(*store,
        make_failing_report("a.example", "x" + std::to_string(i) + ".example.com", kDay,
                            "certificate-expired", 50),
        Trust::verified);
  live(kNoon, kNoon + hours(1));
  REQUIRE(sent.size() == 1);
  CHECK(store->alerts().threads().size() == 100);
  CHECK(says(sent[0], "And 20 more problems that would be told at once"));
}

TEST_CASE_FIXTURE(World, "a muted problem raises none, and reminds nobody while it is muted") {
  fail(kDay);
  run(kNoon);
  const Digest digest = make_digest(*store, kDay, audience.scope);
  const std::string id = digest.domains.at(0).problems.at(0).ids.at(0);
  store->transact([&] {
    store->problems().mute(
        {.problem = id, .since = kDay + days(1), .until = kDay + days(4), .size = 50});
  });
  for (int day = 1; day < 7; ++day)
    fail(kDay + days(day));
  live(kNoon + minutes(10), kNoon + days(4));
  CHECK(sent.empty());
  live(kNoon + days(5), kNoon + days(5) + hours(1));  // the mute has ended
  CHECK(sent.size() == 1);
}

TEST_CASE_FIXTURE(World, "a problem that goes before the batch is full is told to nobody") {
  fail(kDay);
  run(kNoon);
  const Digest digest = make_digest(*store, kDay, audience.scope);
  store->transact([&] {
    store->problems().settle(
        {.problem = digest.domains.at(0).problems.at(0).ids.at(0), .day = kDay + days(1)});
  });
  live(kNoon + minutes(5), kNoon + hours(3));
  CHECK(sent.empty());
  CHECK(store->alerts().threads().empty());
}

TEST_CASE_FIXTURE(World, "a problem that somebody settles is told to be over at once") {
  fail(kDay);
  live(kNoon, kNoon + minutes(30));
  const Digest digest = make_digest(*store, kDay, audience.scope);
  store->transact([&] {
    store->problems().settle(
        {.problem = digest.domains.at(0).problems.at(0).ids.at(0), .day = kDay + days(1)});
  });
  live(kNoon + hours(1), kNoon + hours(2));
  REQUIRE(sent.size() == 2);
  CHECK(says(sent[1], "RESOLVED"));
  live(kNoon + hours(2), kNoon + days(3));
  CHECK(sent.size() == 2);
}

TEST_CASE_FIXTURE(World,
                  "what comes to do worse to mail is told once more in its thread, and once") {
  Report report = make_failing_report("a.example", "example.com", kDay, "certificate-expired", 50);
  report.policies[0].policy_string = {"version: STSv1", "mode: testing"};
  put(*store, report, Trust::verified);
  live(kNoon, kNoon + hours(1));
  REQUIRE(sent.size() == 1);
  CHECK(store->alerts().threads().at(0).kind == "own-fault");
  fail(kDay + days(1));  // enforce
  live(kNoon + days(1), kNoon + days(1) + hours(20));
  REQUIRE(sent.size() == 2);
  CHECK(store->alerts().threads().at(0).kind == "refused");
  CHECK(says(sent[1], "In-Reply-To: <" + sent[0].message_id + ">"));
  CHECK(says(sent[1], "X-Tlsward-Alert: opened\r\n"));
}

TEST_CASE_FIXTURE(World, "a large sender that falls silent is told, and that it is back") {
  const Day first = kDay - days(20);
  for (Day day = first; day <= kDay; day += days(1))
    put(*store, make_report("google.com", "example.com", day, 5), Trust::verified);
  for (int day = 0; day < 9; ++day)
    report_well(kDay + days(day));
  live(kNoon, kDay + days(5));  // the reports of the third day are late from 14:00 on
  REQUIRE(sent.size() == 1);
  CHECK(says(sent[0], "Subject: [TLS-RPT] ALERT no reports from google.com"));
  CHECK(says(sent[0], "X-Tlsward-Verdict: WATCH"));
  CHECK(sent[0].created > kDay + days(4) + hours(14));
  for (int day = 5; day < 8; ++day)
    put(*store, make_report("google.com", "example.com", kDay + days(day), 5), Trust::verified);
  live(kNoon + days(6), kNoon + days(7));
  CHECK(says(sent.back(), "google.com reports again."));
  CHECK(store->alerts().threads().empty());
}

TEST_CASE_FIXTURE(World, "who is silent about one domain for good does not report again") {
  audience.scope.domains = {Domain("example.com"), Domain("example.net")};
  for (int day = -20; day < 40; ++day) {
    put(*store, make_report("google.com", "example.com", kDay + days(day), 5), Trust::verified);
    if (day <= 0)
      put(*store, make_report("google.com", "example.net", kDay + days(day), 5), Trust::verified);
  }
  for (int day = 1; day < 35; ++day)
    run(kDay + days(day) + hours(16));
  for (const OutboxMail& mail : sent) {
    CHECK_FALSE(says(mail, "RESOLVED"));
    CHECK(says(mail, "example.net"));
  }
  CHECK(sent.size() == 4);  // the silence, and three reminders of it
}

TEST_CASE_FIXTURE(World, "a silence that becomes wider is told once more") {
  audience.scope.domains = {Domain("example.com"), Domain("example.net")};
  for (int day = -20; day < 10; ++day) {
    if (day < 6)
      put(*store, make_report("google.com", "example.com", kDay + days(day), 5), Trust::verified);
    if (day <= 0)
      put(*store, make_report("google.com", "example.net", kDay + days(day), 5), Trust::verified);
  }
  live(kDay + days(4) + hours(13), kDay + days(4) + hours(16));
  REQUIRE(sent.size() == 1);
  CHECK_FALSE(says(sent[0], "example.com,"));
  live(kDay + days(9) + hours(13), kDay + days(9) + hours(23));
  CHECK(says(sent.back(), "X-Tlsward-Alert: opened"));
  CHECK(says(sent.back(), "example.com and example.net"));
  CHECK(says(sent.back(), "In-Reply-To: <" + sent[0].message_id + ">"));
}

TEST_CASE_FIXTURE(World, "an owner is told in their language, of their domains only") {
  put(*store, make_failing_report("a.example", "example.net", kDay, "tlsa-invalid", 70),
      Trust::vouched);
  fail(kDay);
  audience.owner.language = "pl";
  live(kNoon, kNoon + hours(1));
  REQUIRE(sent.size() == 1);
  CHECK(says(sent[0], "Content-Language: pl"));
  CHECK_FALSE(says(sent[0], "example.net"));
}

}  // namespace
}  // namespace tlsward
