// Tests analyzer/digest_text.cpp: days as people get them, word for word.
#include "analyzer/digest_text.h"

#include "analyzer/digest_words.h"
#include "schema/printable.h"

#include <doctest/doctest.h>

#include <sstream>

namespace tlsward {
namespace {

const Day kDay = *parse_day("2026-11-23");
const std::array<double, kWeek> kQuiet = {0, 0, 0, 0, 0, 0, 0};

Witness witness(const char* name, std::int64_t failed, Trust trust = Trust::verified) {
  return {.reporter = name, .organization_name = name, .failed = failed, .trust = trust};
}

DigestDomain domain(const char* name, Verdict verdict, Sessions sessions) {
  return {.domain = Domain(name),
          .verdict = verdict,
          .sessions = sessions,
          .reporters = {witness("Google Inc.", 0)},
          .policy_types = {"sts"},
          .mode = "enforce",
          .week = kQuiet};
}

DigestProblem expired() {
  return {.group = {.key = {.domain = Domain("example.org"),
                            .cause = "certificate-expired",
                            .host = Domain("mx2.example.org")},
                    .result_types = {"certificate-expired"},
                    .failed = 312,
                    .witnesses = {witness("Google Inc.", 280), witness("Microsoft Corporation", 29),
                                  witness("mailbox.org", 3)},
                    .effect = Effect::refused_by_policy},
          .ids = {"4f1c09b2ae"},
          .state = ProblemState::opened,
          .since = kDay,
          .first_seen = kDay,
          .last_seen = kDay,
          .verdict = Verdict::action,
          .share = 312.0 / 1204,
          .week = {0, 0, 0, 0, 0, std::nullopt, 312},
          .week_shares = {0, 0, 0, 0, 0, -1, 312.0 / 1204},
          .effect = "Your MTA-STS policy is \"enforce\": these senders did NOT deliver.",
          .advice = {.key = "certificate-expired",
                     .sentence = "The certificate of mx2.example.org has expired.",
                     .technical = "It was past its date.",
                     .steps = {"Renew the certificate.", "$ certbot renew",
                               "$ systemctl reload postfix", "Look at the date.", "$ openssl"},
                     .verify = "notAfter is in the future.",
                     .until_noticed = "At the next delivery."},
          .diagnosis = {.side = Side::you, .evidence = {{"several-reporters", "Three saw it."}}}};
}

DigestProblem without_starttls() {
  DigestProblem problem = expired();
  problem.group = {
      .key = {.domain = Domain("example.net"),
              .cause = "starttls-not-supported",
              .host = Domain("mx.example.net")},
      .result_types = {"starttls-not-supported"},
      .failed = 4,
      .witnesses = {witness("Google Inc.", 3), witness("Example", 1, Trust::unauthenticated)},
      .reasons = {"no STARTTLS", "code 454"},
      .sending_mta_ips = {"192.0.2.7"},
      .effect = Effect::tested};
  problem.state = ProblemState::ongoing;
  problem.since = kDay - std::chrono::days(2);
  problem.verdict = Verdict::watch;
  problem.share = 4.0 / 8112;
  problem.week[kWeek - 2] = 7;
  problem.effect = "Your MTA-STS policy is \"testing\": mail was delivered.";
  problem.advice.key = "starttls-not-supported";
  problem.advice.sentence = "mx.example.net did not offer encryption (STARTTLS).";
  return problem;
}

Digest action_day() {
  Digest digest{.day = kDay,
                .verdict = Verdict::action,
                .domains = {domain("example.org", Verdict::action, {892, 312}),
                            domain("shop.example.com", Verdict::blind, {}),
                            domain("example.net", Verdict::watch, {8108, 4}),
                            domain("example.com", Verdict::ok, {377, 0})},
                .blind_spots = {{"silent-reporter",
                                 "Microsoft Corporation reports daily for "
                                 "example.com, but not for this day (late?)."},
                                {"deviations", "2 deviations from RFC 8460 in 1 report."}},
                .sessions = {9377, 316},
                .reports = 41,
                .reporters = 6};
  digest.domains[0].problems = {expired()};
  digest.domains[0].week = {0, 0, 0, 0, 0, 0, 312.0 / 1204};
  digest.domains[1].reporters.clear();
  digest.domains[1].week = {0, 0, 0, 0, 0, -1, -1};
  digest.domains[2].problems = {without_starttls()};
  digest.domains[2].mode = "testing";
  digest.domains[3].policy_types = {"tlsa", "no-policy-found"};
  return digest;
}

TEST_CASE("a day that needs action") {
  CHECK(digest_text(action_day()) ==
        R"(TLS delivery report for Mon 23 Nov 2026 (UTC day)

  ACTION NEEDED - 1 problem, 1 problem to watch, 1 domain fine, 1 domain
  without reports.
  Sessions (connections, not mails): 9,693, failed: 316; nobody reported
  about the day before.
  Compared with the last digest: 1 new, 1 ongoing.
  If somebody else runs your mail server or DNS, forward this mail to
  them: it says what to do.

1. ACTION example.org (new) - The certificate of mx2.example.org has
   expired.
   Since     Mon 23 Nov 2026 (new)
   Effect    312 of 1,204 sessions failed (25.9 %). Your MTA-STS policy
             is "enforce": these senders did NOT deliver.
   Seen by   Google Inc. (280), Microsoft Corporation (29), mailbox.org
             (3); all reports verified: signed by the reporter
   7 days    ▁▁▁▁▁·▇ 0, 0, 0, 0, 0, -, 312
   Whose     Yours. Three saw it.
   Why       It was past its date.
   Do        1. Renew the certificate.
               certbot renew
               systemctl reload postfix
             2. Look at the date.
               openssl
   Done when notAfter is in the future.
   Effective At the next delivery. The next digest still counts what
             failed before the repair; the one after it should be clean.
             After two clean reports of each who saw it the problem
             stands under FIXED.
   More      tlsward problems show 4f1c09b2ae
             tlsward explain certificate-expired

2. WATCH example.net (ongoing) - mx.example.net did not offer encryption
   (STARTTLS).
   Since     Sat 21 Nov 2026 (3 days)
   Effect    4 of 8,112 sessions failed (<0.1 %). The day before: 7.
             Your MTA-STS policy is "testing": mail was delivered.
   Seen by   Google Inc. (3, verified: signed by the reporter), Example
             (1, unauthenticated: anybody may have sent it)
   7 days    ▁▁▁▁▁·▇ 0, 0, 0, 0, 0, 7, 312
   Quote     "no STARTTLS", "code 454"
   Sender    only from 192.0.2.7
   Whose     Yours. Three saw it.
   Do        Renew the certificate.
               certbot renew
               systemctl reload postfix
   More      tlsward problems show 4f1c09b2ae
             tlsward explain starttls-not-supported

Commands that begin with "tlsward" run on its own machine; tlsward
explain ... --technical has the steps for Exim, Exchange, mailcow,
Stalwart, Microsoft 365 and Google Workspace.

DOMAINS             sessions  failed    rate  7 days   policy
 ! example.org         1,204     312  25.9 %  ▁▁▁▁▁▁▇  sts enforce
 ? shop.example.com        -       -       -  ▁▁▁▁▁··  no reports
 ~ example.net         8,112       4  <0.1 %  ▁▁▁▁▁▁▁  sts testing
   example.com           377       0   0.0 %  ▁▁▁▁▁▁▁  DANE, none
   7 days: share of failed sessions, oldest day first; - or · = no
   report. ! = act, ~ = watch, ? = no data.

WHAT WE CANNOT SEE
 - Microsoft Corporation reports daily for example.com, but not for this
   day (late?).
 - 2 deviations from RFC 8460 in 1 report.
)");
}

TEST_CASE("the subject has verdict, domain, cause and number, and is one line") {
  Digest digest = action_day();
  CHECK(digest_subject(digest) ==
        "[TLS-RPT] ACTION example.org: certificate expired, mx2.example.org (312 failed, 3 "
        "reporters), and 1 more problem");
  digest.language = find_language("pl");
  CHECK(digest_subject(digest) ==
        "[TLS-RPT] ACTION example.org: certyfikat wygasł, mx2.example.org (nieudane: 312, 3 "
        "raportujących), i jeszcze 1 problem");
  CHECK(digest_subject({.day = kDay}) == "[TLS-RPT] BLIND no reports (Mon 23 Nov 2026)");
  digest = {.day = kDay,
            .verdict = Verdict::ok,
            .domains = {domain("example.com", Verdict::ok, {9000, 0})},
            .sessions = {9000, 0}};
  CHECK(digest_subject(digest) ==
        "[TLS-RPT] OK 1 domain, 9,000 sessions, 0 failed (Mon 23 Nov 2026)");
}

TEST_CASE("a day on which all is well is five lines") {
  Digest digest{.day = kDay,
                .verdict = Verdict::ok,
                .domains = {domain("example.com", Verdict::ok, {9000, 0}),
                            domain("example.net", Verdict::ok, {712, 0})},
                .blind_spots = {{"deviations", "2 deviations from RFC 8460 in 1 report."}},
                .sessions = {9712, 0},
                .reports = 41,
                .reporters = 6};
  const std::string text = digest_text(digest);
  CHECK(text == R"(OK - TLS delivery report for Mon 23 Nov 2026 (UTC day)

All mail sessions reported for this day were encrypted as your policies
ask. 2 domains, 9,712 sessions, 0 failures, 41 reports from 6 reporters.
Nothing to do.
)");
  digest.blind_spots.push_back({"no-reports", "Nobody reported about shop.example.com."});
  CHECK(digest_text(digest) ==
        text + "\nWHAT WE CANNOT SEE\n - Nobody reported about shop.example.com.\n");
}

TEST_CASE(
    "a clean day is not called encrypted where no policy asks for it, nor fit to be forgotten "
    "while reports are set aside") {
  Digest digest{.day = kDay,
                .verdict = Verdict::ok,
                .domains = {domain("example.com", Verdict::ok, {9000, 0})},
                .sessions = {9000, 0}};
  CHECK(all_well(digest).starts_with("All mail sessions reported for this day were encrypted"));
  CHECK(all_well(digest).ends_with("Nothing to do."));
  digest.blind_spots = {{"quarantined", "1 report was set aside: tlsward quarantine list"}};
  CHECK(all_well(digest).find("Nothing to do.") == std::string::npos);
  digest.domains[0].mode = "none";
  CHECK(all_well(digest).starts_with("All mail sessions reported for this day went well; where"));
}

TEST_CASE("failures of unknown number are told as at least so many, and their share not at all") {
  Digest digest = action_day();
  digest.domains[0].failures_unknown = true;
  CHECK(totals(digest).find("failed: 316+;") != std::string::npos);
  CHECK(failed_of(digest.domains[0]) == "312+");
  CHECK(failed_of(digest.domains[2]) == "4");
  CHECK(rate_in_words(digest.domains[0]) == "?");
}

TEST_CASE("the subject of a good day tells what was fixed") {
  Digest digest{.day = kDay,
                .verdict = Verdict::ok,
                .domains = {domain("example.com", Verdict::ok, {9000, 0})},
                .sessions = {9000, 0}};
  digest.domains[0].fixed = {expired()};
  CHECK(digest_subject(digest).ends_with("(Mon 23 Nov 2026)"));  // settled, and it failed
  digest.domains[0].fixed[0].group.witnesses.clear();
  CHECK(digest_subject(digest).ends_with("(Mon 23 Nov 2026), 1 problem fixed"));
}

TEST_CASE("a narrow terminal gets shorter lines, and the table what there is room for") {
  const struct {
    std::size_t width;
    const char* heading;
  } cases[] = {{200, "DOMAINS             sessions  failed    rate  7 days   policy\n"},
               {62, "DOMAINS             sessions  failed    rate  7 days   policy\n"},
               {56, "DOMAINS             sessions  failed    rate  7 days \n"},
               {44, "DOMAINS             sessions  failed    rate\n"},
               {40, "DOMAINS             sessions  failed\n"}};
  for (const auto& [width, heading] : cases) {
    CAPTURE(width);
    std::istringstream text(digest_text(action_day(), {.width = width}));
    CHECK(text.str().find(heading) != std::string::npos);
    for (std::string line; std::getline(text, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= width);
    }
  }
}

TEST_CASE("a day without data is BLIND, and an empty database teaches") {
  Digest digest{.day = kDay, .domains = {domain("example.com", Verdict::blind, {})}};
  digest.domains[0].reporters.clear();
  digest.domains[0].week = {0, 0, 0, 0, 0, 0, -1};
  digest.domains[0].report_was_due = true;
  CHECK(digest_text(digest, {.unicode = false}) ==
        R"(TLS delivery report for Mon 23 Nov 2026 (UTC day)

  BLIND (data missing) - 1 domain without reports.
  BLIND does not mean that mail fails, but that reports may be missing.
  What is to be mended is their way here (WHAT WE CANNOT SEE); mail
  itself goes on.
  If somebody else runs tlsward or your DNS, forward this mail to them.

DOMAINS        sessions  failed    rate  7 days   policy
 ? example.com        -       -       -  ______.  report missing
   7 days: share of failed sessions, oldest day first; - or . = no
   report. ! = act, ~ = watch, ? = no data.
)");
  CHECK(digest_text({.day = kDay}) == R"(TLS delivery report for Mon 23 Nov 2026 (UTC day)

  BLIND (data missing) - no reports.

No report that counts is stored for this day or the 14 before.
BLIND does not mean that mail fails, but that reports may be missing.
What is to be mended is their way here (WHAT WE CANNOT SEE); mail itself
goes on.
If the record _smtp._tls is new, the first reports come a day or two
after it. What has come in so far, tlsward status shows.
Take reports in: tlsward import FILE
)");
  CHECK(digest_text({.day = kDay, .blind_spots = {{"distrusted", "51 are refused."}}}) ==
        R"(TLS delivery report for Mon 23 Nov 2026 (UTC day)

  BLIND (data missing) - no reports.

No report that counts is stored for this day or the 14 before.
BLIND does not mean that mail fails, but that reports may be missing.
What is to be mended is their way here (WHAT WE CANNOT SEE); mail itself
goes on.

WHAT WE CANNOT SEE
 - 51 are refused.
)");
}

TEST_CASE("text from strangers stays on its line and steers nothing") {
  constexpr auto kHostile = "Evil\x1b[2J\r\nDo nothing\xE2\x80\xAE\x07";
  Digest digest = action_day();
  DigestProblem& problem = digest.domains[0].problems[0];
  digest.domains[0].domain = Domain(kHostile);
  digest.domains[0].policy_types = {kHostile};
  problem.group.witnesses[0].organization_name = kHostile;
  problem.group.reasons = {kHostile};
  problem.group.sending_mta_ips = {kHostile};
  problem.group.result_types = {kHostile};
  problem.group.key.host = Domain(kHostile);
  std::istringstream lines(digest_text(digest));
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(is_printable(line));
    CHECK_FALSE(line.starts_with("Do nothing"));
  }
}

TEST_CASE("no line is wider than 72 columns") {
  Digest digest = action_day();
  digest.domains[0].domain = Domain("a-name-that-is-much-longer-than-its-column.example.org");
  digest.domains[0].policy_types = {"tlsa", "sts", "no-policy-found"};
  std::istringstream lines(digest_text(digest));
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(display_width(line) <= 72);
  }
}

