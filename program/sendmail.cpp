#include "program/sendmail.h"

#include "analyzer/digest_mailer.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace tlsward {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{200};  // between two looks at the stop
constexpr std::size_t kShownBytes = 300;
constexpr off_t kMostOutputBytes = 64 << 10;
constexpr int kPermanent[] = {65, 67, 68};  // EX_DATAERR, EX_NOUSER, EX_NOHOST of sysexits.h

// What fails before the program runs.
[[noreturn]] void fail(const char* what) {
  throw NotHandedOver(fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

// A descriptor that is closed with this.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {
    if (number_ < 0) fail("a descriptor for sendmail");
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }  // NOLINT(google-explicit-constructor)

 private:
  int number_;
};

// In memory, so that nobody waits for a program that does not read.
void write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) fail("a mail for sendmail");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  ::lseek(file, 0, SEEK_SET);
}

// A file in memory that cannot grow: what the program writes beyond fails there.
int make_output() {
  const int file = memfd_create("output", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0 || ::ftruncate(file, kMostOutputBytes) != 0 ||
      ::fcntl(file, F_ADD_SEALS, F_SEAL_GROW) != 0)
    fail("a file for the output of sendmail");
  return file;
}

std::string with_unix_lines(const std::string& message) {
  std::string text;
  for (const char c : message)
    if (c != '\r') text += c;
  return text;
}

std::vector<std::string> words_of(const std::string& program, const OutboxMail& mail) {
  std::vector<std::string> words = {program, "-i", "-f", mail.sender, "--"};
  for (const OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == RecipientState::waiting) words.push_back(recipient.address);
  return words;
}

// A program that runs; it does not outlive this, nor do its children.
class Process {
 public:
  Process(std::vector<std::string> words, int input, int output) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;  // the daemon's threads block signals
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t pipe;  // which tlsward ignores, and what is ignored stays so in a program
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &pipe);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
      arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int error =
        posix_spawn(&id_, arguments.front(), &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error == 0) return;
    throw NotHandedOver(fmt::format("{}: {}; correct mail.sendmail", printable(words.front()),
                                    std::generic_category().message(error)));
  }
  ~Process() {
    if (ended_) return;
    ::kill(-id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Its exit code, 128 + N after signal N; absent if it goes on then.
  std::optional<int> wait(SteadyClock::time_point until, const std::stop_token& stop) {
    const auto number = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
    if (number < 0) throw std::system_error(errno, std::generic_category(), "pidfd_open");
    const Descriptor end(number);
    pollfd watched{end, POLLIN, 0};
    while (::poll(&watched, 1, static_cast<int>(kLook.count())) <= 0)
      if (stop.stop_requested() || SteadyClock::now() >= until) return {};
    int status = 0;
    ::waitpid(id_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t id_ = 0;
  bool ended_ = false;
};

// The last line of what it wrote, after its exit code.
std::string last_words(int output, int code) {
  const off_t size = ::lseek(output, 0, SEEK_CUR);  // which the program shares
  std::array<char, 2048> bytes;
  const auto room = static_cast<off_t>(bytes.size());
  const ssize_t got = ::pread(output, bytes.data(), static_cast<std::size_t>(std::min(size, room)),
                              size > room ? size - room : 0);
  std::string_view text =
      trimmed({bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))});
  text.remove_prefix(text.find_last_of('\n') + 1);
  return printable(fmt::format("exit code {}{}{}", code, text.empty() ? "" : ": ", text),
                   kShownBytes);
}

RecipientState state_after(int code) {
  if (code == 0) return RecipientState::taken;
  const bool permanent = std::ranges::find(kPermanent, code) != std::end(kPermanent);
  return permanent ? RecipientState::refused : RecipientState::waiting;
}

}  // namespace

std::vector<OutboxRecipient> post_by_sendmail(const std::string& program, const OutboxMail& mail,
                                              std::chrono::seconds time,
                                              const std::stop_token& stop) {
  const Descriptor input(memfd_create("mail", MFD_CLOEXEC));
  write_all(input, with_unix_lines(mail.message));
  const Descriptor output(make_output());
  Process process(words_of(program, mail), input, output);
  const auto code = process.wait(SteadyClock::now() + time, stop);
  if (!code)
    throw std::runtime_error(
        fmt::format("{} did not end within {} s (mail.timeout)", program, time.count()));
  std::vector<OutboxRecipient> recipients;
  for (const OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == RecipientState::waiting)
      recipients.push_back({.address = recipient.address,
                            .state = state_after(*code),
                            .answer = last_words(output, *code)});
  return recipients;
}

}  // namespace tlsward
