#include "analyzer/check_mta_sts_policy.h"

#include "analyzer/compatibility.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/mta_sts_policy.h"
#include "analyzer/mx_pattern_faults.h"
#include "analyzer/policy_scan.h"
#include "analyzer/sts_grammar.h"
#include "analyzer/translated_words.h"
#include "analyzer/unseen_characters.h"
#include "schema/domain.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tlsward {
namespace {

constexpr std::size_t kLargest = 65'536;       // RFC 8461 section 3.3: senders may stop here
constexpr std::size_t kSmallerLimit = 64'000;  // that of mimecast's and EFF's programs
constexpr std::size_t kUsual = 4'096;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kWeek = 604'800;
constexpr std::int64_t kYear = 31'557'600;
constexpr std::size_t kMostOfAKind = 20;

using Findings = std::vector<Finding>;

bool is_fail(const Finding& finding) {
  return finding.severity == Severity::fail;
}

// Findings while lines are read.
class PolicyJudgement {
 public:
  explicit PolicyJudgement(std::string_view text) : text_(text) {}

  Findings run();

 private:
  Finding* add(std::string_view key, std::string_view evidence = {}, std::size_t line = 0,
               std::size_t most = 1);
  void judge_shape(const ScannedPolicy& scanned);
  void judge_size();
  void judge_line(const ScannedLine& line);
  void judge_letters(const ScannedLine& line);
  void judge_form(const ScannedLine& line);
  void judge_value(const ScannedLine& line);
  void judge_mode(const ScannedLine& line);
  void judge_max_age(const ScannedLine& line);
  void judge_mx(const ScannedLine& line);
  void judge_missing();
  void judge_good(const MtaStsPolicy& policy);
  void judge_ages(const MtaStsPolicy& policy);

  std::string_view text_;
  Findings findings_;
  std::set<std::string> seen_;  // of the four fields, and mx hosts as "mx HOST"
  bool is_none_ = false;
};

Finding* PolicyJudgement::add(std::string_view key, std::string_view evidence, std::size_t line,
                              std::size_t most) {
  const auto count = std::ranges::count(findings_, key, &Finding::key);
  if (static_cast<std::size_t>(count) >= most) return nullptr;
  findings_.push_back(make_finding(key, evidence));
  findings_.back().line = line;
  return &findings_.back();
}

void PolicyJudgement::judge_shape(const ScannedPolicy& scanned) {
  if (scanned.is_utf16) add("policy-utf16");
  if (scanned.has_mark) add("policy-bom", {}, 1);
  if (scanned.bare_cr != 0) add("policy-bare-cr", {}, scanned.bare_cr);
  if (scanned.crowded_line != 0) add("policy-one-line", {}, scanned.crowded_line);
  const std::string_view begin = trimmed(text_.substr(0, kUsual));
  const std::string_view first = begin.substr(0, begin.find_first_of("\r\n"));
  switch (scanned.shape) {
    case PolicyShape::lines:
      break;
    case PolicyShape::nothing:
      add("policy-empty");
      break;
    case PolicyShape::html:
      add("policy-html", first, 1);
      break;
    case PolicyShape::json:
      add("policy-json", first, 1);
      break;
    case PolicyShape::record:
      add("policy-record", first, 1);
      break;
  }
}

void PolicyJudgement::judge_size() {
  const auto told = [&](std::string_view key, std::vector<std::string> programs = {}) {
    Finding* const finding = add(key);
    finding->values = {{"count", std::to_string(text_.size())}};
    finding->programs = std::move(programs);
  };
  if (text_.size() > kLargest)
    told("policy-too-large");
  else if (text_.size() > kSmallerLimit)
    told("policy-nearly-too-large", {"mimecast's mta-sts"});
  else if (text_.size() > kUsual)
    told("policy-large");
}

void PolicyJudgement::judge_letters(const ScannedLine& line) {
  if (const auto unseen = find_unseen(line.text))
    if (Finding* const finding = add("policy-unseen", unseen->name, line.number))
      finding->column = unseen->at + 1;
  const auto control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; };
  if (std::ranges::any_of(line.text, control)) add("policy-control", line.text, line.number);
  bool changed = false;
  to_utf8(line.text, changed);
  if (changed) add("policy-not-utf8", line.text, line.number);
}

