// Tests collector/mail_header.cpp: what a mail's own header says, as mail programs write it.
#include "collector/mail_header.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

MailHeader header_of(std::string_view mail) {
  auto header = split_mail(mail, Limits());
  REQUIRE(header);
  return *std::move(header);
}

TEST_CASE("values are read as mail programs write them") {
  struct {
    const char* mail;
    const char* name;
    const char* want;
  } const cases[] = {
      {"Subject: plain\r\n\r\n", "subject", "plain"},
      {"SUBJECT : blank before the colon\n\n", "subject", "blank before the colon"},
      {"Subject: folded\r\n\tonce\r\n\r\n", "subject", "folded once"},
      {"Subject: =?utf-8?B?xbzDs8WCxIc=?=\n\n", "subject", "żółć"},
      {"Subject: first\nSubject: second\n\n", "subject", "first"},
      {"Subject: none of ours\n\nTLS-Report-Domain: example.com\n", "tls-report-domain", ""},
      {"TLS-Report-Domain: example.com", "tls-report-domain", "example.com"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.mail);
    CHECK(header_of(c.mail).value(c.name) == c.want);
  }
}

TEST_CASE("the sender is the first address of the first From that has one") {
  struct {
    const char* mail;
    const char* want;
  } const cases[] = {
      {"From: noreply@sender.example\n\n", "noreply@sender.example"},
      {"From: \"Reports, daily\" <noreply@sender.example>\n\n", "noreply@sender.example"},
      {"From: a@one.example, b@two.example\n\n", "a@one.example"},
      {"From:\nFrom: b@two.example\n\n", "b@two.example"},
      {"From: undisclosed:;\n\n", ""},
      {"Subject: none\n\n", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.mail);
    CHECK(header_of(c.mail).from() == c.want);
  }
}

TEST_CASE("the id has no brackets, and the topmost Received tells when the mail came") {
  const MailHeader header = header_of(
      "Received: by mx.example; Mon, 23 Nov 2026 14:00:00 +0100\n"
      "Received: by sender.example; Mon, 23 Nov 2026 12:59:00 +0000\n"
      "Message-ID: <1@sender.example>\n\nbody");
  CHECK(header.message_id() == "1@sender.example");
  CHECK(header.received() == Timestamp(*parse_day("2026-11-23") + std::chrono::hours(13)));
  CHECK(header.body == "\nbody");
  CHECK_FALSE(header_of("Received: without a date\n\n").received());
  CHECK_FALSE(header_of("Subject: x\n\n").received());
}

TEST_CASE("only the fields that tell how a mail is made are given to the parser of MIME") {
  const MailHeader header = header_of(
      "Received: by mx.example\nSubject: x\nContent-Type: text/plain\nMIME-Version: 1.0\n\n");
  CHECK(header.fields.size() == 4);
  CHECK(header.for_mime ==
        "Received: by mx.example\nContent-Type: text/plain\nMIME-Version: 1.0\n");
}

TEST_CASE("a header that is larger than it may be is refused") {
  const Limits limits{.max_mail_header_bytes = 100};
  CHECK(split_mail("Subject: " + std::string(80, 'x') + "\n\n" + std::string(200, 'x'), limits));
  const auto refused = split_mail("Subject: " + std::string(100, 'x') + "\n\n", limits);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().reason == Reason::too_large);
}

}  // namespace
}  // namespace tlsward
