// Tests analyzer/daily_run.cpp, with digest_mailer.cpp as its next of kin: weeks go by in a store
// in memory, with relays that are down and clocks that jump.
#include "analyzer/daily_run.h"

#include "analyzer/digest_mailer.h"
#include "analyzer/digest_outline.h"
#include "analyzer/digest_text.h"
#include "analyzer/wording.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlsward {

namespace {

using std::chrono::days;
using std::chrono::hours;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Day kDay = parse_day("2026-11-24").value();
const Letterhead kLetterhead{.from = "TLS reports <tlsward@example.org>",
                             .sender = "tlsward@example.org"};

// An owner of example.com who gets digests at 14:00 UTC.
Audience audience_of(DigestRhythm rhythm = DigestRhythm::daily) {
  return {.owner = {.name = "ops",
                    .schedule = {.rhythm = rhythm},
                    .addresses = {"Ops <ops@example.com>"}},
          .scope = {.domains = {Domain("example.com")}, .mx_hosts = {}}};
}

// A store with good reports of example.com on each day from two weeks before to two after, and a
// mail server that takes everything, or nothing.
struct World {
  World() {
    for (int day = -14; day < 14; ++day)
      put(*store, make_report("a.example", "example.com", kDay + days(day), 9));
  }

  void run(Timestamp now, const Audience& audience) {
    const Clock clock = [&] { return now; };
    for (const OutboxMail& mail : make_due(*store, {audience}, kLetterhead, clock).kept)
      made.push_back(mail);
    const PostMail post = [&](const OutboxMail& mail) {
      if (relay_is_down) throw std::runtime_error("no route to host");
      sent.push_back(mail);
      return std::vector<OutboxRecipient>{
          {mail.recipients.front().address, RecipientState::taken, "250 ok"}};
    };
    send_due(*store, post, now, clock);
  }

