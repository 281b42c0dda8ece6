// Tests analyzer/alert_run.cpp: alerts come to whom they are for, once, whatever becomes of
// addresses, mail servers and other owners.
#include "schema/alert_mails.h"

#include "analyzer/alert_run.h"
#include "schema/webhooks.h"
#include "tests/support/alert_world.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

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

TEST_CASE_FIXTURE(World, "while the relay is down one mail waits, with one Message-ID") {
  for (int day = 0; day < 5; ++day)
    fail(kDay + days(day));
  relay_is_down = true;
  live(kNoon, kNoon + days(3));
  CHECK(sent.empty());
  REQUIRE(store->alert_mails().waiting().size() == 1);
  const std::string id = store->alert_mails().waiting().front().message_id;
  CHECK(tries < 100);  // once an hour in the end
  relay_is_down = false;
  live(kNoon + days(3), kNoon + days(3) + hours(2));
  REQUIRE(sent.size() == 2);
  CHECK(sent[0].message_id == id);
  CHECK(says(sent[1], "In-Reply-To: <" + id + ">"));  // the reminder that was due
}

TEST_CASE_FIXTURE(World, "a mail that nobody can have is made anew for other addresses") {
  fail(kDay);
  relay_is_down = true;
  live(kNoon, kNoon + minutes(30));
  audience.owner.addresses = {"New <new@example.com>"};
  letterhead.sender = "other@example.net";
  letterhead.from = "other@example.net";
  relay_is_down = false;
  live(kNoon + minutes(40), kNoon + hours(2));
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].recipients.front().address == "new@example.com");
  CHECK(says(sent[0], "From: other@example.net"));
  CHECK(store->alerts().threads().at(0).message_id == sent[0].message_id);
}

TEST_CASE_FIXTURE(World, "one that was refused is told anew where the address was mended") {
  fail(kDay);
  refuses = true;
  live(kNoon, kNoon + hours(2));
  CHECK(tries == 1);
  CHECK(store->alert_mails().waiting().empty());
  audience.owner.addresses = {"right@example.com"};
  refuses = false;
  live(kNoon + hours(3), kNoon + hours(4));
  CHECK(sent.size() == 1);
}

TEST_CASE_FIXTURE(World, "all that was refused is told anew, not only the last") {
  for (int day = 0; day < 3; ++day)
    fail(kDay + days(day));
  refuses = true;
  live(kNoon, kNoon + hours(1));
  put(*store, make_failing_report("b.example", "example.com", kDay, "tlsa-invalid", 70),
      Trust::verified);
  live(kNoon + hours(1), kNoon + days(1) + hours(3));
  CHECK(tries == 4);  // two problems, and a reminder of each
  audience.owner.addresses = {"right@example.com"};
  refuses = false;
  live(kNoon + days(1) + hours(4), kNoon + days(1) + hours(5));
  REQUIRE(sent.size() == 1);
  CHECK(says(sent[0], "2 new problems"));
  CHECK_FALSE(says(sent[0], "In-Reply-To"));
  for (const AlertThread& thread : store->alerts().threads())
    CHECK(thread.message_id == sent[0].message_id);
}

TEST_CASE_FIXTURE(
    World, "a mail that somebody may have follows the owner's address, with its Message-ID") {
  fail(kDay);
  is_cut_off = true;
  live(kNoon, kNoon + minutes(10));
  REQUIRE(store->alert_mails().waiting().size() == 1);
  const OutboxMail doubtful = store->alert_mails().waiting().front();
  CHECK(doubtful.in_doubt);
  is_cut_off = false;
  audience.owner.addresses = {"right@example.com"};
  live(kNoon + minutes(20), kNoon + hours(2));
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].recipients.size() == 1);
  CHECK(sent[0].recipients.front().address == "right@example.com");
  CHECK(sent[0].message_id == doubtful.message_id);
}

TEST_CASE_FIXTURE(World, "who wants no alerts gets none, and what waits for them is forgotten") {
  fail(kDay);
  relay_is_down = true;
  live(kNoon, kNoon + minutes(30));
  CHECK(store->alert_mails().waiting().size() == 1);
  audience.owner.alerts = false;
  relay_is_down = false;
  live(kNoon + hours(1), kNoon + hours(2));
  CHECK(sent.empty());
  CHECK(store->alert_mails().waiting().empty());
  CHECK(store->alerts().threads().empty());
}

TEST_CASE_FIXTURE(World, "webhooks have threads of their own, and wait for no mail server") {
  for (int day = 0; day < 3; ++day)
    fail(kDay + days(day));
  webhooks = {{"all", "json", ""}, {"theirs", "slack", "ops"}, {"others", "ntfy", "somebody"}};
  relay_is_down = true;
  live(kNoon, kNoon + days(1) + hours(1));
  CHECK(sent.empty());
  const auto posts_of = [&](const std::string& webhook) {
    std::vector<std::string> events;
    for (const WebhookPost& post : store->webhooks().due(Timestamp::max()))
      if (post.webhook == webhook) events.push_back(post.event);
    return events;
  };
  const std::vector<std::string> both = {"opened", "reminder"};
  CHECK(posts_of("all") == both);
  CHECK(posts_of("theirs") == both);
  CHECK(posts_of("others").empty());
  audience.owner.alerts = false;  // no mails; the webhooks go on
  webhooks.pop_back();
  webhooks.pop_back();
  for (int day = 3; day < 6; ++day)
    put(*store, make_report("a.example", "example.com", kDay + days(day), 90), Trust::verified);
  live(kNoon + days(5), kNoon + days(6));
  CHECK(posts_of("all") == std::vector<std::string>{"opened", "reminder", "resolved"});
  CHECK(posts_of("theirs") == both);
  CHECK(store->alerts().threads().empty());
}

TEST_CASE_FIXTURE(World, "one owner's fault costs no other their alert") {
  fail(kDay);
  Audience broken = audience;
  broken.owner.name = "broken";
  broken.owner.addresses = {};  // a mail to nobody cannot be written
  const AlertCircle circle{{broken, audience}, letterhead, {.wait_for_others = minutes(0)}, {}};
  const RunFaults thrown = make_alerts(*store, circle, [] { return kNoon; });
  REQUIRE(store->alert_mails().waiting().size() == 1);
  CHECK(store->alert_mails().waiting().front().owner == audience.owner.name);
  REQUIRE(thrown.of_owners.size() == 1);
  CHECK(thrown.of_owners.front().owner == "broken");
  CHECK(store->alerts().threads().size() == 1);  // nothing is noted that is not written
}

}  // namespace
}  // namespace tlsward
