// Tests analyzer/blind_spots.cpp: what the figures of a day do not show.
#include "analyzer/blind_spots.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

using std::chrono::days;

const Day kDay = *parse_day("2026-11-23");

Entry entry(std::int64_t report) {
  return {.domain = Domain("example.com"),
          .report = report,
          .reporter = "google.com",
          .organization_name = "Google Inc.",
          .trust = Trust::verified,
          .received = kDay + days(1) + std::chrono::hours(10)};
}

std::vector<std::string> sentences(const DayEvidence& evidence, std::string_view kind) {
  std::vector<std::string> found;
  for (const BlindSpot& spot : find_blind_spots(evidence))
    if (spot.kind == kind) found.push_back(spot.sentence);
  return found;
}

TEST_CASE("who fell silent on this day is named with what it reports about, others are not") {
  const ReporterDays microsoft{.organization_name = "Microsoft", .domain = Domain("example.com")};
  const ReporterDays other{.organization_name = "Microsoft", .domain = Domain("b.example")};
  const ReporterDays weekly{.reporter = "weekly.example", .domain = Domain("example.com")};
  const Day before = kDay - days(1);
  const DayEvidence evidence{.day = kDay,
                             .silent = {{&microsoft, Rhythm::daily, before, true},
                                        {&other, Rhythm::daily, before, true},
                                        {&microsoft, Rhythm::daily, kDay - days(3), true},
                                        {&weekly, Rhythm::weekly, kDay - days(8), true},
                                        {&weekly, Rhythm::weekly, kDay - days(9), false}}};
  CHECK(sentences(evidence, "silent-reporter") ==
        std::vector<std::string>{
            "Microsoft reports daily for example.com, but not since Fri 20 Nov 2026 (late?).",
            "Microsoft reports daily for example.com and b.example, but not for this day (late?).",
            "weekly.example reports weekly for example.com, but not since Sun 15 Nov 2026."});
}

TEST_CASE("a mailbox that fails and was not read since the day's reports came is a blind spot") {
  const MailboxStatus down{.mailbox = "reports",
                           .last_success = Timestamp(kDay + days(1)),
                           .failures = 3,
                           .fault = "login refused; check mailbox.password_file"};
  MailboxStatus later = down;
  later.last_success = digest_time(kDay);
  MailboxStatus well = down;
  well.failures = 0;
  MailboxStatus never = down;
  never.last_success.reset();
  CHECK(is_channel_down({.day = kDay, .mailboxes = {later, down}}));
  CHECK(is_channel_down({.day = kDay, .mailboxes = {never}}));
  CHECK_FALSE(is_channel_down({.day = kDay, .mailboxes = {later, well}}));
  CHECK(sentences({.day = kDay, .mailboxes = {down}}, "mailbox-down") ==
        std::vector<std::string>{
            "Mailbox \"reports\" could last be read Tue 24 Nov 2026, 00:00 UTC; what has come "
            "since is "
            "not counted. To test it: tlsward poll --dry-run. The fault: login refused; check "
            "mailbox.password_file"});
  CHECK(sentences({.day = kDay, .mailboxes = {never}}, "mailbox-down")
            .at(0)
            .starts_with("Mailbox \"reports\" could not be read yet"));
}

TEST_CASE("that the endpoint's certificate ends soon is told before it does") {
  struct {
    int left;
    int lifetime;
    bool told;
  } const rows[] = {{22, 90, true},   {23, 90, false}, {1, 90, true}, {30, 365, true},
                    {31, 365, false}, {6, 7, false},   {1, 7, true}};
  for (const auto& row : rows) {
    CAPTURE(row.left);
    CAPTURE(row.lifetime);
    const Timestamp end = digest_time(kDay) + days(row.left);
    const DayEvidence evidence{
        .day = kDay,
        .endpoint = EndpointStatus{.address = "0.0.0.0:443",
                                   .alive = digest_time(kDay),
                                   .certificate_not_before = end - days(row.lifetime),
                                   .certificate_not_after = end,
                                   .fault = {}}};
    CHECK_FALSE(is_channel_down(evidence));
    CHECK(sentences(evidence, "endpoint-ends").size() == (row.told ? 1 : 0));
  }
}

