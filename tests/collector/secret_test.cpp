// Tests collector/secret.cpp.
#include "collector/secret.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

namespace tlsward {

namespace {

Patience patience(std::chrono::milliseconds time = std::chrono::seconds(20)) {
  return {.deadline = ImapStream::Clock::now() + time};
}

std::string write_file(const std::string& path, const std::string& text, mode_t mode = 0600) {
  std::ofstream(path) << text;
  chmod(path.c_str(), mode);
  return path;
}

std::string fault_of(const MailboxOptions& mailbox, const Patience& patience) {
  try {
    read_secret(mailbox, patience);
  } catch (const MailServerError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a secret is the first line of its file, or of what its command prints") {
  const tests::TemporaryFolder folder;
  const std::string file = write_file(folder / "secret", "pass word\nsecond\n");
  const MailboxOptions cases[] = {
      {.password_file = file},
      {.auth = ImapAuth::xoauth2, .token_file = file},
      {.auth = ImapAuth::xoauth2, .token_command = "cat " + file},
      {.auth = ImapAuth::oauthbearer, .token_file = "/nowhere", .token_command = "cat " + file},
      {.auth = ImapAuth::oauthbearer, .token_command = "printf 'pass word'"},
  };
  for (const MailboxOptions& mailbox : cases) {
    CAPTURE(mailbox.token_command);
    CHECK(read_secret(mailbox, patience()) == "pass word");
  }
  write_file(file, "changed");
  CHECK(read_secret(cases[0], patience()) == "changed");
}

TEST_CASE("a name without a slash is a credential of systemd") {
  const tests::TemporaryFolder folder;
  write_file(folder / "imap", "secret\n");
  const MailboxOptions mailbox{.password_file = "imap"};
  unsetenv("CREDENTIALS_DIRECTORY");
  CHECK(fault_of(mailbox, patience()) ==
        "imap: is no path, and there are no credentials of systemd; write /path/to/imap");
  setenv("CREDENTIALS_DIRECTORY", (folder / "").c_str(), 1);
  CHECK(read_secret(mailbox, patience()) == "secret");
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a secret that cannot be had is told with what to do") {
  const tests::TemporaryFolder folder;
  const std::string open = write_file(folder / "open", "secret", 0644);
  const std::string empty = write_file(folder / "empty", "\n");
  const struct {
    MailboxOptions mailbox;
    std::string want;
  } cases[] = {
      {{}, "no password; set password_file"},
      {{.auth = ImapAuth::xoauth2}, "no token; set token_command or token_file"},
      {{.password_file = "/nowhere/secret"},
       "/nowhere/secret: No such file or directory; write the password or token into it"},
      {{.password_file = open}, open + ": anybody may read it; run chmod o= " + open},
      {{.password_file = empty},
       empty + ": its first line is empty; write the password or token there"},
      {{.auth = ImapAuth::xoauth2, .token_command = "true"},
       "token_command: its first line is empty; write the password or token there"},
      {{.auth = ImapAuth::xoauth2, .token_command = "echo token; exit 3"},
       "token_command failed; run it by hand as the user of tlsward"},
      {{.auth = ImapAuth::xoauth2, .token_command = "kill -9 $$"},
       "token_command failed; run it by hand as the user of tlsward"},
  };
  for (const auto& [mailbox, want] : cases) {
    CAPTURE(mailbox.token_command);
    CHECK(fault_of(mailbox, patience()) == want);
  }
}

TEST_CASE("a command ends at a broken pipe, which tlsward ignores") {
  auto* const before = std::signal(SIGPIPE, SIG_IGN);
  const std::string fault = fault_of(
      {.auth = ImapAuth::xoauth2, .token_command = "echo token; kill -PIPE $$"}, patience());
  std::signal(SIGPIPE, before);
  CHECK(fault == "token_command failed; run it by hand as the user of tlsward");
}

TEST_CASE("a command that hangs is ended, with its children, at the deadline or at a stop") {
  const MailboxOptions mailbox{.auth = ImapAuth::xoauth2,
                               .token_command = "sleep 1000 & sleep 1000"};
  CHECK(fault_of(mailbox, patience(std::chrono::milliseconds(50))) ==
        "token_command took longer than 30 s; run it by hand as the user of tlsward");
  const MailboxOptions closes{.auth = ImapAuth::xoauth2,
                              .token_command = "echo token; exec >&-; sleep 1000"};
  CHECK(fault_of(closes, patience(std::chrono::milliseconds(50))) ==
        "token_command failed; run it by hand as the user of tlsward");

  Patience stopped = patience();
  stopped.stop = eventfd(1, 0);
  CHECK_THROWS_AS(read_secret(mailbox, stopped), Stopped);
  close(stopped.stop);
}

}  // namespace tlsward
