// Tests collector/imap_framing.cpp.
#include "collector/imap_framing.h"

#include "collector/mail_server_error.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace tlsward {

namespace {

constexpr std::size_t kLiteralBytes = 100;

// What libetpan is handed of the bytes, which come in pieces of that size.
std::string inspected(std::string bytes, std::size_t piece) {
  ImapFraming framing;
  framing.begin_answer(kLiteralBytes);
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    framing.inspect(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
  return bytes;
}

// What is thrown for the bytes, "" for nothing.
std::string fault_of(const std::string& bytes, std::size_t piece) {
  try {
    inspected(bytes, piece);
  } catch (const MailServerError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("answers that may be parsed pass, however the network cuts them") {
  const std::string cases[] = {
      "* OK ready\r\n",
      "* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n1 OK done\r\n",
      "* 1 FETCH (UID 1 BODY[] {5}\r\n* BYE)\r\n1 OK done\r\n",
      "* 1 FETCH (UID 1 BODY[] {7}\r\n* BYE\r\n)\r\n1 OK done\r\n",
      "* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n* 2 FETCH (UID 2 BODY[] {3}\r\n((()\r\n1 OK\r\n",
      "* 1 FETCH (UID 1 BODY[] {3}\r\nabc FLAGS ())\r\n",
      "* 1 FETCH (UID 1 BODY[] {5}\r\nhello\r\n1 OK\r\n",  // no end of its own: libetpan's fault
      "* OK goodbye is no farewell\r\n",
      "1 NO [ALERT] text with {braces}\r\n",
  };
  for (const std::string& bytes : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
      CAPTURE(bytes);
      CAPTURE(piece);
      CHECK(inspected(bytes, piece) == bytes);
    }
  }
}

TEST_CASE("the flags in a response code are none to libetpan, and all else is as it came") {
  const std::pair<std::string, std::string> cases[] = {
      {"* OK [PERMANENTFLAGS (\\Seen \\*)] (text)\r\n",
       "* OK [PERMANENTFLAGS <\\Seen \\*>] (text)\r\n"},
      {"* OK [PERMANENTFLAGS (\x01\r\n* SEARCH (MODSEQ 1)\r\n",
       "* OK [PERMANENTFLAGS <\x01\r\n* SEARCH (MODSEQ 1)\r\n"},
      {"1 NO [BADCHARSET (UTF-8)] [no (t)]\r\n", "1 NO [BADCHARSET <UTF-8>] [no (t)]\r\n"},
      {"* 1 FETCH (BODY[TEXT (x)] {3}\r\n[(] UID 1)\r\n",
       "* 1 FETCH (BODY[TEXT (x)] {3}\r\n[(] UID 1)\r\n"},
  };
  for (const auto& [bytes, want] : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
      CAPTURE(piece);
      CHECK(inspected(bytes, piece) == want);
    }
  }
}

TEST_CASE("what libetpan does not survive is refused, whatever the pieces") {
  const struct {
    std::string bytes;
    std::string want;
  } cases[] = {
      {"* BYE too many\x1b connections\r\n",
       "the server ends the connection: too many\\x1b connections"},
      {" *  bye\n", "the server ends the connection:"},
      {"* 1 FETCH (BODY[] {4000000000}\r\n",
       "the server announces 4000000000 bytes at once, where 100 were the most that was expected"},
      {"* 1 FETCH (BODY[] {99999999999999999999999}\r\n",
       "the server announces 99999999999999999999 bytes at once, where 100 were the most that was "
       "expected"},
      {"* 1 FETCH (BODY[] {60}\r\n" + std::string(60, 'x') + ")\r\n* 2 FETCH (BODY[] {41}\r\n",
       "the server announces 41 bytes at once, where 40 were the most that was expected"},
      {"* OK some text {5}\r\n* BYE", "the server announces data where none was asked for"},
      {"1 OK {5}\r\n", "the server announces data where none was asked for"},
      {"* 1 FETCH " + std::string(33, '('),
       "the server nests parentheses deeper than any answer needs"},
      {"* OK " + std::string(ImapFraming::kMaxTextBytes, 'x'),
       "the server answers with more than 1024 KiB of text where a few lines were expected"},
  };
  for (const auto& [bytes, want] : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
      CAPTURE(bytes.substr(0, 80));
      CAPTURE(piece);
      CHECK(fault_of(bytes, piece) == want);
    }
  }
}

TEST_CASE("each answer has the whole of what an answer may have") {
  ImapFraming framing;
  std::string line = "* OK " + std::string(ImapFraming::kMaxTextBytes - 100, 'x') + "\r\n";
  for (int answer = 0; answer < 3; ++answer) {
    framing.begin_answer(10);
    CHECK_NOTHROW(framing.inspect(line));
    std::string mail = "* 1 FETCH (BODY[] {10}\r\n0123456789)\r\n";
    CHECK_NOTHROW(framing.inspect(mail));
  }
}

}  // namespace tlsward
