// Tests collector/imap_login.cpp, over a plain connection; tests/e2e/imap_login.sh has TLS.
#include "collector/imap_login.h"

#include "tests/support/imap_script.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

namespace tlsward {

namespace {

using tests::ImapScript;
using Told = std::vector<std::string>;

const ImapScript::Rule kCapabilities{
    "CAPABILITY", "* CAPABILITY IMAP4rev1 auth=plain IDLE MOVE\r\nTAG OK done\r\n"};
const ImapScript::Rule kOldCapabilities{"CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"};

Patience patience() {
  return {.deadline = ImapStream::Clock::now() + std::chrono::seconds(20)};
}

std::set<std::string> log_in_to(const ImapScript& script, const ImapLogin& login,
                                ImapTls tls = ImapTls::none) {
  ImapStream stream({.host = "127.0.0.1", .port = script.port(), .tls = ImapTls::none}, patience());
  return log_in(stream, tls, login);
}

std::string fault_of(const ImapScript& script, ImapTls tls = ImapTls::none) {
  try {
    log_in_to(script, {.user = "me", .secret = "secret"}, tls);
  } catch (const MailServerError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("each way to log in says what its RFC wants") {
  const struct {
    ImapLogin login;
    std::vector<ImapScript::Rule> rules;
    Told want;
  } cases[] = {
      {{ImapAuth::password, "me", "secret"},
       {kCapabilities, {"AUTHENTICATE", "+ \r\n"}},
       {"CAPABILITY", "AUTHENTICATE PLAIN", "AG1lAHNlY3JldA==", "CAPABILITY"}},
      {{ImapAuth::password, "me", "se\"cret\\"},
       {kOldCapabilities, {"LOGIN", "+ go on\r\n"}, {"me {", "+ go on\r\n"}},
       {"CAPABILITY", "LOGIN {2}", "me {8}", "se\"cret\\", "CAPABILITY"}},
      {{ImapAuth::password, "me", "secret"},
       {{"LOGIN", "+ go on\r\n"}, {"me {", "+ go on\r\n"}},  // it tells of no capabilities
       {"CAPABILITY", "LOGIN {2}", "me {6}", "secret", "CAPABILITY"}},
      {{ImapAuth::xoauth2, "me", "token"},
       {kCapabilities, {"AUTHENTICATE", "+\r\n"}},
       {"CAPABILITY", "AUTHENTICATE XOAUTH2", "dXNlcj1tZQFhdXRoPUJlYXJlciB0b2tlbgEB",
        "CAPABILITY"}},
      {{ImapAuth::oauthbearer, "me", "token"},
       {kCapabilities, {"AUTHENTICATE", "+ \r\n"}},
       {"CAPABILITY", "AUTHENTICATE OAUTHBEARER", "bixhPW1lLAFhdXRoPUJlYXJlciB0b2tlbgEB",
        "CAPABILITY"}},
  };
  for (const auto& [login, rules, want] : cases) {
    ImapScript script("* OK Waiting for authentication process to respond..\r\n* OK ready\r\n",
                      rules);
    const std::set<std::string> capabilities = log_in_to(script, login);
    CHECK(capabilities.contains("IMAP4REV1") == (rules.front().holds == "CAPABILITY"));
    CHECK(script.told() == want);
  }
}

TEST_CASE("a refused token's reason is acknowledged, and the server's words are told") {
  ImapScript script("* OK ready\r\n", {kCapabilities,
                                       {"AUTHENTICATE", "+ \r\n"},
                                       {"bixhPW1lLA", "+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n"},
                                       {"AQ==", "TAG NO [AUTHENTICATIONFAILED] no\x1bt you\r\n"}});
  CHECK_THROWS_WITH_AS(log_in_to(script, {ImapAuth::oauthbearer, "me", "token"}),
                       "login of me refused: [AUTHENTICATIONFAILED] no\\x1bt you; check user, and "
                       "password_file or token",
                       MailServerError);
}

TEST_CASE("a server that cannot be trusted is told nothing") {
  const struct {
    std::string greeting;
    std::vector<ImapScript::Rule> rules;
    ImapTls tls;
    std::string want;  // how the fault begins
  } cases[] = {
      {"* PREAUTH welcome\r\n", {}, ImapTls::none, "the server takes us for logged in"},
      {"* OK ready\r\n* PREAUTH welcome\r\n",
       {kCapabilities},
       ImapTls::none,
       "the server takes us for logged in"},
      {"* BYE busy\r\n", {}, ImapTls::none, "the server ends the connection: busy"},
      {"220 mail.example.org ESMTP\r\n",
       {},
       ImapTls::none,
       "no IMAP server answers there, but: 220 mail.example.org ESMTP"},
      {"* OK ready\r\n",
       {{"STARTTLS", "TAG NO not here\r\n"}},
       ImapTls::starttls,
       "the server does not begin TLS (not here)"},
      {"* OK ready\r\n",
       {{"STARTTLS", "TAG OK begin\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n"}},
       ImapTls::starttls,
       "data came in the clear behind STARTTLS"},
      {"* OK ready\r\n",
       {{"CAPABILITY", "what?\r\n"}},
       ImapTls::none,
       "the server answers what is no IMAP: what?"},
      {"* OK ready\r\n",
       {kCapabilities, {"AUTHENTICATE", "TAG NO off\r\n"}},
       ImapTls::none,
       "login of me refused: off"},
  };
  for (const auto& [greeting, rules, tls, want] : cases) {
    CAPTURE(want);
    ImapScript script(greeting, rules);
    CHECK(fault_of(script, tls).starts_with(want));
    const Told told = script.told();
    CHECK(std::none_of(told.begin(), told.end(), [](const std::string& line) {
      return line.find("AG1lAHNlY3JldA==") != std::string::npos;
    }));
  }
}

}  // namespace tlsward
