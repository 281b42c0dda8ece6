// collector/input_file.cpp: what a file is by its first bytes, and what of it is read.
#include "collector/input_file.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

using tlsward::expected;
using tlsward::InputFile;
using tlsward::InputKind;
using tlsward::kind_of;
using tlsward::Reason;
using tlsward::Rejection;
using tlsward::tests::TemporaryFolder;

namespace {

constexpr std::size_t kMost = 200'000;

expected<std::string, Rejection> read_all(const std::string& path) {
  return InputFile(path).read_all(kMost, {Reason::too_large, "too much"});
}

}  // namespace

TEST_CASE("the first bytes tell a report, a mail and an mbox apart") {
  const struct {
    std::string beginning;
    InputKind want;
  } cases[] = {
      {"From a@sender.example Mon Nov 23 10:00:00 2026\n", InputKind::mbox},
      {"From ", InputKind::mbox},
      {"\r\n\nFrom -\r\n", InputKind::mbox},
      {"From: a@sender.example\r\n", InputKind::mail},
      {"Return-Path: <>\n", InputKind::mail},
      {"\nX-Spam_Level.2:\n", InputKind::mail},
      {"{\"a\": 1}", InputKind::report},
      {"\n{", InputKind::report},
      {"\xef\xbb\xbf{", InputKind::report},
      {"\x1f\x8b\b", InputKind::report},
      {"PK\x03\x04", InputKind::report},
  };
  for (const auto& [beginning, want] : cases) {
    CAPTURE(beginning);
    CHECK(kind_of(beginning, InputKind::mail) == want);
    CHECK(kind_of(beginning, InputKind::report) == want);
  }
}

TEST_CASE("what the first bytes do not tell is what it is taken for otherwise") {
  for (const std::string beginning : {"", "\n", "<html>", "\"organization-name\": 1",
                                      "HTTP/1.1 200 OK", "from", ": x", "a b: c"}) {
    CAPTURE(beginning);
    CHECK(kind_of(beginning, InputKind::mail) == InputKind::mail);
    CHECK(kind_of(beginning, InputKind::report) == InputKind::report);
  }
}

TEST_CASE("what was looked at is read all the same, in pieces or whole") {
  const TemporaryFolder folder;
  const std::string text(100'000, 'x');
  InputFile file(folder.write("a", "first" + text));
  CHECK(file.beginning()->starts_with("firstx"));
  CHECK(file.beginning()->size() >= 512);
  std::string piece(3, '\0');
  CHECK(file.read(piece.data(), 3) == 3);
  CHECK(piece == "fir");
  CHECK(file.read_all(kMost, {}) == "st" + text);
  CHECK(file.read(piece.data(), 3) == 0);
}

TEST_CASE("a pipe that brings a byte at a time is read until it can be told") {
  const TemporaryFolder folder;
  const std::string path = folder / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const std::string text = "Received: " + std::string(2000, 'x');
  const std::jthread writing([&] {
    const int pipe = open(path.c_str(), O_WRONLY);
    for (const char c : text)
      CHECK(write(pipe, &c, 1) == 1);
    close(pipe);
  });
  InputFile file(path);
  CHECK(file.beginning()->size() >= 512);
  CHECK(file.read_all(kMost, {}) == text);
}

TEST_CASE("a file is read whole up to the cap, and says why it is not") {
  const TemporaryFolder folder;
  const std::string largest(200'000, 'x');
  const struct {
    std::string path;
    std::string want;
  } read[] = {
      {folder.write("empty", ""), ""},
      {folder.write("small", "{}"), "{}"},
      {folder.write("largest", largest), largest},
  };
  for (const auto& [path, want] : read) {
    CAPTURE(path);
    CHECK(read_all(path) == want);
  }
  const struct {
    std::string path;
    Reason reason;
    std::string detail;
  } refused[] = {
      {folder.write("large", largest + "x"), Reason::too_large, "too much"},
      {"/dev/zero", Reason::too_large, "too much"},
      {folder / "missing", Reason::unreadable, "No such file"},
      {folder.path(), Reason::unreadable, "Is a directory"},
  };
  for (const auto& [path, reason, detail] : refused) {
    CAPTURE(path);
    const auto bytes = read_all(path);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().reason == reason);
    CHECK_MESSAGE(bytes.error().detail.find(detail) != std::string::npos, bytes.error().detail);
  }
}

TEST_CASE("- is standard input, as much as there is") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  REQUIRE(write(ends[1], "{\"a\": 1}", 8) == 8);
  close(ends[1]);
  const int kept = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  CHECK(read_all("-") == "{\"a\": 1}");
  dup2(kept, STDIN_FILENO);
  close(kept);
  close(ends[0]);
}
