// Tests analyzer/digest_message.cpp: the headers are those wanted and no others, whatever names
// reports hold. What mail programs make of it, tests/e2e/digest_mail.sh asks one.
#include "analyzer/digest_message.h"

#include "tests/support/digests.h"
#include "tests/support/situations.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace tlsward {
namespace {

const MessageHead kHead = {.from = "TLS reports <tlsward@mail.example.org>",
                           .to = {"postmaster@example.org", "Anna Nowak <anna@example.net>"},
                           .message_id = "tlsward-digest.2026-11-23.k7qd@mail.example.org",
                           .date = Timestamp(*parse_day("2026-11-24") + std::chrono::hours(14)),
                           .list_id = "TLS report digest <tlsward.mail.example.org>",
                           .unsubscribe_url = "https://tls.example.org/u/9fQ-x_y",
                           .unsubscribe_mailto = "mailto:tlsward+off-9fQ@mail.example.org"};

// The headers as they stand, each folded one on one line.
std::vector<std::string> headers(const std::string& message) {
  std::vector<std::string> all;
  std::istringstream lines(message.substr(0, message.find("\r\n\r\n") + 2));
  for (std::string line; std::getline(lines, line);) {
    REQUIRE(line.ends_with('\r'));
    line.pop_back();
    if (line.starts_with(' ') || line.starts_with('\t'))
      all.back() += ' ' + line.substr(1);
    else
      all.push_back(line);
  }
  return all;
}

std::vector<std::string> header_names(const std::string& message) {
  std::vector<std::string> names = headers(message);
  for (std::string& name : names)
    name.resize(name.find(':'));
  return names;
}

Digest digest_about(const std::string& name) {
  const DigestProblem problem{
      .group = {.key = {.domain = Domain(name),
                        .cause = "certificate-expired",
                        .host = Domain(name)},
                .result_types = {"certificate-expired"},
                .failed = 3,
                .witnesses = {{.reporter = name,
                               .organization_name = name,
                               .failed = 3,
                               .trust = Trust::verified}},
                .reasons = {name},
                .sending_mta_ips = {name}},
      .verdict = Verdict::action,
      .advice = {
          .key = "certificate-expired", .sentence = "It has expired.", .steps = {"Renew it."}}};
  return {.day = tests::kDay,
          .verdict = Verdict::action,
          .domains = {{.domain = Domain(name), .verdict = Verdict::action, .problems = {problem}}}};
}

TEST_CASE("a message has these headers, in this order") {
  CHECK(headers(make_digest_message(digest_about("example.org"), kHead)) ==
        std::vector<std::string>{
            "Date: Tue, 24 Nov 2026 14:00:00 +0000", "From: TLS reports <tlsward@mail.example.org>",
            "Subject: [TLS-RPT] ACTION example.org: certificate expired, example.org (3 failed, 1 "
            "reporter)",
            "To: postmaster@example.org, Anna Nowak <anna@example.net>",
            "Message-Id: <tlsward-digest.2026-11-23.k7qd@mail.example.org>",
            "Auto-Submitted: auto-generated",
            "List-Id: TLS report digest <tlsward.mail.example.org>",
            "List-Unsubscribe: <https://tls.example.org/u/9fQ-x_y>, "
            "<mailto:tlsward+off-9fQ@mail.example.org>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "X-Tlsward-Verdict: ACTION",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"=_tlsward_digest\""});
}

TEST_CASE("a mail ends in why one gets it, and how to get it no more") {
  MessageHead head = kHead;
  Digest digest = digest_about("example.org");
  digest.owner = "ops";
  const auto ends_in = [&](std::string_view words) {
    const std::string message = make_digest_message(digest, head);
    const auto about = message.find("ABOUT THIS MAIL");
    return about != std::string::npos && message.find(words, about) != std::string::npos;
  };
  CHECK(ends_in("the digest \"ops\""));
  CHECK(ends_in("To get it no more: https://tls.example.org/u/9fQ-x_y"));
  head.unsubscribe_url.clear();
  CHECK(ends_in("write to tlsward+off-9fQ@mail.example.org."));
  head.unsubscribe_mailto.clear();
  CHECK(ends_in("ask whoever runs tlsward"));
}

TEST_CASE("a long link stays in one piece") {
  MessageHead head = kHead;
  head.unsubscribe_url =
      "https://" + std::string(500, 'x') + "/v1/unsubscribe/" + std::string(32, '0');
  const std::string message = make_digest_message(digest_about("example.org"), head);
  CHECK(message.find('<' + head.unsubscribe_url + '>') != std::string::npos);
}

TEST_CASE("what is not given has no header") {
  MessageHead head = kHead;
  head.list_id.clear();
  head.unsubscribe_url.clear();
  const auto has = [&](const char* name) {
    return std::ranges::count(header_names(make_digest_message(digest_about("example.org"), head)),
                              name) == 1;
  };
  CHECK_FALSE(has("List-Id"));
  CHECK_FALSE(has("List-Unsubscribe-Post"));
  CHECK(has("List-Unsubscribe"));
  head.unsubscribe_mailto.clear();
  CHECK_FALSE(has("List-Unsubscribe"));
}

TEST_CASE("no name adds, ends or breaks a header, and no line is too long for SMTP") {
  using namespace std::string_literals;
  const std::vector<std::string> wanted =
      header_names(make_digest_message(digest_about("example.org"), kHead));
  const std::string names[] = {"x\r\nBcc: all@example.net",
                               "x\n\n<script>",
                               "x\0y\r\n.\r\nMAIL FROM:<a@example.net>"s,
                               "\r\n\r\n--=_tlsward_digest--\r\n",
                               "=?utf-8?q?x=0D=0ABcc:_all@example.net?=",
                               "\xE2\x80\xAE"
                               "gro.elpmaxe",
                               "\xE2\x80\xA8"
                               "Bcc: all@example.net",
                               "zażółć.example",
                               "\xFF\xFE\x80",
                               std::string(5000, 'a'),
                               std::string(300, ' '),
                               std::string(2000, '\xC5')};
  for (const std::string& name : names)
    for (const Language& language : languages()) {
      CAPTURE(name);
      Digest digest = digest_about(name);
      digest.language = &language;
      const std::string message = make_digest_message(digest, kHead);
      CHECK(header_names(message) == wanted);
      CHECK(std::ranges::all_of(
          message, [](char c) { return c == '\r' || c == '\n' || (c >= ' ' && c <= '~'); }));
      std::istringstream lines(message);
      for (std::string line; std::getline(lines, line);) {
        CHECK(line.find('\r') == line.size() - 1);
        CHECK(line.size() <= 999);
      }
      CHECK(message.find("=?utf-8?q?x") == std::string::npos);
      CHECK(message.find("=?UTF-8?Q?x") == std::string::npos);
      CHECK(message.ends_with("\r\n--=_tlsward_digest--\r\n"));
    }
}

TEST_CASE("the same digest and head make the same bytes") {
  const Digest digest = digest_about("example.org");
  CHECK(make_digest_message(digest, kHead) == make_digest_message(digest, kHead));
}

TEST_CASE("what cannot stand in a header is refused, and named") {
  using namespace std::string_literals;
  const struct {
    std::string MessageHead::*member;
    const char* name;
    std::string value;
  } cases[] = {
      {&MessageHead::from, "from", ""},
      {&MessageHead::from, "from", "a@example.org\r\nBcc: b@example.org"},
      {&MessageHead::from, "from", "a@example.org, b@example.org"},
      {&MessageHead::message_id, "message_id", ""},
      {&MessageHead::message_id, "message_id", "a@b> <c@d"},
      {&MessageHead::message_id, "message_id", "a b@example.org"},
      {&MessageHead::message_id, "message_id", "a@example.org\0"s},
      {&MessageHead::list_id, "list_id", "tlsward.mail.example.org"},
      {&MessageHead::list_id, "list_id", "x <a.example>\r\nBcc: b <c.example>"},
      {&MessageHead::list_id, "list_id", "zażółć <a.example>"},
      {&MessageHead::unsubscribe_url, "unsubscribe_url", "http://tls.example.org/u/1"},
      {&MessageHead::unsubscribe_url, "unsubscribe_url", "https://tls.example.org/u/1>, <x:"},
      {&MessageHead::unsubscribe_url, "unsubscribe_url", "https://tls.example.org/\r\nBcc: b@c"},
      {&MessageHead::unsubscribe_mailto, "unsubscribe_mailto", "tlsward@mail.example.org"},
      {&MessageHead::unsubscribe_mailto, "unsubscribe_mailto", "mailto:a@example.org b"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.value);
    MessageHead head = kHead;
    head.*c.member = c.value;
    std::string fault;
    try {
      make_digest_message(digest_about("example.org"), head);
    } catch (const std::invalid_argument& error) {
      fault = error.what();
    }
    CHECK(fault.starts_with("mail: "s + c.name + " \""));
  }
  MessageHead nobody = kHead;
  nobody.to.clear();
  CHECK_THROWS_AS(make_digest_message(digest_about("example.org"), nobody), std::invalid_argument);
}

TEST_CASE("addresses are read as people write them, one at a time") {
  const struct {
    const char* text;
    const char* name;
    const char* address;  // "" = refused
  } cases[] = {
      {"postmaster@example.org", "", "postmaster@example.org"},
      {"Postmaster <postmaster@Example.ORG>", "Postmaster", "postmaster@example.org"},
      {"\"Nowak, Anna\" <anna+tls@example.net>", "Nowak, Anna", "anna+tls@example.net"},
      {"Zażółć <z@example.net>", "Zażółć", "z@example.net"},
      {"root@localhost", "", "root@localhost"},
      {"ops@bücher.example", "", "ops@xn--bcher-kva.example"},
      {"", "", ""},
      {"postmaster", "", ""},
      {"@example.org", "", ""},
      {"postmaster@", "", ""},
      {"a@example.org, b@example.org", "", ""},
      {"staff: a@example.org, b@example.org;", "", ""},
      {"zażółć@example.org", "", ""},
      {"\"a b\"@example.org", "", ""},
      {"a@example.org\r\nBcc: b@example.org", "", ""},
      {"a@[192.0.2.1]", "", ""},
      {"a..b@example.org", "", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const std::optional<MailAddress> address = parse_mail_address(c.text);
    CHECK(address.has_value() == (*c.address != 0));
    CHECK(address.value_or(MailAddress{}).name == c.name);
    CHECK(address.value_or(MailAddress{}).address == c.address);
  }
}

}  // namespace
}  // namespace tlsward
