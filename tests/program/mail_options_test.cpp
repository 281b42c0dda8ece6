// Tests program/mail_options.cpp.
#include "program/mail_options.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {

namespace {

MailOptions by_server(SmtpServer server) {
  return {.from = "tlsward@example.org", .server = std::move(server)};
}

}  // namespace

TEST_CASE("what [mail] lacks is told with what to write") {
  const struct {
    MailOptions mail;
    const char* want;
  } cases[] = {
      {{}, "has no from; add"},
      {{.from = "nobody"}, "from: \"nobody\" is no address"},
      {{.from = "a\r\nBcc: x <tlsward@example.org>"}, "from: \"a\\x0d\\x0aBcc"},
      {{.from = "tlsward@example.org"}, "has neither host nor sendmail"},
      {{.from = "tlsward@example.org", .sendmail = "sendmail -t"}, "sendmail must be a path"},
      {{.from = "tlsward@example.org", .server = {.host = "h"}, .sendmail = "/bin/true"},
       "has both host and sendmail"},
      {{.from = "tlsward@example.org", .unsubscribe_mailto = "x", .sendmail = "/bin/true"},
       "unsubscribe_mailto: \"x\" is no address"},
      {{.from = "tlsward@example.org", .unsubscribe_url = "http://tls.example.org/u"},
       "unsubscribe_url: \"http://tls.example.org/u\" is not what a token can follow; write it"},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://"}, "unsubscribe_url: "},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https:///u"}, "unsubscribe_url: "},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://h/u/"}, "unsubscribe_url: "},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://h/u?x="}, "unsubscribe_url: "},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://a@h/u"}, "unsubscribe_url: "},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://h/u>, <x:"},
       "unsubscribe_url: "},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://h/\r\nBcc: b"},
       "unsubscribe_url: \"https://h/\\x0d\\x0aBcc"},
      {{.from = "tlsward@example.org", .unsubscribe_url = "https://h/" + std::string(500, 'x')},
       "unsubscribe_url: "},
      {by_server({.host = "smtp.example.org", .tls = SmtpTls::none}), "tls = \"none\" would send"},
      {by_server({.host = "127.mail.example.org", .tls = SmtpTls::none}),
       "tls = \"none\" would send"},
      {by_server({.host = "smtp.example.org", .port = 70000}), "port: there is none"},
      {by_server({.host = "smtp.example.org", .user = "u"}), "a user needs password_file"},
      {by_server({.host = "smtp.example.org", .password_file = "/p"}), "password_file needs user"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.want);
    CHECK(fault_of(one.mail).starts_with(one.want));
  }
  CHECK(fault_of(by_server({.host = "localhost", .tls = SmtpTls::none})).empty());
  CHECK(fault_of(by_server({.host = "127.0.0.2", .tls = SmtpTls::none})).empty());
  CHECK(fault_of(by_server({.host = "::1", .tls = SmtpTls::none})).empty());
  CHECK(fault_of(by_server({.host = "smtp.example.org"})).empty());
  CHECK(fault_of({.from = "tlsward@example.org",
                  .unsubscribe_url = "https://[2001:db8::1]:8443/v1/unsubscribe",
                  .sendmail = "/usr/sbin/sendmail"})
            .empty());
  CHECK(fault_of({.from = "x <tlsward@example.org>", .sendmail = "/usr/sbin/sendmail"}).empty());
}

}  // namespace tlsward