  // Hour by hour.
  void live(Timestamp from, Timestamp until, const Audience& audience) {
    for (Timestamp now = from; now < until; now += hours(1))
      run(now, audience);
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  std::vector<OutboxMail> made;
  std::vector<OutboxMail> sent;
  bool relay_is_down = false;
};

bool says(const OutboxMail& mail, std::string_view text) {
  return mail.message.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(World, "each day has its digest, however often it is looked for") {
  live(kDay + hours(14), kDay + days(7) + hours(14), audience_of());
  REQUIRE(sent.size() == 7);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    CHECK(sent[i].local_day == kDay + days(i));
    CHECK(sent[i].first_day == kDay + days(i) - days(1));
    CHECK(sent[i].last_day == sent[i].first_day);
    CHECK(sent[i].recipients.front().address == "ops@example.com");
    CHECK(says(sent[i], "Message-Id: <" + sent[i].message_id + ">\r\n"));
    CHECK_FALSE(says(sent[i], "DAYS BEFORE"));
    ids.insert(sent[i].message_id);
  }
  CHECK(ids.size() == 7);
}

TEST_CASE_FIXTURE(World, "while the relay is down digests wait, and then there is one mail") {
  run(kDay + hours(14), audience_of());
  relay_is_down = true;
  live(kDay + hours(15), kDay + days(3) + hours(20), audience_of());
  CHECK(sent.size() == 1);
  CHECK(store->outbox().due(Timestamp::max()).size() == 1);
  relay_is_down = false;
  live(kDay + days(3) + hours(20), kDay + days(4), audience_of());
  REQUIRE(sent.size() == 2);
  const OutboxMail& late = sent.back();
  CHECK(late.local_day == kDay + days(3));
  CHECK(late.first_day == kDay);
  CHECK(late.last_day == kDay + days(2));
  CHECK(says(late, "DAYS BEFORE"));
  CHECK(says(late, "Tue 24 Nov 2026: OK"));
  CHECK(says(late, "Wed 25 Nov 2026: OK"));
  live(kDay + days(4), kDay + days(5), audience_of());
  REQUIRE(sent.size() == 3);
  CHECK(sent.back().first_day == sent.back().last_day);
}

TEST_CASE_FIXTURE(World, "all tries of a mail have one Message-ID and the same bytes") {
  relay_is_down = true;
  live(kDay + hours(14), kDay + hours(20), audience_of());
  REQUIRE(made.size() == 1);
  const std::string kept = store->outbox().message(made.front().id);
  relay_is_down = false;
  live(kDay + hours(20), kDay + days(1), audience_of());
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().message_id == made.front().message_id);
  CHECK(sent.front().message == kept);
  CHECK(sent.front().tries > 5);
}

TEST_CASE_FIXTURE(World, "after a week without power there is one digest, not seven") {
  run(kDay + hours(14), audience_of());
  live(kDay + days(7) + hours(9), kDay + days(8), audience_of());
  REQUIRE(sent.size() == 3);
  CHECK(sent[1].local_day == kDay + days(6));
  CHECK(sent[1].first_day == kDay);
  CHECK(sent[1].last_day == kDay + days(5));  // of the day before, reports are still to come
  CHECK(sent[2].local_day == kDay + days(7));
  CHECK(sent[2].first_day == kDay + days(6));
  CHECK(sent[2].last_day == kDay + days(6));
}

TEST_CASE_FIXTURE(World,
                  "of a long outage 14 days are told, the worst first, and what the rest is") {
  put(*store, make_failing_report("b.example", "example.com", kDay + days(27), "tlsa-invalid", 9));
  for (const int day : {25, 26})
    put(*store, make_report("a.example", "example.com", kDay + days(day), 4));
  const Digest digest =
      make_digest(*store, audience_of(), {kDay, kDay + days(39)}, usual_span(kDay + days(39)));
  CHECK(digest.day == kDay + days(39));
  REQUIRE(digest.earlier.size() == 14);
  CHECK(digest.earlier.front().day == kDay + days(25));
  CHECK(digest.untold_since == kDay);
  const OutlineList told = make_outline(digest).before.at(0);
  REQUIRE(told.lines.size() == 12);
  CHECK(told.lines[0].starts_with(day_in_words(kDay + days(27), english()) + ": ACTION NEEDED"));
  CHECK(told.lines[1].starts_with(day_in_words(kDay + days(38), english()) + ": BLIND"));
  CHECK(told.lines[2].starts_with(day_in_words(kDay + days(37), english()) + ": BLIND"));
  CHECK(told.rest ==
        "And 2 more days: 2 fine. Sessions: 8, failed: 0. 25 days before these (2026-11-24 to "
        "2026-12-18) are not in this mail; to see one: tlsward digest --day 2026-12-18");
}

TEST_CASE_FIXTURE(World,
                  "a digest that leaves days out is worth telling to who wants problems only") {
  const Audience audience = audience_of(DigestRhythm::problems);
  for (int day = 14; day < 40; ++day)
    put(*store, make_report("a.example", "example.com", kDay + days(day), 9));
  run(kDay + hours(14), audience);
  CHECK(sent.empty());
  run(kDay + days(10) + hours(14), audience);
  CHECK(sent.empty());
  run(kDay + days(30) + hours(14), audience);
  CHECK(sent.size() == 1);
}

TEST_CASE_FIXTURE(World, "a clock that jumps ten years and back costs no digest and doubles none") {
  live(kDay + hours(14), kDay + days(2), audience_of());
  run(kDay + days(3650) + hours(15), audience_of());
  CHECK(sent.size() == 3);
  live(kDay + days(1), kDay + days(5), audience_of());
  REQUIRE(sent.size() == 6);
  std::set<Day> days_sent;
  for (const OutboxMail& mail : sent)
    days_sent.insert(mail.local_day);
  CHECK(days_sent.size() == 6);
  CHECK(sent[3].first_day == kDay + days(1));
}

TEST_CASE_FIXTURE(World, "who wants problems only has no mail of days on which all was well") {
  const Audience audience = audience_of(DigestRhythm::problems);
  put(*store, make_failing_report("b.example", "example.com", kDay + days(2), "tlsa-invalid", 9));
  live(kDay + hours(14), kDay + days(4) + hours(14), audience);
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().last_day == kDay + days(2));
  CHECK(made.size() == 4);
  CHECK(made.front().state == MailState::unneeded);
}

TEST_CASE_FIXTURE(World, "a problem that could not be told of is told of once the relay is up") {
  const Audience audience = audience_of(DigestRhythm::problems);
  put(*store, make_failing_report("b.example", "example.com", kDay + days(2), "tlsa-invalid", 9));
  relay_is_down = true;
  live(kDay + days(3) + hours(14), kDay + days(10), audience);
  relay_is_down = false;
  run(kDay + days(10), audience);
  REQUIRE(sent.size() == 1);
  CHECK(says(sent.front(), "Thu 26 Nov 2026: ACTION"));
}

TEST_CASE_FIXTURE(World, "who wants a weekly one has it on Monday, of the seven days before") {
  live(kDay + hours(14), kDay + days(14) + hours(14), audience_of(DigestRhythm::weekly));
  REQUIRE(sent.size() == 3);  // the first at once: that of the Monday before
  CHECK(sent[1].local_day == parse_day("2026-11-30").value());
  CHECK(sent[2].first_day == parse_day("2026-11-30").value());
  CHECK(sent[2].last_day == parse_day("2026-12-06").value());
  CHECK(says(sent[2], "Mon 30 Nov 2026: OK"));
}

