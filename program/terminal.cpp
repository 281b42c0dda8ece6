#include "program/terminal.h"

#include "schema/text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <system_error>

namespace tlsward {
namespace {

constexpr std::size_t kUsualWidth = 80;

// The first of the variables that is set decides, as for setlocale(3).
bool locale_is_utf8(const TerminalFacts& facts) {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = lower_case(facts.environment(name));
    if (value.empty()) continue;
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return true;
}

std::size_t width_of(const TerminalFacts& facts) {
  if (!facts.output_is_terminal) return 0;
  const std::string text = facts.environment("COLUMNS");
  std::size_t columns = 0;
  std::from_chars(text.data(), text.data() + text.size(), columns);
  if (columns > 0) return columns;
  return facts.columns > 0 ? facts.columns : kUsualWidth;
}

}  // namespace

Terminal judge_terminal(const TerminalFacts& facts, bool no_color) {
  const auto is_set = [&](const char* name) { return !facts.environment(name).empty(); };
  const bool dumb = facts.environment("TERM") == "dumb";
  const bool forbidden = no_color || is_set("NO_COLOR");
  const bool forced = is_set("FORCE_COLOR") && facts.environment("FORCE_COLOR") != "0";
  return {.color = !forbidden && (forced || (facts.output_is_terminal && !dumb)),
          .unicode = locale_is_utf8(facts),
          .width = width_of(facts),
          .progress = facts.error_is_terminal && !dumb};
}

Terminal look_at_terminal(bool no_color) {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  return judge_terminal({.output_is_terminal = isatty(STDOUT_FILENO) == 1,
                         .error_is_terminal = isatty(STDERR_FILENO) == 1,
                         .columns = known ? size.ws_col : std::size_t{0},
                         .environment = environment_variable},
                        no_color);
}

std::string environment_variable(const char* name) {
  // Nothing in tlsward changes the environment, so reading it is safe on any thread.
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? "" : value;
}

bool can_ask() {
  return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

std::string ask(std::string_view question) {
  fmt::print(stderr, "{} ", question);
  std::string answer;
  std::getline(std::cin, answer);
  return answer;
}

void print(std::string_view text) {
  print_to_reader(text);
}

bool print_to_reader(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return true;
  if (errno == EPIPE) return false;
  throw std::runtime_error(
      fmt::format("standard output: cannot be written ({}); make room or print elsewhere",
                  std::generic_category().message(errno)));
}

}  // namespace tlsward