TEST_CASE(
    "an endpoint that could not listen since, or whose certificate has ended, is a blind spot") {
  const EndpointStatus well{.address = "0.0.0.0:443",
                            .alive = digest_time(kDay),
                            .certificate_not_after = digest_time(kDay),
                            .fault = {}};
  EndpointStatus expired = well;
  expired.certificate_not_after = kDay + days(1);
  EndpointStatus down = well;
  down.alive = Timestamp(kDay);
  down.fault = "0.0.0.0:443: address in use";
  EndpointStatus never = down;
  never.alive.reset();
  EndpointStatus later = down;
  later.alive = digest_time(kDay);
  EndpointStatus plain = well;
  plain.certificate_not_after.reset();
  const struct {
    const EndpointStatus* endpoint;
    const char* kind;  // "" = none
    const char* words;
  } cases[] = {
      {&well, "", ""},
      {&plain, "", ""},
      {&later, "", ""},
      {&expired, "endpoint-expired", "ended Tue 24 Nov 2026, 00:00 UTC"},
      {&down, "endpoint-down", "The fault: 0.0.0.0:443: address in use"},
      {&never, "endpoint-down", "could not begin to listen on 0.0.0.0:443"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.kind);
    const DayEvidence evidence{.day = kDay, .endpoint = *c.endpoint};
    const std::vector<BlindSpot> spots = find_blind_spots(evidence);
    const bool is_blind = *c.kind != '\0';
    CHECK(is_channel_down(evidence) == is_blind);
    REQUIRE(spots.size() == (is_blind ? 1 : 0));
    if (!is_blind) continue;
    CHECK(spots.front().kind == c.kind);
    CHECK(spots.front().sentence.find(c.words) != std::string::npos);
    DayEvidence of_guest = evidence;
    of_guest.is_guest = true;
    CHECK(find_blind_spots(of_guest).front().sentence ==
          "Reports by HTTPS cannot come in. Whoever runs tlsward sees why.");
  }
}

TEST_CASE(
    "where deliveries found no room the channel is down, where they were too large it is not") {
  CHECK(is_channel_down({.day = kDay, .refused = {{"storage-full", "https", 1}}}));
  CHECK_FALSE(is_channel_down({.day = kDay, .refused = {{"too-large", "https", 1}}}));
}

TEST_CASE("a guest is told what reports may lack for, without names, words and counts") {
  const MailboxStatus down{.mailbox = "private",
                           .last_success = Timestamp(kDay + days(1)),
                           .failures = 3,
                           .fault = "imap.private.example: login refused"};
  MailboxStatus longer = down;
  longer.last_success = Timestamp(kDay);
  MailboxStatus never = down;
  never.last_success.reset();
  DayEvidence evidence{.day = kDay,
                       .refused = {{"too-large", "https", 3}},
                       .mailboxes = {down, longer},
                       .is_guest = true};
  CHECK(sentences(evidence, "mailbox-down") ==
        std::vector<std::string>{
            "A mailbox that reports come to could last be read Mon 23 Nov 2026, 00:00 UTC; what "
            "has come since is not counted. Whoever runs tlsward sees why."});
  CHECK(sentences(evidence, "refused").empty());
  evidence.mailboxes = {down, never};
  evidence.refused.push_back({"storage-full", "https", 17});
  CHECK(sentences(evidence, "mailbox-down") ==
        std::vector<std::string>{
            "A mailbox that reports come to could not be read yet; what lies there is not "
            "counted. Whoever runs tlsward sees why."});
  CHECK(sentences(evidence, "refused") ==
        std::vector<std::string>{
            "Deliveries were turned away on this day or the next for lack of room; reports about "
            "these domains may have been among them. Whoever runs tlsward sees which."});
  CHECK(is_channel_down(evidence));
}

