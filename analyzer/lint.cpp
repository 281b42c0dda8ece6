#include "analyzer/lint.h"

#include "analyzer/check_mta_sts.h"
#include "analyzer/check_tlsrpt.h"
#include "analyzer/finding_text.h"
#include "analyzer/list_output.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kStandings = {"valid", "differs", "invalid",
                                                        "unrecognized"};

// Ends in one line end, as files and pipes do.
std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::vector<Finding> judge(std::string_view text, TextKind kind, Timestamp now) {
  switch (kind) {
    case TextKind::tlsrpt_record:
      return check_tlsrpt_record(without_line_end(text));
    case TextKind::mta_sts_record:
      return check_mta_sts_record(without_line_end(text), now);
    case TextKind::policy:
      return check_mta_sts_policy(text);
    case TextKind::unknown:
      break;
  }
  return {};
}

bool is_worse_than_warned(const Finding& finding) {
  return finding.severity == Severity::fail || finding.severity == Severity::risk;
}

std::optional<std::string> mended(std::string_view text, const Lint& lint) {
  if (std::ranges::none_of(lint.findings, is_worse_than_warned)) return {};
  if (lint.kind == TextKind::tlsrpt_record) return mended_tlsrpt_record(without_line_end(text));
  return {};
}

Standing standing_of(const std::vector<Finding>& findings) {
  const auto any = [&](Severity severity) {
    return std::ranges::find(findings, severity, &Finding::severity) != findings.end();
  };
  if (any(Severity::fail)) return Standing::invalid;
  return any(Severity::risk) ? Standing::differs : Standing::valid;
}

std::vector<std::string_view> programs_in(const std::vector<Finding>& findings) {
  std::vector<std::string_view> programs;
  for (const Finding& finding : findings)
    for (const std::string_view program : finding.programs)
      if (std::ranges::find(programs, program) == programs.end()) programs.push_back(program);
  return programs;
}

std::string headline(const Lint& lint, const Language& language) {
  const std::vector<std::string> programs(lint.programs.begin(), lint.programs.end());
  return put_in(language.text(fmt::format("lint.{}", name(lint.standing))),
                {{"kind", std::string(language.text(fmt::format("lint.kind-{}", name(lint.kind))))},
                 {"programs", enumerate(programs, programs.size(), language)}});
}

}  // namespace

std::string_view name(Standing standing) {
  return kStandings[static_cast<std::size_t>(standing)];
}

Lint lint(std::string_view text, TextKind kind, Timestamp now) {
  Lint lint;
  lint.kind = kind == TextKind::unknown ? kind_of_text(text) : kind;
  if (lint.kind == TextKind::unknown) return lint;
  lint.findings = judge(text, lint.kind, now);
  sort_by_severity(lint.findings);
  lint.standing = standing_of(lint.findings);
  lint.programs = programs_in(lint.findings);
  lint.mended = mended(text, lint);
  return lint;
}

std::string lint_text(const Lint& lint, const Language& language) {
  std::string text = wrap(headline(lint, language), "", "");
  if (!lint.findings.empty()) text += '\n' + findings_text(lint.findings, language);
  if (!lint.mended) return text;
  text += fmt::format("\n{}\n", language.text("lint.mended"));
  for (const std::string_view line : split(without_line_end(*lint.mended), "\n"))
    text += printable(trimmed(line), line.size() * 8 + 3) + '\n';
  return text;
}

ordered_json lint_json(const Lint& lint, const Language& language) {
  return {{"schema", 1},
          {"kind", name(lint.kind)},
          {"verdict", name(lint.standing)},
          {"programs", lint.programs},
          {"language", language.code()},
          {"findings", findings_json(lint.findings, language)},
          {"mended", lint.mended ? ordered_json(*lint.mended) : ordered_json()}};
}

}  // namespace tlsward
