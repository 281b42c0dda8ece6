// collector/mail_message.cpp: what is found in a mail (samples/messages, each also taken in by
// collector/intake.cpp), and what would be too large for a sample file.
#include "collector/mail_message.h"

#include "collector/intake.h"
#include "collector/unpack.h"
#include "schema/printable.h"
#include "schema/reports.h"
#include "schema/store.h"
#include "tests/support/report_text.h"
#include "tests/support/sample.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

using tests::ReportText;

const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;
const Ownership kEverything{.accept_any = true};

std::string dump(const Mail& mail) {
  std::string text = fmt::format("kind {}\n", name(mail.kind));
  for (const MailPart& part : mail.parts)
    text += fmt::format("part {} {}: {} \"{}\"\n", part.place, part.certain ? "certain" : "likely",
                        part.sign, printable(part.file_name));
  return text;
}

std::string dump(Store& store, const Settled& settled) {
  std::string text(name(settled.outcome));
  if (settled.rejection) text += fmt::format(" {}", name(settled.rejection->reason));
  if (!settled.report) return text + '\n';
  const StoredReport stored = store.reports().find(*settled.report).value();
  text += fmt::format(" {}\n", stored.report.report_id);
  for (const Deviation& deviation : stored.report.deviations)
    text += fmt::format("  deviation {}\n", name(deviation.code));
  return text;
}

// In the format of samples/README.md.
std::string outcome(const std::string& bytes) {
  auto mail = read_mail(bytes, {});
  if (!mail) return fmt::format("refused {}\n", name(mail.error().reason));
  std::string text = dump(*mail);
  const auto store = open_store(":memory:", Commits::each);
  Intake intake({}, kEverything, store->hash_key());
  const Delivery how{.channel = "imap", .source = "INBOX 1", .received = kNow};
  for (const Settled& settled : intake.keep(*store, intake.read_parts(how, *mail, {})))
    text += dump(*store, settled);
  return text;
}

constexpr const char* kHeader =
    "From: a@sender.example\r\nTLS-Report-Domain: example.com\r\n"
    "Content-Type: multipart/report; report-type=tlsrpt; boundary=b\r\n\r\n";

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

std::string json_part(const std::string& json = ReportText().json()) {
  return "--b\r\nContent-Type: application/tlsrpt+json\r\n\r\n" + json + "\r\n";
}

}  // namespace

TEST_CASE("each sample of a mail is read and taken in as its .expected says") {
  for (const tests::Sample& sample : tests::samples("messages")) {
    CAPTURE(sample.file_name);
    CHECK(outcome(sample.bytes) == sample.expected);
  }
}

