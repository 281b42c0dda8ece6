#include "program/policy_hook.h"

#include "program/child_program.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace tlsward {
namespace {

constexpr std::chrono::seconds kTime{60};

std::optional<std::string> call(std::vector<std::string> words) {
  const std::string program = printable(words.front(), 200);
  const auto end = run({.words = std::move(words), .input = {}, .time = kTime, .stop = {}});
  if (!end) return fmt::format("hosting.hook: {}", end.error());
  if (!end->code)
    return fmt::format("hosting.hook: {} did not end within {} s", program, kTime.count());
  if (*end->code == 0) return {};
  return fmt::format("hosting.hook: {}: {}", program, end->last_words);
}

}  // namespace

std::optional<std::string> set_record(const std::string& program, const Domain& domain,
                                      const std::string& record) {
  return call({program, "set", domain.text(), record});
}

std::optional<std::string> remove_record(const std::string& program, const Domain& domain) {
  return call({program, "remove", domain.text()});
}

}  // namespace tlsward
