#include "program/child_program.h"

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
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

namespace tlsward {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{200};  // between two looks at the stop
constexpr std::size_t kShownBytes = 300;
constexpr off_t kMostOutputBytes = 64 << 10;

std::string fault_of(std::string_view what, int error) {
  return fmt::format("{}: {}", what, std::generic_category().message(error));
}

// A descriptor that is closed with this.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }  // NOLINT(google-explicit-constructor)

 private:
  int number_;
};

// In memory, so that nobody waits for a program that does not read.
bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::lseek(file, 0, SEEK_SET) == 0;
}

// A file in memory that cannot grow: what the program writes beyond fails there.
bool bound_output(int file) {
  return ::ftruncate(file, kMostOutputBytes) == 0 && ::fcntl(file, F_ADD_SEALS, F_SEAL_GROW) == 0;
}

// A program that runs; it does not outlive this, nor do its children.
class Process {
 public:
  Process() = default;
  ~Process() {
    if (id_ == 0) return;
    ::kill(-id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Returns 0, or the error of posix_spawn().
  int start(std::vector<std::string>& words, int input, int output) {
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
    pid_t id = 0;
    const int error =
        posix_spawn(&id, arguments.front(), &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error == 0) id_ = id;
    return error;
  }

  // Its exit code, 128 + N after signal N; absent if it goes on then.
  std::optional<int> wait(SteadyClock::time_point until, const std::stop_token& stop) {
    const Descriptor end(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
    if (end < 0) throw std::system_error(errno, std::generic_category(), "pidfd_open");
    pollfd watched{end, POLLIN, 0};
    while (::poll(&watched, 1, static_cast<int>(kLook.count())) <= 0)
      if (stop.stop_requested() || SteadyClock::now() >= until) return {};
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t id_ = 0;  // 0 = none runs
};

std::string read_output(int output) {
  std::string text(static_cast<std::size_t>(::lseek(output, 0, SEEK_CUR)), '\0');  // it shares it
  const ssize_t got = ::pread(output, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

// The last line of what it wrote, after its exit code.
std::string last_words(std::string_view output, int code) {
  std::string_view text = trimmed(output);
  text.remove_prefix(text.find_last_of('\n') + 1);
  return printable(fmt::format("exit code {}{}{}", code, text.empty() ? "" : ": ", text),
                   kShownBytes);
}

}  // namespace

expected<ChildEnd, std::string> run(ChildProgram program) {
  const Descriptor input(memfd_create("input", MFD_CLOEXEC));
  if (input < 0 || !write_all(input, program.input))
    return unexpected(fault_of("a file for the input", errno));
  const Descriptor output(memfd_create("output", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (output < 0 || !bound_output(output))
    return unexpected(fault_of("a file for the output", errno));
  Process process;
  if (const int error = process.start(program.words, input, output); error != 0)
    return unexpected(fault_of(printable(program.words.front()), error));
  const auto code = process.wait(SteadyClock::now() + program.time, program.stop);
  const std::string written = read_output(output);
  return ChildEnd{code, code ? last_words(written, *code) : "", written};
}

}  // namespace tlsward