TEST_CASE("what does not count for want of trust is told with its senders and reasons") {
  DistrustedReports some{
      .reports = 1209,
      .largest = {{.organization_name = "Google Inc.", .reports = 1204},
                  {.reporter = "b.example", .trust = Trust::unauthenticated, .reports = 5}}};
  CHECK(sentences({.day = kDay, .distrusted = some}, "distrusted") ==
        std::vector<std::string>{
            "1,209 reports of this day are not counted, for they are not believed enough: Google "
            "Inc. 1,204 (refused: without a valid signature of the reporter), b.example 5 "
            "(unauthenticated: anybody may have sent it). To see them: tlsward list --uncounted "
            "--day 2026-11-23"});
  some.reports += 6;
  CHECK(sentences({.day = kDay, .distrusted = some}, "distrusted")
            .at(0)
            .find("anybody may have sent it) and 6 more. To") != std::string::npos);
  const auto polish = [&](std::int64_t number) {
    some.reports = number;
    some.largest = {{.organization_name = "Google Inc.", .reports = number}};
    return find_blind_spots({.day = kDay, .distrusted = some}, *find_language("pl")).at(0).sentence;
  };
  CHECK(polish(1) ==
        "1 raportu za ten dzień nie wliczono, bo nie jest dość wiarygodny: Google Inc. 1 "
        "(odrzucony: bez ważnego podpisu nadawcy raportu). Aby go zobaczyć: tlsward list "
        "--uncounted --day 2026-11-23");
  for (const std::int64_t number : {3, 5}) {
    const std::string told = polish(number);
    CHECK(told.starts_with(std::to_string(number) + " raportów za ten dzień nie wliczono, bo nie "
                                                    "są dość wiarygodne: Google Inc."));
  }
}

TEST_CASE("late reports of earlier days are told, the worst three by name") {
  DayEvidence evidence{.day = kDay};
  for (int n = 0; n < 5; ++n)
    evidence.late.push_back({.day = kDay - days(n + 1),
                             .domain = Domain("example.net"),
                             .organization_name = "mail.ru",
                             .failed = n,
                             .received = kDay + days(1)});
  const auto told = sentences(evidence, "arrived-late");
  REQUIRE(told.size() == 4);
  CHECK(told[0] ==
        "Late, counted on its day: mail.ru about example.net for Wed 18 Nov 2026, 4 failures.");
  CHECK(told[3] == "And 2 more late reports of earlier days.");
}

TEST_CASE("what came behind an early digest and yet in time is told where anything failed") {
  Arrival punctual{.day = kDay - days(1),
                   .domain = Domain("example.net"),
                   .organization_name = "mail.ru",
                   .received = kDay + std::chrono::hours(10)};
  CHECK(sentences({.day = kDay, .late = {punctual}}, "arrived-late").empty());
  punctual.failed = 1;
  CHECK(sentences({.day = kDay, .late = {punctual}}, "arrived-late").size() == 1);
}

TEST_CASE("an ordinary day has no blind spots") {
  CHECK(find_blind_spots({.day = kDay, .entries = {entry(1), entry(2)}}).empty());
}

TEST_CASE("odd reports are counted once each, however many entries they have") {
  DayEvidence evidence{.day = kDay, .entries = {entry(1), entry(1), entry(2)}};
  struct {
    const char* kind;
    void (*make_odd)(Entry&);
    const char* want;
  } const cases[] = {
      {"late", [](Entry& e) { e.received = kDay + days(3); },
       "1 report of this day came more than 2 days after it (Google Inc.)."},
      {"unauthenticated", [](Entry& e) { e.trust = Trust::unauthenticated; },
       "1 report of 2 (Google Inc.) may be from anybody (HTTPS): in the totals, but no proof."},
      {"long-range", [](Entry& e) { e.range_over_a_day = true; },
       "1 report covers more than 36 hours (Google Inc.); sessions of other days are counted on "
       "this one."},
      {"deviations", [](Entry& e) { e.deviations = 3; },
       "Otherwise than RFC 8460 says, and read all the same: 3 (reports: 1; Google Inc.)."},
  };
  for (const auto& c : cases) {
    CAPTURE(c.kind);
    DayEvidence odd = evidence;
    c.make_odd(odd.entries[0]);
    c.make_odd(odd.entries[1]);
    CHECK(sentences(odd, c.kind) == std::vector<std::string>{c.want});
    CHECK(find_blind_spots(odd).size() == 1);
  }
}

