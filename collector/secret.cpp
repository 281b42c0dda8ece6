#include "collector/secret.h"

#include "schema/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace tlsward {

namespace {

constexpr std::chrono::seconds kCommandTime{30};
constexpr std::size_t kMostBytes = 64 << 10;

std::string path_of(const std::string& file) {
  if (file.find('/') != std::string::npos) return file;
  // systemd.exec(5), LoadCredential=
  const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
  if (folder == nullptr)
    throw MailServerError(fmt::format(
        "{}: is no path, and there are no credentials of systemd; write /path/to/{}", file, file));
  return fmt::format("{}/{}", folder, file);
}

std::string read_text(const std::string& file) {
  const std::string path = path_of(file);
  struct stat status {};
  if (stat(path.c_str(), &status) != 0)
    throw MailServerError(fmt::format("{}: {}; write the password or token into it", path,
                                      std::generic_category().message(errno)));
  if ((status.st_mode & S_IROTH) != 0)
    throw MailServerError(fmt::format("{}: anybody may read it; run chmod o= {}", path, path));
  std::ifstream stream(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  if (!stream.is_open())
    throw MailServerError(fmt::format("{}: may not be read by this user", path));
  return text;
}

// Waits until the descriptor is ready; false at the deadline.
bool wait_for(int descriptor, const Patience& patience) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(patience.deadline - ImapStream::Clock::now());
  std::array<pollfd, 2> watched{pollfd{descriptor, POLLIN, 0}, pollfd{patience.stop, POLLIN, 0}};
  const int wait = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  const int ready = ::poll(watched.data(), watched.size(), wait);
  if (ready > 0 && watched[1].revents != 0) throw Stopped();
  return ready > 0;
}

// A command that runs. Neither it nor its children outlive this.
class Command {
 public:
  explicit Command(const std::string& line) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe");
    output_ = ends[0];
    start(line, ends[1]);
    ::close(ends[1]);
  }
  ~Command() {
    ::close(output_);
    if (process_ == 0) return;
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // All it prints, up to a bound; absent if that takes too long. Throws Stopped.
  std::optional<std::string> read_all(const Patience& patience) {
    std::string text;
    while (text.size() < kMostBytes) {
      if (!wait_for(output_, patience)) return {};
      std::array<char, 4096> buffer;
      const ssize_t got = ::read(output_, buffer.data(), buffer.size());
      if (got <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

  // Waits for its end; false if it failed or goes on. Throws Stopped.
  bool succeeds(const Patience& patience) {
    if (process_ == 0) return false;
    const auto end = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
    const bool ended = wait_for(end, patience);
    ::close(end);
    int status = 0;
    if (!ended || ::waitpid(process_, &status, WNOHANG) != process_) return false;
    process_ = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  void start(const std::string& line, int output) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;  // the daemon's threads block signals
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t pipe;  // which tlsward ignores, and what is ignored stays so in a command
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &pipe);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::array<std::string, 3> words{"sh", "-c", line};
    std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    const int error =
        posix_spawn(&process_, "/bin/sh", &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) process_ = 0;
  }

  int output_ = -1;
  pid_t process_ = 0;  // 0: there is none
};

std::string run_secret_command(const std::string& line, Patience patience) {
  patience.deadline = std::min(patience.deadline, ImapStream::Clock::now() + kCommandTime);
  Command command(line);
  const auto text = command.read_all(patience);
  if (text && command.succeeds(patience)) return *text;
  throw MailServerError(fmt::format(
      "token_command {}; run it by hand as the user of tlsward",
      text ? std::string("failed") : fmt::format("took longer than {} s", kCommandTime.count())));
}

std::string first_line(std::string_view text, std::string_view origin) {
  const std::string_view secret = text.substr(0, text.find_first_of("\r\n"));
  if (secret.empty())
    throw MailServerError(
        fmt::format("{}: its first line is empty; write the password or token there", origin));
  return std::string(secret);
}

}  // namespace

std::string read_secret_file(const std::string& file) {
  return first_line(read_text(file), file);
}

std::string read_secret(const MailboxOptions& mailbox, Patience patience) {
  const bool by_command = mailbox.auth != ImapAuth::password && !mailbox.token_command.empty();
  const std::string& file =
      mailbox.auth == ImapAuth::password ? mailbox.password_file : mailbox.token_file;
  if (!by_command && file.empty())
    throw MailServerError(mailbox.auth == ImapAuth::password
                              ? "no password; set password_file"
                              : "no token; set token_command or token_file");
  const std::string text =
      by_command ? run_secret_command(mailbox.token_command, patience) : read_text(file);
  return first_line(text, by_command ? "token_command" : file);
}

}  // namespace tlsward