void PolicyJudgement::judge_form(const ScannedLine& line) {
  switch (line.form) {
    case LineForm::field:
      break;
    case LineForm::spelt:
      add("policy-key-form", line.text, line.number);
      break;
    case LineForm::translated: {
      Finding* const finding = add("policy-translated", line.text, line.number, 4);
      if (finding != nullptr) finding->values = {{"meant", line.name}};
      break;
    }
    case LineForm::equals:
      add("policy-equals", line.text, line.number);
      break;
    case LineForm::near: {
      Finding* const finding = add("policy-near-key", line.text, line.number, kMostOfAKind);
      if (finding != nullptr) finding->values = {{"meant", line.name}};
      break;
    }
    case LineForm::other:
      add(is_field_name(line.name) && !line.value.empty() ? "policy-field-without-meaning"
                                                          : "policy-line",
          line.text, line.number, kMostOfAKind);
      break;
    case LineForm::empty:
      add("policy-empty-line", {}, line.number);
      break;
    case LineForm::comment:
      add("policy-comment", line.text, line.number);
      break;
    case LineForm::none:
      add("policy-line", line.text, line.number);
      break;
  }
}

void PolicyJudgement::judge_mode(const ScannedLine& line) {
  is_none_ = line.value == "none";
  if (is_none_ || line.value == "enforce" || line.value == "testing") return;
  if (const auto meant = mode_meant_by(line.value)) {
    Finding* const finding = add("policy-translated", line.text, line.number, 4);
    if (finding != nullptr) finding->values = {{"meant", std::string(*meant)}};
    return;
  }
  add("policy-mode", line.text, line.number);
}

void PolicyJudgement::judge_max_age(const ScannedLine& line) {
  constexpr std::size_t digits = 10;
  if (line.value.empty() || line.value.size() > digits ||
      !std::ranges::all_of(line.value, is_digit))
    add("policy-max-age", line.text, line.number);
  else if (std::stoll(line.value) > kYear)
    add("policy-max-age-year", line.text, line.number);
}

void PolicyJudgement::judge_mx(const ScannedLine& line) {
  const std::string_view fault = key_of_mx_fault(line.value);
  if (!fault.empty()) {
    add(fault, line.text, line.number, kMostOfAKind);
    return;
  }
  if (!seen_.insert("mx " + lower_case(line.value)).second)
    add("policy-mx-twice", line.text, line.number);
  if (line.value.starts_with("*.") && line.value.find('.', 2) == std::string::npos)
    add("policy-mx-suffix", line.text, line.number);
  if (lower_case(line.value) == "*.mx.microsoft")
    add("policy-mx-microsoft", line.text, line.number);
}

void PolicyJudgement::judge_value(const ScannedLine& line) {
  if (line.has_quotes) add("policy-quotes", line.text, line.number);
  if (line.name == "mx") {
    seen_.insert("mx");
    return judge_mx(line);
  }
  if (!seen_.insert(line.name).second) return;  // the first one counts
  if (line.name == "version" && line.value != "STSv1")
    add("policy-version", line.text, line.number);
  if (line.name == "mode") judge_mode(line);
  if (line.name == "max_age") judge_max_age(line);
}

void PolicyJudgement::judge_line(const ScannedLine& line) {
  judge_letters(line);
  judge_form(line);
  const bool is_meant = line.form == LineForm::field || line.form == LineForm::spelt ||
                        line.form == LineForm::translated || line.form == LineForm::equals;
  if (is_meant) judge_value(line);
}

void PolicyJudgement::judge_missing() {
  if (!seen_.contains("version")) add("policy-no-version");
  if (!seen_.contains("mode")) add("policy-no-mode");
  if (!seen_.contains("max_age")) add("policy-no-max-age");
  if (!seen_.contains("mx") && !is_none_) add("policy-no-mx");
}

void PolicyJudgement::judge_ages(const MtaStsPolicy& policy) {
  const std::string age = fmt::format("max_age: {}", policy.max_age);
  if (policy.max_age == 0 || policy.mode == PolicyMode::none) return;
  if (policy.max_age < kDay)
    add("policy-max-age-day", age);
  else if (policy.max_age < kWeek && policy.mode == PolicyMode::enforce)
    add("policy-max-age-week", age);
}