TEST_CASE_FIXTURE(World, "a late report is told of in the next mail, whenever that is, and once") {
  Audience audience = audience_of();
  audience.owner.schedule.hour = hours(7);
  run(kDay + hours(7), audience);
  const Report late =
      make_failing_report("b.example", "example.com", kDay - days(3), "tlsa-invalid", 9);
  put(*store, late, Trust::verified, hours(58));  // at 10:00
  for (const int day : {1, 2})
    run(kDay + days(day) + hours(7), audience);
  REQUIRE(sent.size() == 3);
  CHECK_FALSE(says(sent[0], "Late, counted on its day"));
  CHECK(says(sent[1], "Late, counted on its day: b.example"));
  CHECK_FALSE(says(sent[2], "Late, counted on its day"));
}

TEST_CASE_FIXTURE(World, "a report that was received before a digest and stored after it is late") {
  run(kDay + hours(14), audience_of());
  const Report report =
      make_failing_report("b.example", "example.com", kDay - days(1), "tlsa-invalid", 9);
  put(*store, report, Trust::verified, hours(13));  // a poll that went on
  for (const int day : {1, 2})
    run(kDay + days(day) + hours(14), audience_of());
  REQUIRE(sent.size() == 3);
  CHECK_FALSE(says(sent[0], "b.example"));
  CHECK(says(sent[1], "Late, counted on its day: b.example"));
  CHECK(says(sent[1], "(new)"));
  CHECK_FALSE(says(sent[2], "Late, counted on its day"));
}

TEST_CASE_FIXTURE(World,
                  "what is imported after a digest of its day is new, but nobody's late report") {
  run(kDay + hours(14), audience_of());
  put(*store, make_failing_report("b.example", "example.com", kDay - days(1), "tlsa-invalid", 9),
      Trust::vouched);
  run(kDay + days(1) + hours(14), audience_of());
  REQUIRE(sent.size() == 2);
  CHECK(says(sent[1], "Compared with the last digest: 1 new"));
  CHECK_FALSE(says(sent[1], "Late, counted on its day"));
}

TEST_CASE_FIXTURE(World,
                  "what came late while nobody took the mail is told of in the one that is taken") {
  run(kDay + hours(14), audience_of());
  relay_is_down = true;
  run(kDay + days(1) + hours(14), audience_of());
  const Report late =
      make_failing_report("b.example", "example.com", kDay - days(3), "tlsa-invalid", 9);
  put(*store, late, Trust::verified, hours(90));
  run(kDay + days(2) + hours(14), audience_of());
  relay_is_down = false;
  run(kDay + days(3) + hours(14), audience_of());
  REQUIRE(sent.size() == 2);
  CHECK(says(sent[1], "Late, counted on its day: b.example"));
}

TEST_CASE_FIXTURE(World, "a problem is new until the owner has had a digest that tells of it") {
  const Day monday = parse_day("2026-11-30").value();
  for (const int day : {-3, -2, -1})
    put(*store,
        make_failing_report("c.example", "example.com", monday + days(day), "tlsa-invalid", 9));
  const auto digest_of = [&](DigestRhythm rhythm) {
    const Audience audience = audience_of(rhythm);
    const auto due = find_due(*store, audience.owner, monday + hours(14));
    REQUIRE(due);
    return make_digest(*store, audience, due->covers, due->span).domains.at(0);
  };
  run(monday - days(7) + hours(14), audience_of(DigestRhythm::weekly));
  CHECK(digest_of(DigestRhythm::weekly).problems.at(0).state == ProblemState::opened);
  run(monday - days(1) + hours(14), audience_of());
  CHECK(digest_of(DigestRhythm::daily).problems.at(0).state == ProblemState::ongoing);
}

TEST_CASE_FIXTURE(World,
                  "after six weeks without a digest an old problem is not new, and why is told") {
  const Audience audience = audience_of();
  run(kDay + hours(14), audience);
  for (int day = 0; day < 42; ++day)
    put(*store,
        make_failing_report("c.example", "example.com", kDay + days(day), "tlsa-invalid", 9));
  run(kDay + days(42) + hours(14), audience);
  REQUIRE(sent.size() == 2);
  CHECK(sent[1].first_day == kDay);
  CHECK(says(sent[1], "Compared with the day before, for the last digest was made"));
  CHECK(says(sent[1], "1 ongoing."));
  run(kDay + days(43) + hours(14), audience);
  CHECK(says(sent[2], "Compared with the last digest: 1 quiet."));
}

