#include "analyzer/lint.h"

#include "analyzer/check_mta_sts.h"
#include "analyzer/check_mta_sts_policy.h"
#include "analyzer/check_tlsrpt.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/finding_text.h"
#include "analyzer/list_output.h"
#include "analyzer/record_name.h"
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

constexpr std::size_t kMostElsewhere = 5;  // that are told of

// Where the record stands at another name than senders ask for.
void judge_name(const PastedText& pasted, std::vector<Finding>& findings) {
  const bool tlsrpt = pasted.kind == TextKind::tlsrpt_record;
  const Domain right = right_name(pasted.name, tlsrpt ? kTlsrptLabel : kMtaStsLabel);
  if (pasted.name.empty() || pasted.name == right) return;
  Finding finding =
      make_finding(tlsrpt ? "tlsrpt-wrong-name" : "sts-wrong-name", pasted.name.text());
  finding.values = {{"right", right.text()}};
  findings.push_back(std::move(finding));
}

std::vector<Finding> judge(const PastedText& pasted, Timestamp now) {
  if (pasted.kind == TextKind::policy) return check_mta_sts_policy(pasted.texts.front());
  std::vector<Finding> findings =
      pasted.kind == TextKind::tlsrpt_record
          ? check_tlsrpt_records(pasted.texts, domain_of_record(pasted.name))
          : check_mta_sts_records(pasted.texts, now);
  judge_name(pasted, findings);
  for (std::size_t i = 0; i < std::min(pasted.elsewhere.size(), kMostElsewhere); ++i)
    findings.push_back(make_finding("record-elsewhere", pasted.elsewhere[i]));
  if (pasted.texts.empty()) findings.push_back(make_finding("nothing-pasted"));
  return findings;
}

bool is_worse_than_warned(const Finding& finding) {
  return finding.severity == Severity::fail || finding.severity == Severity::risk;
}

// The record to mend: the one that is to be kept.
std::string_view first_record(const PastedText& pasted) {
  const auto found = std::ranges::find_if(pasted.texts, [](const std::string& text) {
    return text.starts_with("v=TLSRPTv1") || text.starts_with("v=STSv1");
  });
  return found == pasted.texts.end() ? pasted.texts.front() : *found;
}

std::optional<std::string> mended(const PastedText& pasted, const Lint& lint, Timestamp now) {
  if (pasted.texts.empty() || std::ranges::none_of(lint.findings, is_worse_than_warned)) return {};
  const std::string_view text = first_record(pasted);
  if (lint.kind == TextKind::tlsrpt_record) return mended_tlsrpt_record(text);
  if (lint.kind == TextKind::policy) return mended_mta_sts_policy(text);
  return mended_mta_sts_record(text, now);
}

Standing standing_of(const std::vector<Finding>& findings) {
  const auto any = [&](Severity severity) {
    return std::ranges::find(findings, severity, &Finding::severity) != findings.end();
  };
  if (any(Severity::fail)) return Standing::invalid;
  return any(Severity::risk) ? Standing::differs : Standing::valid;
}

std::vector<std::string> programs_in(const std::vector<Finding>& findings) {
  std::vector<std::string> programs;
  for (const Finding& finding : findings)
    for (const std::string& program : finding.programs)
      if (std::ranges::find(programs, program) == programs.end()) programs.push_back(program);
  return programs;
}

}  // namespace

std::string_view name(Standing standing) {
  return kStandings[static_cast<std::size_t>(standing)];
}

Lint lint(std::string_view text, TextKind kind, Timestamp now) {
  const PastedText pasted = read_pasted(text, kind);
  Lint lint;
  lint.kind = pasted.kind;
  lint.name = pasted.name;
  if (lint.kind == TextKind::unknown) return lint;
  lint.findings = judge(pasted, now);
  sort_by_severity(lint.findings);
  lint.standing = standing_of(lint.findings);
  lint.programs = programs_in(lint.findings);
  lint.mended = mended(pasted, lint, now);
  return lint;
}

std::string headline(const Lint& lint, const Language& language) {
  return put_in(language.text(fmt::format("lint.{}", name(lint.standing))),
                {{"kind", std::string(language.text(fmt::format("lint.kind-{}", name(lint.kind))))},
                 {"programs", enumerate(lint.programs, lint.programs.size(), language)}});
}

std::string lint_text(const Lint& lint, const Language& language) {
  std::string text = wrap(headline(lint, language), "", "");
  if (!lint.findings.empty()) text += '\n' + findings_text(lint.findings, language);
  if (!lint.mended) return text;
  text += fmt::format("\n{}\n", language.text("lint.mended"));
  for (const std::string_view line : split(trimmed(*lint.mended), "\n"))
    text += printable(trimmed(line), line.size() * 8 + 3) + '\n';
  return text;
}

ordered_json lint_json(const Lint& lint, const Language& language) {
  return {{"schema", 1},
          {"kind", name(lint.kind)},
          {"name", lint.name.empty() ? ordered_json() : ordered_json(lint.name.text())},
          {"verdict", name(lint.standing)},
          {"programs", lint.programs},
          {"language", language.code()},
          {"findings", findings_json(lint.findings, language)},
          {"mended", lint.mended ? ordered_json(*lint.mended) : ordered_json()}};
}

}  // namespace tlsward