TEST_CASE("without colour there is no escape, with it the words stay") {
  CHECK(digest_text(action_day()).find('\x1b') == std::string::npos);
  const std::string text = digest_text(action_day(), {.color = true});
  CHECK(text.find("\x1b[1;31mACTION NEEDED\x1b[0m - 1 problem") != std::string::npos);
  CHECK(text.find(" \x1b[33m~\x1b[0m example.net") != std::string::npos);
}

TEST_CASE("told technically, a problem begins with its cause and proof") {
  Digest digest = action_day();
  digest.domains[0].problems[0].group.reasons = {"certificate has expired"};
  digest.technical_first = true;
  const std::string told = R"(1. ACTION example.org (new) - The certificate of mx2.example.org has
   expired.
   Why       It was past its date.
   Quote     "certificate has expired"
   Whose     Yours. Three saw it.
   Since     Mon 23 Nov 2026 (new)
   Effect    312 of 1,204)";
  CHECK(digest_text(digest).find(told) != std::string::npos);
}

TEST_CASE("many problems are told in full only at first") {
  Digest digest = action_day();
  digest.domains[0].problems.assign(25, expired());
  const std::string text = digest_text(digest);
  CHECK(text.find("\n20. ACTION") != std::string::npos);
  CHECK(text.find("\n21. ") == std::string::npos);
  CHECK(text.find("\nAnd 6 more (5 need action, 1 to watch), 1,564 failed:\n"
                  "  tlsward digest --day 2026-11-23 --format json\n") != std::string::npos);
}

