// Tests collector/imap_mailbox.cpp, and by the way collector/imap_stream.cpp, against a server that
// follows a script.
#include "collector/imap_mailbox.h"

#include "tests/support/imap_script.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace tlsward {

namespace {

using tests::ImapScript;
using Told = std::vector<std::string>;
using Uids = std::vector<Uid>;
using Rules = std::vector<ImapScript::Rule>;

Rules with_capabilities(const std::string& words, Rules rules) {
  rules.push_back({"CAPABILITY", "* CAPABILITY IMAP4rev1 " + words + "\r\nTAG OK done\r\n"});
  rules.push_back({"LOGIN", "TAG OK done\r\n"});
  rules.push_back({"SELECT",
                   "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] v\r\n* OK [UIDNEXT 5] n\r\nTAG OK "
                   "[READ-WRITE] done\r\n"});
  return rules;
}

// A mailbox on a scripted server, with INBOX selected. The mailbox goes first: the server waits for
// its end.
struct Scripted {
  explicit Scripted(Rules rules, const std::string& capabilities = "")
      : script("* OK ready\r\n", with_capabilities(capabilities, std::move(rules))) {
    mailbox.emplace(ImapServer{.host = "127.0.0.1", .port = script.port(), .tls = ImapTls::none},
                    ImapLogin{ImapAuth::password, "me", "secret"},
                    Patience{.deadline = ImapStream::Clock::now() + std::chrono::seconds(20)});
    folder = mailbox->select("INBOX");
  }

  // The last commands, from that one on.
  Told told_since(const std::string& first) {
    Told told = script.told();
    told.erase(told.begin(), std::find(told.begin(), told.end(), first));
    return told;
  }

  ImapScript script;
  std::optional<ImapMailbox> mailbox;
  ImapFolder folder;
};

std::string fetch(const std::string& items) {
  return "* 1 FETCH (" + items + ")\r\n";
}

std::string literal(const std::string& text) {
  return "{" + std::to_string(text.size()) + "}\r\n" + text;
}

}  // namespace

TEST_CASE("a folder tells its UIDVALIDITY, its next UID and how many mails it has") {
  const Scripted scripted(Rules{});
  CHECK(scripted.folder.uid_validity == 7);
  CHECK(scripted.folder.uid_next == 5);
  CHECK(scripted.folder.messages == 2);
}

TEST_CASE("a search finds each UID of the window once, in order, whatever else is told") {
  Scripted scripted(
      Rules{{"UID SEARCH",
             "* SEARCH 9 3 4294967295\r\n* 3 EXISTS\r\n* SEARCH 4 3 0\r\nTAG OK done\r\n"}});
  CHECK(scripted.mailbox->search(3, 8) == Uids{3, 4});
  CHECK(scripted.script.told().back() == "UID SEARCH UID 3:8");
}

TEST_CASE("an empty folder is not searched, for some servers call that a fault") {
  Scripted scripted(
      Rules{{"SELECT", "* 0 EXISTS\r\nTAG OK done\r\n"}, {"SEARCH", "TAG BAD none\r\n"}});
  CHECK(scripted.mailbox->search(1, 8).empty());
}

TEST_CASE("bodies come in any form and order, only those that were asked for, each once") {
  const struct {
    std::string answer;
    std::string want;  // "UID=body" of each
  } cases[] = {
      {fetch("UID 2 BODY[] " + literal("abc")), "2=abc "},
      {fetch("BODY[] " + literal("abc") + " UID 2"), "2=abc "},
      {fetch("BODY[] \"short\" UID 2"), "2=short "},
      {fetch("BODY[] NIL UID 2"), ""},
      {fetch("UID 3 BODY[] " + literal("c")) + fetch("UID 2 BODY[] " + literal("b")), "2=b 3=c "},
      {fetch("UID 2 BODY[] " + literal("b")) + fetch("UID 2 BODY[] " + literal("x")), "2=b "},
      {fetch("UID 9 BODY[] " + literal("evil")), ""},
      {fetch("BODY[] " + literal("evil")), ""},
      {fetch("FLAGS (\\Seen) UID 2") + "* 2 EXPUNGE\r\n", ""},
      {fetch("UID 2 BODY[] " + literal("")), "2= "},
      {fetch("UID 2 BODY[] " + literal(std::string("a\0b", 3))), std::string("2=a\0b ", 6)},
  };
  for (const auto& [answer, want] : cases) {
    CAPTURE(answer);
    Scripted scripted(Rules{{"UID FETCH", answer + "TAG OK done\r\n"}});
    std::string got;
    for (const FetchedMail& mail : scripted.mailbox->bodies({2, 3}, 100))
      got += std::to_string(mail.uid) + '=' + mail.bytes + ' ';
    CHECK(got == want);
    CHECK(scripted.script.told().back() == "UID FETCH 2:3 (UID BODY.PEEK[])");
  }
}

TEST_CASE("a server that refuses one mail has handed out the others, or none") {
  const std::string no = "TAG NO [SERVERBUG] no\r\n";
  Scripted some(Rules{{"UID FETCH", fetch("UID 2 BODY[] " + literal("abc")) + no}});
  CHECK(some.mailbox->bodies({2, 3}, 100).size() == 1);
  CHECK(some.mailbox->search(1, 9).empty());
  Scripted none(Rules{{"UID FETCH", fetch("UID 9 BODY[] " + literal("evil")) + no}});
  CHECK_THROWS_WITH_AS(none.mailbox->bodies({2, 3}, 100), "the server refuses UID FETCH: no",
                       MailServerError);
}