TEST_CASE_FIXTURE(World, "a weekly digest tells what was fixed on any day of its week") {
  const Day monday = parse_day("2026-11-30").value();
  for (const int day : {-9, -8, -6})
    put(*store,
        make_failing_report("b.example", "example.com", monday + days(day), "tlsa-invalid", 9));
  for (const int day : {-5, -4, -3})
    put(*store, make_report("b.example", "example.com", monday + days(day), 9));
  const Audience audience = audience_of(DigestRhythm::weekly);
  run(monday - days(7) + hours(14), audience);
  const auto due = find_due(*store, audience.owner, monday + hours(14));
  REQUIRE(due);
  const DigestDomain weekly = make_digest(*store, audience, due->covers, due->span).domains.at(0);
  CHECK(weekly.problems.empty());
  CHECK(weekly.fixed.size() == 1);
  CHECK(make_digest(*store, monday - days(1), audience.scope).domains.at(0).fixed.empty());
}

TEST_CASE_FIXTURE(World, "an address that is named twice gets one mail") {
  Audience audience = audience_of();
  audience.owner.addresses.insert("ops@example.com");
  run(kDay + hours(14), audience);
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().recipients.size() == 1);
}

TEST_CASE_FIXTURE(World, "an owner is told of their domains only") {
  put(*store, make_failing_report("b.example", "example.net", kDay - days(1), "tlsa-invalid", 9));
  run(kDay + hours(14), audience_of());
  REQUIRE(sent.size() == 1);
  CHECK(says(sent.front(), "Subject: [TLS-RPT] OK"));
  CHECK_FALSE(says(sent.front(), "example.net"));
}

TEST_CASE_FIXTURE(World, "a guest is told nothing of the machine's other users, the operator all") {
  store->transact([&] {
    store->mailboxes().set_status({.mailbox = "private",
                                   .last_poll = kDay + hours(13),
                                   .last_success = Timestamp(kDay - days(1)),
                                   .failures = 4,
                                   .fault = "login refused"});
  });
  tests::set_aside(*store, Reason::not_ours, kDay + hours(1));
  put(*store, make_report("b.example", "example.net", kDay - days(1), 1), Trust::vouched,
      hours(13));
  const DigestScope theirs{.domains = {Domain("example.com")}, .mx_hosts = {}, .is_guest = true};
  const Digest guest = make_digest(*store, kDay - days(1), theirs);
  CHECK(guest.verdict == Verdict::blind);
  CHECK(guest.mailboxes.empty());
  CHECK(guest.last_received == kDay + days(1) + hours(10));
  const std::string told = digest_text(guest, {}) + to_json(guest).dump();
  for (const std::string_view others : {"private", "login refused", "quarantine", "example.net"})
    CHECK(told.find(others) == std::string::npos);
  CHECK(told.find("A mailbox that reports come to could last be read") != std::string::npos);
  const Digest all = make_digest(*store, kDay - days(1), {});
  const std::string all_told = digest_text(all, {});
  for (const std::string_view others : {"private", "login refused", "quarantine", "example.net"})
    CHECK(all_told.find(others) != std::string::npos);
}

TEST_CASE_FIXTURE(World, "one owner's fault costs no other their digest, and is told") {
  Audience broken = audience_of();
  broken.owner.name = "broken";
  broken.owner.schedule = {.zone = "Nowhere/Land", .hour = hours(9)};
  Audience last = audience_of();
  last.owner.name = "last";
  const auto run =
      make_due(*store, {audience_of(), broken, last}, kLetterhead, [] { return kDay + hours(14); });
  REQUIRE(run.kept.size() == 2);
  CHECK(run.kept[0].owner == "ops");
  CHECK(run.kept[1].owner == "last");
  const auto& faults = run.faults.of_owners;
  REQUIRE(faults.size() == 1);
  CHECK(faults.front().owner == "broken");
  CHECK(faults.front().fault.find("Nowhere/Land") != std::string::npos);
  broken.rests = true;
  CHECK(make_due(*store, {broken}, kLetterhead, [] {
          return kDay + hours(15);
        }).faults.of_owners.empty());
  CHECK(store->outbox().due(Timestamp::max()).size() == 2);
}

TEST_CASE_FIXTURE(World, "each owner's digest is made at its own time, and none after the stop") {
  Audience second = audience_of();
  second.owner.name = "second";
  Audience third = audience_of();
  third.owner.name = "third";
  Timestamp now = kDay + hours(13);
  std::stop_source stopper;
  const Clock clock = [&] {
    now += hours(1);
    if (now == kDay + hours(15)) stopper.request_stop();
    return now;
  };
  const auto run =
      make_due(*store, {audience_of(), second, third}, kLetterhead, clock, stopper.get_token());
  REQUIRE(run.kept.size() == 2);
  CHECK(run.kept[0].created == kDay + hours(14));
  CHECK(run.kept[1].created == kDay + hours(15));
  CHECK(run.faults.of_owners.empty());
}

}  // namespace tlsward
