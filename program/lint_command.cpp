#include "program/lint_command.h"

#include "analyzer/lint.h"
#include "analyzer/list_output.h"
#include "collector/input_file.h"
#include "program/exit_codes.h"
#include "program/terminal.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

namespace tlsward {
namespace {

// Senders stop at 64 KiB; a file of more is read so far that its faults can be told.
constexpr std::size_t kMostBytes = std::size_t{1024} * 1024;

constexpr std::array kKinds = {TextKind::tlsrpt_record, TextKind::mta_sts_record, TextKind::policy};

std::string read_text(const std::string& path) {
  InputFile file(path);
  auto bytes = file.read_all(
      kMostBytes, {Reason::too_large,
                   "more than 1 MiB, which is neither a record nor a policy; pass that alone"});
  if (!bytes)
    throw std::runtime_error(fmt::format("{}: cannot be read: {}",
                                         path == "-" ? "standard input" : printable(path),
                                         bytes.error().detail));
  return *std::move(bytes);
}

TextKind kind_named(const std::string& word) {
  const auto* const found =
      std::ranges::find_if(kKinds, [&](TextKind kind) { return name(kind) == word; });
  return found == kKinds.end() ? TextKind::unknown : *found;
}

}  // namespace

int lint_command(const Invocation& invocation, const LintFlags& flags) {
  require_no_list_format(invocation, "lint");
  const Language* const language = find_language(flags.language);
  assert(language != nullptr);  // cli.cpp takes no other
  const Lint result = lint(read_text(flags.file), kind_named(flags.kind), invocation.now);
  if (invocation.format == Format::json)
    print(write_json(lint_json(result, *language)));
  else
    print(lint_text(result, *language));
  return result.standing == Standing::valid ? 0 : kFoundProblems;
}

std::vector<std::string> text_kinds() {
  std::vector<std::string> words;
  for (const TextKind kind : kKinds)
    words.emplace_back(name(kind));
  return words;
}

}  // namespace tlsward
