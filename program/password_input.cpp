#include "program/password_input.h"

#include "collector/input_file.h"
#include "program/invocation.h"
#include "program/terminal.h"
#include "schema/printable.h"
#include "web/password.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace tlsward {

namespace {

// A terminal that shows nothing of what is typed. It shows it again when this ends, also where a
// signal ends the process: that is held back until then.
class Silence {
 public:
  Silence() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
      sigaddset(&ending, number);
    pthread_sigmask(SIG_BLOCK, &ending, &mask_);
    signals_ = signalfd(-1, &ending, SFD_CLOEXEC);
    tcgetattr(STDIN_FILENO, &settings_);
    termios silent = settings_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings_);
    close(signals_);
    pthread_sigmask(SIG_SETMASK, &mask_, nullptr);  // what came ends the process here
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

  // Whether a line was typed; false: a signal came.
  bool wait() const {
    std::array<pollfd, 2> watched{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{signals_, POLLIN, 0}};
    poll(watched.data(), watched.size(), -1);
    return watched[1].revents == 0;
  }

 private:
  sigset_t mask_{};
  termios settings_{};
  int signals_ = -1;
};

// The terminal hands over a line at once.
std::string ask_silently(std::string_view question) {
  std::array<char, 4096> line;
  ssize_t length = 0;
  {
    fmt::print(stderr, "{} ", question);
    const Silence silence;
    if (silence.wait()) length = read(STDIN_FILENO, line.data(), line.size());
  }
  fmt::print(stderr, "\n");
  const std::string_view typed(line.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  return std::string(typed.substr(0, typed.find('\n')));
}

std::string ask_twice(const std::string& user) {
  const std::string password = ask_silently(fmt::format("Password of {}:", user));
  if (const auto fault = password_fault(user, password))
    throw std::runtime_error(fmt::format("the password {}; nothing is changed", *fault));
  if (ask_silently("The same again:") != password)
    throw std::runtime_error("the two passwords differ; nothing is changed, try again");
  return password;
}

// The first line, without its end.
std::string read_password(const std::string& path) {
  const std::string named = path == "-" ? "standard input" : printable(path);
  InputFile file(path);
  const auto bytes = file.read_all(
      64 * 1024, {Reason::too_large, "more than 64 KiB; its first line is to be the password"});
  if (!bytes)
    throw std::runtime_error(
        fmt::format("--password-file: {}: cannot be read: {}", named, bytes.error().detail));
  return bytes->substr(0, bytes->find_first_of("\r\n"));
}

}  // namespace

ChosenPassword choose_password(const PasswordFlags& flags, const std::string& user) {
  if (flags.generate) return {random_password(), true};
  if (!flags.file.empty()) {
    std::string password = read_password(flags.file);
    if (const auto fault = password_fault(user, password))
      throw std::runtime_error(fmt::format("--password-file: the password {}", *fault));
    return {std::move(password)};
  }
  if (can_ask()) return {ask_twice(user)};
  throw UsageError(
      "there is no terminal to type a password at; add --password-file FILE (- is standard input) "
      "or --generate");
}

}  // namespace tlsward