TEST_CASE("sizes are as the server says") {
  Scripted scripted(
      Rules{{"UID FETCH", fetch("UID 2 RFC822.SIZE 10") + fetch("RFC822.SIZE 4294967295 UID 5") +
                              "TAG OK done\r\n"}});
  const std::vector<MailSize> sizes = scripted.mailbox->sizes({2, 3, 5});
  REQUIRE(sizes.size() == 2);
  CHECK(sizes[0].bytes == 10);
  CHECK(sizes[1].uid == 5);
  CHECK(scripted.script.told().back() == "UID FETCH 2:3,5 (UID RFC822.SIZE)");
}

TEST_CASE("mails are moved by what the server can, and never by an expunge of others") {
  const struct {
    std::string capabilities;
    Rules rules;
    bool done;
    Told want;
  } cases[] = {
      {"MOVE UIDPLUS", {}, true, {"UID MOVE 2:3 \"a\\\"b\""}},
      {"MOVE",
       {{"MOVE", "TAG NO [TRYCREATE] none\r\n"}},
       false,
       {"UID MOVE 2:3 \"a\\\"b\"", "CREATE \"a\\\"b\"", "UID MOVE 2:3 \"a\\\"b\""}},
      {"UIDPLUS",
       {},
       true,
       {"UID COPY 2:3 \"a\\\"b\"", "UID STORE 2:3 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 2:3"}},
      {"UIDPLUS",
       {{"COPY", "TAG NO over quota\r\n"}, {"CREATE", "TAG NO exists\r\n"}},
       false,
       {"UID COPY 2:3 \"a\\\"b\"", "CREATE \"a\\\"b\""}},
      {"", {}, false, {}},
  };
  for (const auto& [capabilities, rules, done, want] : cases) {
    CAPTURE(capabilities);
    Scripted scripted(rules, capabilities);
    CHECK(scripted.mailbox->move({2, 3}, "a\"b") == done);
    CHECK(scripted.told_since(want.empty() ? "" : want.front()) == want);
  }
}

TEST_CASE("mails are deleted only where their UIDs can be named") {
  Scripted scripted(Rules{}, "UIDPLUS");
  CHECK(scripted.mailbox->remove({4}));
  CHECK(scripted.told_since("UID STORE 4 +FLAGS.SILENT (\\Deleted)").back() == "UID EXPUNGE 4");
  Scripted old(Rules{});
  CHECK_FALSE(old.mailbox->remove({4}));
  CHECK(old.told_since("SELECT INBOX").size() <= 1);
}

TEST_CASE("an answer that cannot be had ends the connection with the reason") {
  const struct {
    std::string answer;
    std::string want;
  } cases[] = {
      {"* BYE bye\r\n", "the server ends the connection: bye"},
      {"TAG NO none\r\n", "the server refuses UID SEARCH: none"},
      {"TAG BAD what\r\n", "the server does not understand: what"},
      {"99 OK done\r\n", "the server does not understand: done"},
      {"rubbish\r\n", "the server's answer cannot be read; it is tried again later"},
      {"* SEARCH {100000000}\r\n", "the server announces data where none was asked for"},
      {"* SEARCH ~{3}\r\nabc\r\n", "the server announces data where none was asked for"},
  };
  for (const auto& [answer, want] : cases) {
    CAPTURE(answer);
    Scripted scripted(Rules{{"UID SEARCH", answer}});
    CHECK_THROWS_WITH_AS(scripted.mailbox->search(1, 9), want.c_str(), MailServerError);
  }
}

TEST_CASE("a body in a form that nobody asked for is refused (RFC 3516, literal8)") {
  Scripted scripted(Rules{{"UID FETCH", fetch("UID 2 BODY[] ~{3}\r\nabc") + "TAG OK done\r\n"}});
  CHECK_THROWS_WITH_AS(scripted.mailbox->bodies({2, 3}, 100),
                       "the server's answer cannot be read; it is tried again later",
                       MailServerError);
}

TEST_CASE("a server that says nothing more is left at the deadline, whatever it began to say") {
  for (const std::string answer : {"", "* SEARCH 3", "* SEARCH 3\r\n"}) {
    CAPTURE(answer);
    Scripted scripted(Rules{{"UID SEARCH", answer}});
    const auto begin = ImapStream::Clock::now();
    scripted.mailbox->be_patient_until(begin + std::chrono::milliseconds(100));
    CHECK_THROWS_WITH_AS(scripted.mailbox->search(1, 9),
                         "no answer in time; it is tried again later", MailServerError);
    CHECK(ImapStream::Clock::now() - begin < std::chrono::seconds(5));
    CHECK_THROWS_WITH_AS(scripted.mailbox->search(1, 9),
                         "the poll takes too long; it goes on with the next one", MailServerError);
  }
}

TEST_CASE("idling ends with a mail, and not with words to keep the connection") {
  Scripted scripted(Rules{{"IDLE", "+ idling\r\n* OK Still here\r\n"}, {"DONE", "TAG OK done\r\n"}},
                    "IDLE");
  CHECK(scripted.mailbox->can_idle());
  scripted.mailbox->idle(ImapStream::Clock::now() + std::chrono::milliseconds(50));
  Scripted busy(Rules{{"IDLE", "+ idling\r\n* 3 EXISTS\r\n"}, {"DONE", "TAG OK done\r\n"}}, "IDLE");
  busy.mailbox->idle(ImapStream::Clock::now() + std::chrono::seconds(15));
  CHECK(busy.told_since("IDLE") == Told{"IDLE", "DONE"});
}

}  // namespace tlsward