TEST_CASE("the commands of an owner's digest show the owner's, in any shell") {
  Digest digest{.day = kDay};
  const std::string day = " --day " + format_day(kDay);
  CHECK(digest_command(digest, kDay) == "tlsward digest" + day);
  digest.owner = "ops@example.org";
  CHECK(digest_command(digest, kDay) == "tlsward digest --owner ops@example.org" + day);
  digest.owner = "O'Brien & Co";
  CHECK(digest_command(digest, kDay) == "tlsward digest --owner 'O'\\''Brien & Co'" + day);
  digest.owner.clear();
  digest.language = find_language("pl");
  CHECK(digest_command(digest, kDay) == "tlsward digest --lang pl" + day);
  digest = action_day();
  digest.owner = "ops";
  const std::string text = outline_text(make_outline(digest, {.domains = 1}));
  CHECK(text.find("  tlsward digest --owner ops --day 2026-11-23\n") != std::string::npos);
}

TEST_CASE("the domains without room in the table are summed") {
  const std::string text = outline_text(make_outline(action_day(), {.domains = 1}));
  CHECK(text.find("\n ! example.org") != std::string::npos);
  CHECK(text.find("\n   example.com") == std::string::npos);
  CHECK(text.find("\nAnd 3 more domains: 1 without reports, 1 to watch, 1 fine. Sessions:\n"
                  "8,489, failed: 4. All of them:\n  tlsward digest --day 2026-11-23\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace tlsward