TEST_CASE("a file that the operator imports late is not late") {
  Entry imported = entry(1);
  imported.trust = Trust::vouched;
  imported.received = kDay + days(900);
  CHECK(find_blind_spots({.day = kDay, .entries = {imported}}).empty());
}

TEST_CASE("quarantine is told by reason, conflicts as conflicts") {
  const DayEvidence evidence{.day = kDay,
                             .quarantine = {{Reason::not_understood, 2},
                                            {Reason::not_ours, 1},
                                            {Reason::implausible, 1},
                                            {Reason::conflict, 1}}};
  CHECK(sentences(evidence, "quarantined") ==
        std::vector<std::string>{
            "2 reports could not be understood and were kept: tlsward quarantine list",
            "1 report for domains that are not yours was set aside: tlsward quarantine list",
            "1 report with dates or counts that cannot be true was set aside: tlsward quarantine "
            "list"});
  CHECK(sentences(evidence, "conflict") ==
        std::vector<std::string>{
            "1 report contradicts what a stored one says; one of both counts: tlsward quarantine "
            "list"});
}

TEST_CASE("what could have counted and was turned away is told, what was no report is not") {
  const DayEvidence evidence{.day = kDay,
                             .refused = {{"not-a-report", "https", 90},
                                         {"storage-full", "https", 14},
                                         {"too-large", "file", 1},
                                         {"too-large", "https", 1}}};
  CHECK(sentences(evidence, "refused") ==
        std::vector<std::string>{
            "2 deliveries were turned away on this day and the next, over a limit: tlsward "
            "quarantine list --reason too-large",
            "14 deliveries were turned away on this day and the next, for which the quarantine had "
            "no room: tlsward quarantine list --reason storage-full"});
}

TEST_CASE("what is odd in reports is no business of a guest, of whom they may not be alone") {
  DayEvidence evidence{.day = kDay, .entries = {entry(1)}};
  evidence.entries[0].deviations = 3;
  CHECK(sentences(evidence, "deviations").size() == 1);
  evidence.is_guest = true;
  CHECK(sentences(evidence, "deviations").empty());
}

TEST_CASE("domains whose reports tell of no session are named") {
  const DayEvidence evidence{.day = kDay, .without_sessions = {Domain("example.com")}};
  CHECK(
      sentences(evidence, "no-sessions") ==
      std::vector<std::string>{
          "The reports about example.com for this day tell of no session at all: reports come, but "
          "whether mail was protected is not known. Nothing to do, if nobody who reports sent mail "
          "there."});
}

TEST_CASE("domains without reports are named, and names from strangers are printable") {
  DayEvidence evidence{.day = kDay,
                       .entries = {entry(1)},
                       .without_reports = {Domain("shop.example.com"), Domain("x\x1b[2J.example")}};
  evidence.entries[0].organization_name = "Evil\r\n\xE2\x80\xAE";
  evidence.entries[0].deviations = 1;
  CHECK(sentences(evidence, "no-reports") ==
        std::vector<std::string>{
            "Nobody reported about shop.example.com and x\\x1b[2j.example for this day. If it goes "
            "on: see whether the record is still there (dig +short TXT _smtp._tls.DOMAIN) and "
            "whether what is sent to the address in it (mailto: or https:) arrives."});
  CHECK(sentences(evidence, "deviations").at(0).find("; Evil\\x0d\\x0aU+202E)") !=
        std::string::npos);
}

}  // namespace
}  // namespace tlsward
