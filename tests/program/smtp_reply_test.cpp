// Tests program/smtp_reply.cpp with what mail servers say.
#include "program/smtp_reply.h"

#include "collector/mail_server_error.h"

#include <doctest/doctest.h>

namespace tlsward {

namespace {

// A reply of these lines, the last of which must be its end.
SmtpReply reply_of(const std::vector<std::string>& lines) {
  SmtpReply reply;
  for (const std::string& line : lines)
    CHECK(add_line(reply, line) == (line == lines.back()));
  return reply;
}

std::string fault_of(const std::vector<std::string>& lines) {
  SmtpReply reply;
  try {
    for (const std::string& line : lines)
      add_line(reply, line);
  } catch (const MailServerError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a reply is read line by line, with or without words") {
  CHECK(reply_of({"250"}).text() == "250 ");
  CHECK(reply_of({"250 ok"}).accepts());
  const SmtpReply reply = reply_of({"550-5.1.1 no\x1b", "550-", "550 5.1.1 such user"});
  CHECK(reply.refuses());
  CHECK(reply.text() == "550 5.1.1 no\\x1b  5.1.1 such user");
  CHECK(reply.enhanced_code() == "5.1.1");
}

TEST_CASE("what is no reply, or two at once, is not believed") {
  const struct {
    std::vector<std::string> lines;
    std::string want;
  } cases[] = {
      {{""}, "it answers what is no SMTP: \"\"; check mail.host and mail.port"},
      {{"25"}, "it answers what is no SMTP: \"25\"; check mail.host and mail.port"},
      {{"2500 ok"}, "it answers what is no SMTP: \"2500 ok\"; check mail.host and mail.port"},
      {{"\x1b[2J"}, "it answers what is no SMTP: \"\\x1b[2J\"; check mail.host and mail.port"},
      {{"250-one", "two"}, "it answers what is no SMTP: \"two\"; check mail.host and mail.port"},
      {{"550-no such user", "250 ok"},
       "it answers with two codes at once: 550 no such user, and \"250 ok\"; it may be no mail "
       "server"},
      {{"250-one", "250-two", "251-three"},
       "it answers with two codes at once: 250 one two, and \"251-three\"; it may be no mail "
       "server"},
  };
  for (const auto& [lines, want] : cases) {
    CAPTURE(want);
    CHECK(fault_of(lines) == want);
  }
}

TEST_CASE("an enhanced code is one only of its own class") {
  const struct {
    std::string line;
    std::string want;
  } cases[] = {
      {"550 5.7.1 denied", "5.7.1"},
      {"550 5.7.515 denied", "5.7.515"},
      {"550 5.7.1", "5.7.1"},
      {"550 denied", ""},
      {"550 4.7.1 denied", ""},
      {"550 5.7 denied", ""},
      {"550 5..1 denied", ""},
      {"550 5.7.x denied", ""},
      {"550", ""},
      {"550 127.0.0.1 is listed", ""},
  };
  for (const auto& [line, want] : cases) {
    CAPTURE(line);
    CHECK(reply_of({line}).enhanced_code() == want);
  }
}

TEST_CASE(
    "a refused recipient is to blame for its address, we for a login, and either for relaying") {
  const struct {
    std::string line;
    Blame want;
  } cases[] = {
      // RFC 4954: a login is wanted, too weak, wrong, or not without TLS.
      {"530 5.7.0 Authentication required", Blame::login},
      {"530 Authentication required", Blame::login},
      {"534 5.7.9 Authentication mechanism is too weak", Blame::login},
      {"535 5.7.8 Authentication credentials invalid", Blame::login},
      {"538 5.7.11 Encryption required for requested authentication mechanism", Blame::login},
      // It does not relay: Postfix, Sendmail, Exchange, Exim, and one without any code.
      {"554 5.7.1 <a@example.org>: Relay access denied", Blame::unclear},
      {"550 5.7.1 <a@example.org>... Relaying denied", Blame::unclear},
      {"550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", Blame::unclear},
      {"550 relay not permitted", Blame::unclear},
      {"554 no", Blame::unclear},
      // Our sender's address, told of at the recipient.
      {"550 5.1.8 <t@example.org>: Sender address rejected: Domain not found", Blame::unclear},
      {"553 5.1.7 bad sender", Blame::unclear},
      // The dialogue, not an address.
      {"503 5.5.1 Error: need MAIL command", Blame::unclear},
      {"503 authenticate first", Blame::unclear},
      // The address or its mailbox.
      {"550 5.1.1 <a@example.org>: User unknown", Blame::recipient},
      {"550 5.1.10 null MX", Blame::recipient},
      {"554 5.1.2 no such host", Blame::recipient},
      {"552 5.2.2 mailbox full", Blame::recipient},
      {"550 5.4.1 Recipient address rejected: Access denied", Blame::recipient},
      {"550 no such user", Blame::recipient},
      {"551 user not local", Blame::recipient},
      {"553 mailbox name not allowed", Blame::recipient},
      {"501 5.1.3 bad recipient address syntax", Blame::recipient},
  };
  for (const auto& [line, want] : cases) {
    CAPTURE(line);
    CHECK(blame_of(reply_of({line})) == want);
  }
}

}  // namespace tlsward
