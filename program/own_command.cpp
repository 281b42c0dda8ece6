#include "program/own_command.h"

#include "program/child_program.h"

#include <spdlog/spdlog.h>

#include <exception>

namespace tlsward {
namespace {

constexpr std::chrono::minutes kLongest{10};

}  // namespace

std::vector<std::string> own_command(const Invocation& invocation) {
  std::vector<std::string> words = {"/proc/self/exe"};
  if (!invocation.config_file.empty())
    words.insert(words.end(), {"--config", invocation.config_file});
  if (!invocation.database.empty()) words.insert(words.end(), {"--db", invocation.database});
  return words;
}

ErrandEnd run_errand(std::vector<std::string> own_command, const ErrandWords& words,
                     const std::stop_token& stop) {
  own_command.insert(own_command.end(), words.begin(), words.end());
  try {
    auto end = run({.words = std::move(own_command), .input = {}, .time = kLongest, .stop = stop});
    if (!end) return {.code = {}, .output = end.error()};
    return {.code = end->code, .output = std::move(end->output)};
  } catch (const std::exception& error) {
    spdlog::warn("{}: {}", words.front(), error.what());
    return {.code = {}, .output = error.what()};
  }
}

}  // namespace tlsward
