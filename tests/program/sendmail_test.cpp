// Tests program/sendmail.cpp with programs of its own.
#include "program/sendmail.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tlsward {

namespace {

// A mail for a and b that c has already.
OutboxMail a_mail() {
  return {.sender = "tlsward@example.org",
          .message = "Subject: x\r\n\r\n.\r\nFrom here\r\n",
          .recipients = {{.address = "a@example.org"},
                         {.address = "b@example.org"},
                         {.address = "c@example.org", .state = RecipientState::taken}}};
}

// A program in a folder of its own, which has $0.args and $0.mail beside it.
struct Fixture {
  std::string write(const std::string& body) {
    std::ofstream(program) << "#!/bin/sh\n" << body << '\n';
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return program;
  }
  std::string read(const std::string& ending) const {
    std::ifstream stream(program + ending);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  tests::TemporaryFolder folder;
  std::string program = folder / "sendmail";
};

constexpr std::chrono::seconds kTime{10};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the program gets sender and recipients as words, and lines of Unix") {
  write(R"(printf '%s\n' "$@" >"$0.args"; cat >"$0.mail")");
  const auto answers = post_by_sendmail(program, a_mail(), kTime, {});
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].address == "a@example.org");
  CHECK(answers[1].state == RecipientState::taken);
  CHECK(answers[1].answer == "exit code 0");
  CHECK(read(".args") == "-i\n-f\ntlsward@example.org\n--\na@example.org\nb@example.org\n");
  CHECK(read(".mail") == "Subject: x\n\n.\nFrom here\n");
}

TEST_CASE_FIXTURE(Fixture, "its exit code tells what became of the mail, its last line why") {
  const struct {
    int code;
    RecipientState want;
  } cases[] = {{0, RecipientState::taken},    {65, RecipientState::refused},
               {67, RecipientState::refused}, {68, RecipientState::refused},
               {75, RecipientState::waiting}, {1, RecipientState::waiting},
               {127, RecipientState::waiting}};
  for (const auto& one : cases) {
    CAPTURE(one.code);
    write(fmt::format("echo first; printf 'why \\033[2J\\n' >&2; exit {}", one.code));
    const auto answers = post_by_sendmail(program, a_mail(), kTime, {});
    CHECK(answers.front().state == one.want);
    CHECK(answers.front().answer == fmt::format("exit code {}: why \\x1b[2J", one.code));
  }
}

TEST_CASE_FIXTURE(Fixture, "the program ends at a broken pipe, which tlsward ignores") {
  auto* const before = std::signal(SIGPIPE, SIG_IGN);
  write("kill -PIPE $$");
  const auto answers = post_by_sendmail(program, a_mail(), kTime, {});
  std::signal(SIGPIPE, before);
  CHECK(answers.front().answer == "exit code 141");
}

TEST_CASE_FIXTURE(Fixture, "a program that floods, hangs or is not there ends in time") {
  write("yes");
  CHECK(post_by_sendmail(program, a_mail(), kTime, {}).front().state == RecipientState::waiting);
  write("sleep 100 & sleep 100");
  CHECK_THROWS_WITH(post_by_sendmail(program, a_mail(), std::chrono::seconds(1), {}),
                    (program + " did not end within 1 s (mail.timeout)").c_str());
  CHECK_THROWS_AS(post_by_sendmail("/nowhere/sendmail", a_mail(), kTime, {}), std::runtime_error);
}

}  // namespace tlsward
