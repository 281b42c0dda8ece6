// Tests program/config_assembly.cpp: the lists of mailboxes and owners.
#include "program/config_assembly.h"

#include "tests/support/config_text.h"

#include <doctest/doctest.h>

namespace tlsward {

namespace {

using tests::fault_of;
using tests::load;
using tests::mailbox_without;
using tests::setting;

}  // namespace

TEST_CASE("each mailbox has settings of its own, and what is missing is told with its name") {
  const std::string first = mailbox_without("");
  const LoadedConfig two = load(first +
                                "[[mailbox]]\nname = \"other\"\nhost = \"imap.example.com\"\n"
                                "user = \"me\"\nport = 143\ntls = \"starttls\"\n"
                                "auth = \"xoauth2\"\ntoken_command = \"token\"\n"
                                "folders = [\"TLS\"]\nafter_storing = \"delete\"\n"
                                "delete_after_days = 7\npoll_interval = \"1h\"\n");
  REQUIRE(two.config.mailboxes.size() == 2);
  const MailboxOptions& other = two.config.mailboxes[1];
  CHECK(two.config.mailboxes[0].server.port == 993);
  CHECK(other.server.port == 143);
  CHECK(other.server.tls == ImapTls::starttls);
  CHECK(other.auth == ImapAuth::xoauth2);
  CHECK(other.folders == std::set<std::string>{"TLS"});
  CHECK(other.after_storing == AfterStoring::remove);
  CHECK(other.delete_after_days == 7);
  CHECK(other.poll_interval == std::chrono::hours(1));
  CHECK(std::count_if(two.settings.begin(), two.settings.end(), [](const Setting& one) {
          return one.key == "mailbox.host" && one.origin != "default";
        }) == 2);

  const MailboxOptions by_variable = load("", {{"TLSWARD_MAILBOX_NAME", "reports"},
                                               {"TLSWARD_MAILBOX_HOST", "imap.example.org"},
                                               {"TLSWARD_MAILBOX_USER", "reports"},
                                               {"TLSWARD_MAILBOX_PASSWORD_FILE", "/password"}})
                                         .config.mailboxes.at(0);
  CHECK(by_variable.server.host == "imap.example.org");

  const struct {
    std::string text;
    std::string want;
  } cases[] = {
      {mailbox_without("name"), "mailbox : has no name; add name = \"reports\""},
      {mailbox_without("host"), "mailbox reports: has no host; add host = \"imap.example.org\""},
      {mailbox_without("user"), "mailbox reports: has no user; add user = \"reports@example.org\""},
      {mailbox_without("password_file"),
       "mailbox reports: has no password_file; name the file of its password"},
      {mailbox_without("") + "auth = \"xoauth2\"\n",
       "mailbox reports: has no token; set token_command or token_file"},
      {mailbox_without("") + "after_storing = \"move\"\n",
       "mailbox reports: moves mails nowhere; set move_to to a folder"},
      {mailbox_without("") + "port = 65536\n",
       "mailbox reports: has no such port; 993 or 143 are usual"},
      {mailbox_without("") + "tls = \"ssl\"\n",
       "FILE:6:7: mailbox.tls: \"ssl\" is none of \"implicit\", \"starttls\", \"none\""},
      {first + first, "mailbox reports: is there twice; rename one"},
      {"[mailbox]\nname = \"x\"\n",
       "FILE:1:1: mailbox: is a list; write [[mailbox]] above each name"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(fault_of(text) == want);
  }
  CHECK(fault_of(first + "[[mailbox]]\nname = \"b\"\n", {{"TLSWARD_MAILBOX_HOST", "x"}}) ==
        "TLSWARD_MAILBOX_HOST: there are several [[mailbox]]; set it in the file");
}

TEST_CASE("owners have settings of their own, and the environment those of the only one") {
  const std::string text =
      "[[owner]]\nname = \"ops\"\naddresses = [\"b@example.org\", \"a@example.org\"]\n"
      "domains = [\"*.org\"]\nzone = \"Europe/Warsaw\"\nhour = \"07:30\"\nrhythm = \"weekly\"\n"
      "[[owner]]\nname = \"boss\"\nlanguage = \"pl\"\ntechnical_first = true\n"
      "[mail]\nfrom = \"tlsward@example.org\"\nhost = \"smtp.example.org\"\nport = 465\n"
      "tls = \"tls\"\nauth = \"login\"\ntimeout = \"30s\"\n";
  const LoadedConfig loaded = load(text);
  const Config& config = loaded.config;
  REQUIRE(config.owners.size() == 2);
  CHECK(config.owners[0].addresses == std::set<std::string>{"a@example.org", "b@example.org"});
  CHECK(config.owners[0].domains == std::set<std::string>{"*.org"});
  CHECK(config.owners[0].schedule.zone == "Europe/Warsaw");
  CHECK(config.owners[0].schedule.hour == std::chrono::minutes(450));
  CHECK(config.owners[0].schedule.rhythm == DigestRhythm::weekly);
  CHECK(config.owners[1].name == "boss");
  CHECK(config.owners[1].language == "pl");
  CHECK(config.owners[1].technical_first);
  CHECK_FALSE(config.owners[0].technical_first);
  CHECK_FALSE(config.owners[1].schedule.hour);
  CHECK(config.mail.server.port == 465);
  CHECK(config.mail.server.tls == SmtpTls::tls);
  CHECK(config.mail.server.auth == SmtpAuth::login);
  CHECK(config.mail.server.time == std::chrono::seconds(30));
  CHECK(std::ranges::count(loaded.settings, "owner.hour", &Setting::key) == 2);

  CHECK(load("", {{"TLSWARD_OWNER_HOUR", "08:00"}}).config.owners.at(0).schedule.hour ==
        std::chrono::hours(8));
  CHECK(fault_of(text, {{"TLSWARD_OWNER_HOUR", "08:00"}}) ==
        "TLSWARD_OWNER_HOUR: there are several [[owner]]; set it in the file");
  CHECK(fault_of("[[owner]]\nhour = \"8\"\n") ==
        "FILE:2:8: owner.hour: \"8\" is no time of day; write it like \"07:30\"");
  CHECK(fault_of("[[owner]]\nrhythm = \"monthly\"\n") ==
        "FILE:2:10: owner.rhythm: \"monthly\" is none of \"daily\", \"problems\", \"weekly\"");
}

}  // namespace tlsward
