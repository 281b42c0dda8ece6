// collector/mbox.cpp: mailboxes of all writers become mails again.
#include "collector/mbox.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using tlsward::MboxMail;
using tlsward::MboxReader;
using tlsward::Reason;
using tlsward::Rejection;
using tlsward::unexpected;

namespace {

constexpr std::size_t kMost = 100'000;
const std::string kFrom = "From a@sender.example Mon Nov 23 10:00:00 2026\n";

// Hands out the text, at most so many bytes at a time.
MboxReader::Source source_of(std::string_view text, std::size_t at_a_time) {
  return [text, at_a_time](char* to, std::size_t count) mutable {
    const std::size_t size = text.copy(to, std::min(count, at_a_time));
    text.remove_prefix(size);
    return size;
  };
}

std::vector<std::string> split(std::string_view mbox, std::size_t at_a_time,
                               std::size_t most = kMost) {
  MboxReader reader(source_of(mbox, at_a_time), most);
  std::vector<std::string> mails;
  while (const auto mail = reader.next()) {
    CHECK(mail->number == mails.size() + 1);
    mails.push_back(mail->too_large ? "too large" : mail->bytes);
  }
  CHECK_FALSE(reader.fault());
  return mails;
}

void check_split(const std::string& mbox, const std::vector<std::string>& want) {
  CAPTURE(mbox);
  for (const std::size_t at_a_time : {std::numeric_limits<std::size_t>::max(), 7UL, 1UL}) {
    CAPTURE(at_a_time);
    CHECK(fmt::format("{}", fmt::join(split(mbox, at_a_time), "|")) ==
          fmt::format("{}", fmt::join(want, "|")));
  }
}

}  // namespace

TEST_CASE("each of the four writers' mailboxes gives the mails that were put into it") {
  const struct {
    std::string writer;
    std::string mbox;
    std::vector<std::string> want;
  } cases[] = {
      {"mboxo: From_ lines in texts are quoted, quoted ones are not",
       kFrom + "A: 1\n\n>From here\nto there\n\n" + kFrom + "A: 2\n\nx\n\n",
       {"A: 1\n\nFrom here\nto there\n", "A: 2\n\nx\n"}},
      {"mboxrd: quoted ones are quoted once more",
       kFrom + "A: 1\n\n>From 1\n>>From 2\n>>>From 3\n> From\n>from\n\n" + kFrom + "A: 2\n\n\n",
       {"A: 1\n\nFrom 1\n>From 2\n>>From 3\n> From\n>from\n", "A: 2\n\n"}},
      {"mboxcl: as mboxo, and the length of the quoted text is told",
       kFrom + "A: 1\nContent-Length: 12\n\n>From here\n\n\n" + kFrom +
           "Content-Length: 2\nA: 2\n\nx\n\n",
       {"A: 1\nContent-Length: 12\n\nFrom here\n\n", "Content-Length: 2\nA: 2\n\nx\n"}},
      {"mboxcl2: the length is told, and nothing is quoted",
       kFrom + "content-length:  " + std::to_string(kFrom.size() + 14) + " \nA: 1\n\nx\n\n" +
           kFrom + ">From here\n\n" + kFrom + "A: 2\nContent-Length: 2\n\nx\n\n",
       {"content-length:  " + std::to_string(kFrom.size() + 14) + " \nA: 1\n\nx\n\n" + kFrom +
            ">From here\n",
        "A: 2\nContent-Length: 2\n\nx\n"}},
  };
  for (const auto& [writer, mbox, want] : cases) {
    CAPTURE(writer);
    check_split(mbox, want);
  }
}