void PolicyJudgement::judge_good(const MtaStsPolicy& policy) {
  for (const Quirk& quirk : quirks_of(policy, text_)) {
    if (quirk.key == "field-without-meaning") continue;  // its line was judged
    if (Finding* const finding =
            add(fmt::format("policy-{}", quirk.key), quirk.evidence, quirk.line))
      finding->programs =
          senders_with_mta_sts(fmt::format("{}{}", quirk.refused_by, quirk.read_otherwise_by));
  }
  if (policy.fields.front().name != "version") add("policy-version-not-first", {}, 1);
  if (policy.mode == PolicyMode::testing) add("policy-testing");
  if (policy.mode == PolicyMode::none) add("policy-none");
  judge_ages(policy);
}

Findings PolicyJudgement::run() {
  const ScannedPolicy scanned = scan_policy(text_);
  judge_shape(scanned);
  judge_size();
  for (const ScannedLine& line : scanned.lines)
    judge_line(line);
  if (scanned.shape == PolicyShape::lines) judge_missing();
  const auto policy = read_policy(text_);
  if (policy)
    judge_good(*policy);
  else if (std::ranges::none_of(findings_, is_fail))
    add("policy-line", {}, policy.error().line);
  // What would be a fault elsewhere is allowed in a field that nobody knows or that is repeated.
  for (Finding& finding : findings_)
    if (policy && is_fail(finding) && finding.key != "policy-too-large")
      finding.severity = Severity::warn;
  return std::move(findings_);
}

// What was meant by the mode; "" where that cannot be told.
std::string mended_mode(std::string_view value) {
  const std::string lower = lower_case(value);
  if (lower == "enforced") return "enforce";
  const bool is_mode = lower == "enforce" || lower == "testing" || lower == "none";
  return std::string(is_mode ? lower : mode_meant_by(value).value_or(""));
}

std::string mended_max_age(std::string_view value) {
  std::string digits;
  for (const char c : value) {
    if (c == '.') break;
    if (is_digit(c)) digits += c;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  constexpr std::size_t most = 9;  // more is over a year
  if (digits.empty() || value.starts_with('-')) return std::to_string(kWeek);
  const bool too_large = digits.size() > most || std::stoll(digits) > kYear;
  return too_large ? std::to_string(kYear) : digits;
}

// The values of a policy as they were meant.
struct MendedPolicy {
  std::string mode;
  std::string max_age = std::to_string(kWeek);
  std::vector<std::string> mx;
  bool whole = true;  // no host is lost
};

void mend_mx(std::string_view value, MendedPolicy& policy) {
  const std::vector<std::string> hosts = mended_mx(value);
  policy.whole &= !hosts.empty();
  for (const std::string& host : hosts)
    if (std::ranges::find(policy.mx, host) == policy.mx.end()) policy.mx.push_back(host);
}

MendedPolicy mend(const ScannedPolicy& scanned) {
  MendedPolicy policy;
  std::set<std::string> seen;
  for (const ScannedLine& line : scanned.lines) {
    if (line.form == LineForm::other || line.name.empty()) continue;
    if (line.name == "mx")
      mend_mx(line.value, policy);
    else if (!seen.insert(line.name).second)
      continue;
    else if (line.name == "mode")
      policy.mode = mended_mode(line.value);
    else if (line.name == "max_age")
      policy.max_age = mended_max_age(line.value);
  }
  return policy;
}

}  // namespace

std::vector<Finding> check_mta_sts_policy(std::string_view text) {
  return PolicyJudgement(text).run();
}

std::optional<std::string> mended_mta_sts_policy(std::string_view text) {
  const MendedPolicy policy = mend(scan_policy(text));
  if (!policy.whole || policy.mode.empty() || policy.mx.empty()) return {};
  std::string mended = fmt::format("version: STSv1\r\nmode: {}\r\n", policy.mode);
  for (const std::string& host : policy.mx)
    mended += fmt::format("mx: {}\r\n", host);
  return mended + fmt::format("max_age: {}\r\n", policy.max_age);
}

}  // namespace tlsward