TEST_CASE("what is too large is refused with the setting's name, and what is just not so is read") {
  const std::string text = "--b\r\n\r\nhello\r\n";
  const std::string rfc822 = "Content-Type: message/rfc822\r\n\r\n";
  const auto nested = [](std::size_t depth) {
    std::string mail = "From: a@sender.example\r\n";
    for (std::size_t i = 0; i < depth; ++i)
      mail += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n", i);
    return mail + "Content-Type: application/tlsrpt+json\r\n\r\n" + ReportText().json();
  };
  const struct {
    std::string what;
    std::string mail;
    std::string refused_for;  // "" if it is not
  } cases[] = {
      {"256 parts", kHeader + json_part() + repeated(text, 255), ""},
      {"257 parts", kHeader + json_part() + repeated(text, 256), "max_mail_parts"},
      {"a million parts", kHeader + json_part() + repeated("--b\r\n\r\n", 1'000'000),
       "max_mail_parts"},
      {"16 levels", nested(15), ""},
      {"17 levels", nested(16), "max_mail_depth"},
      {"4,000 levels", nested(4'000), "max_mail_depth"},
      {"20,000 levels", nested(20'000), "max_mail_parts"},
      {"100,000 mails in each other", repeated(rfc822, 100'000) + kHeader + json_part(),
       "max_mail_depth"},
      {"a header of 200 KB", "X: " + std::string(200'000, 'x') + "\r\n" + kHeader + json_part(),
       ""},
      {"a header of 8 MB", "X: " + std::string(8'000'000, 'x') + "\r\n" + kHeader + json_part(),
       "max_mail_header_bytes"},
      {"200,000 headers", repeated("X: y\r\n", 200'000) + kHeader + json_part(),
       "max_mail_header_bytes"},
      {"200,000 headers of a part",
       kHeader + json_part() + "--b\r\n" + repeated("X: y\r\n", 200'000), "max_mail_header_bytes"},
      {"25 MiB of text", kHeader + json_part() + text + std::string((25 << 20) - 2'000, 'x'), ""},
      {"more", kHeader + json_part() + text + std::string(25 << 20, 'x'), "max_mail_bytes"},
  };
  for (const auto& [what, mail, refused_for] : cases) {
    CAPTURE(what);
    const auto read = read_mail(mail, {});
    CHECK(read.has_value() == refused_for.empty());
    if (read) {
      CHECK(read->parts.size() == 1);
    } else {
      CHECK(read.error().reason == Reason::too_large);
      CHECK(read.error().detail.ends_with("; raise limits." + refused_for + " to take it"));
    }
  }
}

TEST_CASE("a name in 8,000 pieces, a subject of encoded words and a long line are read") {
  std::string pieces;
  for (int i = 0; i < 8'000; ++i)
    pieces += fmt::format(";\r\n filename*{}=a", i);
  const std::string subject = "Subject: " + repeated("=?utf-8?Q?=C3=A4?=\r\n ", 2'000) + "\r\n";
  const auto mail = read_mail("From: a@sender.example\r\n" + subject +
                                  "Content-Type: application/tlsrpt+json\r\n"
                                  "Content-Disposition: attachment" +
                                  pieces + "\r\n\r\n" + std::string(20 << 20, 'x'),
                              {});
  REQUIRE(mail);
  REQUIRE(mail->parts.size() == 1);
  CHECK(mail->parts.front().bytes.size() == 20 << 20);
  CHECK(mail->subject.size() == 4'000);
}

TEST_CASE("base64 on one line of megabytes is decoded to its last byte") {
  const auto mail = read_mail(
      "From: a@sender.example\r\n"
      "Content-Type: application/tlsrpt+gzip\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n" +
          repeated("QUJD", 2'000'000) + "REU=",
      {});
  REQUIRE(mail);
  REQUIRE(mail->parts.size() == 1);
  CHECK(mail->parts.front().bytes == repeated("ABC", 2'000'000) + "DE");
}

TEST_CASE("a file name may hold anything, and be as long as the headers may be") {
  const auto named = [](const std::string& parameter) {
    return read_mail(
               "From: a@sender.example\r\nContent-Type: application/tlsrpt+json\r\n"
               "Content-Disposition: attachment; " +
                   parameter + "\r\n\r\n{}",
               {})
        .value()
        .parts.at(0)
        .file_name;
  };
  const struct {
    std::string parameter;
    std::string want;
  } cases[] = {
      {"filename=\"../../etc/cron.d/x\"", "x"},
      {"filename=\"C:\\\\temp\\\\x.json\"", "x.json"},
      {"filename=\"..\"", ".."},
      {"filename=\"/\"", ""},
      {"filename=\"" + std::string(64 << 10, 'x') + "\"", std::string(64 << 10, 'x')},
      {std::string("filename=\"a\0b\"", 14), "\"a"},  // a header ends there
      {"filename*=utf-8''a%00b", "a"},
  };
  for (const auto& [parameter, want] : cases) {
    CAPTURE(parameter.substr(0, 80));
    CHECK(named(parameter) == want);
  }
}

TEST_CASE("many bombs in one mail are refused together, as one would be") {
  Limits limits;
  limits.max_inflated_bytes = 1 << 20;
  const std::string bomb = ReportText().json() + std::string(600'000, ' ');
  const auto store = open_store(":memory:", Commits::each);
  Intake intake(limits, kEverything, store->hash_key());
  const Delivery how{.channel = "imap", .source = "INBOX 1", .received = kNow};
  Mail mail;
  mail.parts = {{"1", "", "", true, gzip(bomb)}};
  CHECK(intake.read_parts(how, mail, {}).front().report);
  mail.parts = std::vector<MailPart>(9, {"1", "", "", true, gzip(bomb)});
  const auto readings = intake.read_parts(how, mail, {});
  REQUIRE(readings.size() == 1);
  REQUIRE_FALSE(readings.front().report);
  CHECK(readings.front().report.error().reason == Reason::too_large);
}

TEST_CASE("each report of a mail is judged by itself, and what cannot be read as a report too") {
  const auto store = open_store(":memory:", Commits::each);
  Intake intake({}, kEverything, store->hash_key());
  ReportText other;
  other.contact_info = "tls@other.example";
  auto mail = read_mail(kHeader + json_part() + json_part(other.json()) + json_part("{"), {});
  REQUIRE(mail);
  const Judge judge = [](const Report& report) {
    return Believed{report.contact_info == "tls@other.example" ? Trust::refused : Trust::verified,
                    "for " + report.contact_info};
  };
  const auto readings = intake.read_parts({.channel = "imap", .received = kNow}, *mail, judge);
  REQUIRE(readings.size() == 3);
  CHECK(readings[0].delivery.trust == Trust::verified);
  CHECK(readings[0].delivery.evidence == "for tls@reporter.example");
  CHECK(readings[1].delivery.trust == Trust::refused);
  CHECK(readings[2].delivery.evidence == "for ");
  intake.keep(*store, readings);
  const auto rows = store->reports().list({});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].counted != rows[1].counted);
}

TEST_CASE("where a mail and its report disagree is noted, and where one says nothing is not") {
  Report report;
  report.contact_info = "tls@corp.sender.example";
  report.policies = {
      {.policy_domain = Domain("example.com"), .mx_host = {Domain("mx.example.net")}}};
  const struct {
    std::string domain;
    std::string submitter;
    std::string subject;
    std::vector<std::string> want;
  } cases[] = {
      {"", "", "", {}},
      {"EXAMPLE.com.", "Corp.Sender.Example", "Report Domain: example.com", {}},
      {"mx.example.net", "", "Submitter: corp.sender.example Report-ID: <x>", {}},
      {"example.org", "", "", {"report-domain-differs"}},
      {"", "sender.example", "", {"report-submitter-differs"}},
      {"", "", "Report Domain: example.org Submitter: x", {"subject-differs"}},
      {"", "", "Re: Report Domain:", {}},
  };
  for (const auto& [domain, submitter, subject, want] : cases) {
    CAPTURE(domain + submitter + subject);
    Mail mail;
    mail.tls_report_domain = domain;
    mail.tls_report_submitter = submitter;
    mail.subject = subject;
    Report compared = report;
    compare_with_mail(compared, mail);
    std::vector<std::string> noted;
    for (const Deviation& deviation : compared.deviations)
      noted.emplace_back(name(deviation.code));
    CHECK(noted == want);
  }
}

TEST_CASE("the headers that tell of a report are read as their senders meant them") {
  const auto sample = [](const std::string& name) {
    return read_mail(tests::read_file(TLSWARD_SAMPLES "/messages/" + name), {}).value();
  };
  const Mail mailru = sample("mailru.eml");
  CHECK(mailru.from == "tls_support@corp.mail.example");
  CHECK(mailru.message_id == "1@sender.example");
  CHECK(mailru.received == parse_datetime("2026-11-23T03:00:01Z")->time);
  CHECK(mailru.tls_report_domain == "example.com");
  CHECK(mailru.tls_report_submitter == "mail.example");
  CHECK(mailru.subject ==
        "Report Domain: example.com Submitter: mail.example Report-ID: <a1b2@mail.example>");
  CHECK(sample("stalwart.eml").subject.starts_with("Report Domain: example.com Submitter: "));
  CHECK(sample("sys4-before-0.6.0.eml").tls_report_submitter == "Sender Example");
  CHECK(sample("attached-to-mixed.eml").tls_report_domain.empty());
}

TEST_CASE("Authentication-Results are handed on, the topmost first") {
  const auto mail = read_mail(
      "Authentication-Results: mx.example.com;\r\n dkim=pass\r\n"
      "Received: by b; not a date\r\n"
      "authentication-results: other\r\n\r\n",
      {});
  REQUIRE(mail);
  REQUIRE(mail->authentication_results.size() == 2);
  CHECK(mail->authentication_results[0].find("mx.example.com;") != std::string::npos);
  CHECK(mail->authentication_results[0].find("dkim=pass") != std::string::npos);
  CHECK_FALSE(mail->received);
}

}  // namespace tlsward