TEST_CASE("mails are told apart whatever their writers leave out, add or get wrong") {
  const std::string windows = "From a@sender.example Mon Nov 23 10:00:00 2026\r\n";
  const struct {
    std::string what;
    std::string mbox;
    std::vector<std::string> want;
  } cases[] = {
      {"an empty mailbox", "", {}},
      {"blank lines alone", "\n\r\n", {}},
      {"blank lines before the first", "\n\n" + kFrom + "A: 1\n\nx\n", {"A: 1\n\nx\n"}},
      {"no line feed at the end", kFrom + "A: 1\n\nx", {"A: 1\n\nx"}},
      {"no line feed behind a From_ line", "From a", {""}},
      {"no blank line between",
       kFrom + "A: 1\n\nx\n" + kFrom + "A: 2\n\ny\n",
       {"A: 1\n\nx\n", "A: 2\n\ny\n"}},
      {"no text, and no end of the header",
       kFrom + "A: 1\n" + kFrom + kFrom + "\n" + kFrom + "A: 4\n",
       {"A: 1\n", "", "", "A: 4\n"}},
      {"lines that end with CR LF",
       windows + "A: 1\r\n\r\n>From x\r\n\r\n" + windows + "A: 2\r\n\r\ny\r\n\r\n",
       {"A: 1\r\n\r\nFrom x\r\n", "A: 2\r\n\r\ny\r\n"}},
      {"CR LF and a length",
       windows + "Content-Length: 3\r\n\r\nx\r\n\r\n" + windows + "A: 2\r\n\r\n",
       {"Content-Length: 3\r\n\r\nx\r\n", "A: 2\r\n"}},
      {"text that begins so, without a date",
       kFrom + "A: 1\n\nx\n\nFrom now on\nFrom Jan at 10:30\n",
       {"A: 1\n\nx\n\nFrom now on\nFrom Jan at 10:30\n"}},
      {"a length that is too small",
       kFrom + "Content-Length: 1\n\nlong\n\n" + kFrom + "\n",
       {"Content-Length: 1\n\nlong\n", ""}},
      {"a length that leads into another mail",
       kFrom + "Content-Length: 60\n\nx\n\n" + kFrom + "A: 2\n\ny\n",
       {"Content-Length: 60\n\nx\n", "A: 2\n\ny\n"}},
      {"a length beyond the end",
       kFrom + "Content-Length: 600\n\nx\n\n" + kFrom + "A: 2\n\ny\n",
       {"Content-Length: 600\n\nx\n", "A: 2\n\ny\n"}},
      {"a length that is no number, and one beyond all",
       kFrom + "Content-Length: -2\n\nx\n\n" + kFrom +
           "Content-Length: 18446744073709551616\n\ny\n",
       {"Content-Length: -2\n\nx\n", "Content-Length: 18446744073709551616\n\ny\n"}},
      {"a length in the text",
       kFrom + "A: 1\n\nContent-Length: 60\n\nx\n\n" + kFrom + "A: 2\n\n",
       {"A: 1\n\nContent-Length: 60\n\nx\n", "A: 2\n"}},
      {"From_ lines without a date, if the first has none",
       "From nobody\nA: 1\n\nx\nFrom x\n\nFrom nobody\nA: 2\n\n",
       {"A: 1\n\nx\nFrom x\n", "A: 2\n"}},
      {"a >From line in the header", kFrom + ">From b\nA: 1\n\nx\n", {">From b\nA: 1\n\nx\n"}},
  };
  for (const auto& [what, mbox, want] : cases) {
    CAPTURE(what);
    check_split(mbox, want);
  }
}

TEST_CASE("dates are written in many ways, and people write of dates") {
  const struct {
    std::string line;
    bool begins_mail;
  } cases[] = {
      {"From a Mon Nov 23 10:00:00 2026", true},
      {"From - Mon Nov  2 10:00 2026", true},
      {"From  Mon Nov 23 10:00:00 CET 2026", true},
      {"From 18@xxx Mon Nov 23 10:00:00 +0000 2026", true},
      {"From a at sender.example  Mon Nov 23 10:00:00 2026", true},
      {"From a@b Mon, 23 Nov 2026 10:00:00 +0100", true},
      {"From a Mon Nov 23 10:00:00 2026 remote from b", true},
      {"From Monday, Nov 23 on", false},
      {"From 10:00 on in 2026", false},
      {"From Nov 2026", false},
      {"From " + std::string(1000, 'x') + " Mon Nov 23 10:00:00 2026", false},
      {" From a Mon Nov 23 10:00:00 2026", false},
      {"From: a Mon Nov 23 10:00:00 2026", false},
  };
  for (const auto& [line, begins_mail] : cases) {
    CAPTURE(line);
    const std::string mbox = kFrom + "A: 1\n\nx\n\n" + line + "\nA: 2\n\n";
    CHECK(split(mbox, 1000).size() == (begins_mail ? 2 : 1));
  }
}

TEST_CASE("a mail that is too large is passed over, however large, and the next ones are read") {
  const std::string most(kMost - 6, 'x');
  const std::string huge(3'000'000, 'x');
  const std::string large = kFrom + "A: 1\n\n";
  for (const std::size_t at_a_time : {1'000'000UL, 999UL}) {
    CAPTURE(at_a_time);
    const auto mails = split(large + most + "\n\n" + large + most + "x\n\n" + large + huge + "\n" +
                                 huge + "\n\n" + kFrom + "A: 4\n\n",
                             at_a_time, kMost + 1);
    CHECK(mails ==
          std::vector<std::string>{"A: 1\n\n" + most + "\n", "too large", "too large", "A: 4\n"});
  }
}

TEST_CASE("where reading fails it ends, without the mail that is not complete") {
  bool first = true;
  MboxReader reader(
      [&](char* to, std::size_t count) -> tlsward::expected<std::size_t, Rejection> {
        if (!std::exchange(first, false)) return unexpected(Rejection{Reason::unreadable, "why"});
        return (kFrom + "A: 1\n\n" + kFrom + "A: 2\n\n").copy(to, count);
      },
      kMost);
  CHECK(reader.next()->bytes == "A: 1\n");
  CHECK_FALSE(reader.next());
  CHECK(reader.fault() == Rejection{Reason::unreadable, "why"});
}
