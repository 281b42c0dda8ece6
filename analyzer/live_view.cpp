#include "analyzer/live_view.h"

#include "analyzer/finding_kinds.h"
#include "analyzer/finding_text.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr std::array<std::string_view, 5> kStates = {"confirmed", "otherwise", "gone", "untested",
                                                     "clear"};
constexpr days kPressing{7};

// What a finding is about: "mx1.example.org (192.0.2.7)", "_25._tcp.mx1.example.org".
Domain host_of(const Finding& finding) {
  std::string_view name = finding.subject;
  name = name.substr(0, name.find(" ("));
  for (const std::string_view prefix : {"_25._tcp.", "_smtp._tls.", "_mta-sts."})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return Domain(name);
}

bool ends_soon(const Finding& finding) {
  return finding.key.ends_with("-certificate-ends");
}

bool is_fault(const Finding& finding) {
  return finding.severity == Severity::fail || finding.severity == Severity::risk;
}

// A cause that is a type says more than "validation-failure", by which it may have been told.
std::vector<std::string> types_of(const CauseKey& cause,
                                  std::span<const std::string> result_types) {
  if (find_result_type(cause.cause) != nullptr) return {cause.cause};
  return {result_types.begin(), result_types.end()};
}

bool explains(const Finding& finding, const std::vector<std::string>& types) {
  return !ends_soon(finding) && std::ranges::any_of(types, [&](const std::string& type) {
    return std::ranges::find(finding.explains, type) != finding.explains.end();
  });
}

bool is_about_policy(const CauseKey& cause) {
  return cause.host == Domain("mta-sts." + cause.domain.text());
}

// At the host of the cause, or of the whole domain.
bool is_about(const Finding& finding, const CauseKey& cause) {
  const Domain host = host_of(finding);
  return is_about_policy(cause) || cause.host.empty() || host == cause.host || host == cause.domain;
}

bool is_at_host(const Finding& finding, const CauseKey& cause) {
  return is_about_policy(cause)
             ? std::ranges::any_of(finding.explains,
                                   [](std::string_view type) { return type.starts_with("sts-"); })
             : host_of(finding) == cause.host;
}

bool is_gone(const CauseKey& cause, const KeptLook& look) {
  return !is_about_policy(cause) && !cause.host.empty() && !look.mx_hosts.empty() &&
         cause.host != cause.domain &&
         std::ranges::find(look.mx_hosts, cause.host) == look.mx_hosts.end();
}

template <typename Test>
std::vector<Finding> those_of(const KeptLook& look, const Test& test) {
  std::vector<Finding> those;
  std::ranges::copy_if(look.findings, std::back_inserter(those), test);
  sort_by_severity(those);
  return those;
}

bool is_same(const Finding& one, const Finding& other) {
  return one.key == other.key && one.subject == other.subject && one.evidence == other.evidence;
}

}  // namespace

std::string_view name(LiveState state) {
  return kStates.at(static_cast<std::size_t>(state));
}

bool LiveView::shows_fault() const {
  return state == LiveState::confirmed && std::ranges::any_of(findings, [](const Finding& finding) {
           const FindingKind* const kind = find_finding_kind(finding.key);
           return kind != nullptr && kind->severity == Severity::fail &&
                  !finding.key.starts_with("drift-");
         });
}

bool has_view(const CauseKey& cause, std::span<const std::string> result_types) {
  return !types_of(cause, result_types).empty();
}

LiveView live_view(const CauseKey& cause, std::span<const std::string> result_types,
                   const KeptLook& look) {
  const std::vector<std::string> types = types_of(cause, result_types);
  LiveView view{.time = look.time, .state = LiveState::confirmed, .findings = {}};
  view.findings = those_of(look, [&](const Finding& finding) {
    return finding.severity != Severity::untested && explains(finding, types) &&
           is_about(finding, cause);
  });
  if (!view.findings.empty()) return view;
  view.state = LiveState::gone;
  if (is_gone(cause, look)) return view;
  view.state = LiveState::otherwise;
  view.findings = those_of(look, [&](const Finding& finding) {
    return is_fault(finding) && is_at_host(finding, cause);
  });
  if (!view.findings.empty()) return view;
  view.state = LiveState::untested;
  view.findings = those_of(look, [&](const Finding& finding) {
    const Domain host = host_of(finding);
    return finding.severity == Severity::untested &&
           (host == cause.host || host == cause.domain || explains(finding, types));
  });
  if (view.findings.empty()) view.state = LiveState::clear;
  return view;
}

std::vector<Finding> untold_findings(const KeptLook& look, std::span<const LiveView> told) {
  return those_of(look, [&](const Finding& finding) {
    const bool matters = is_fault(finding) || ends_soon(finding) ||
                         (finding.severity == Severity::warn && finding.key.starts_with("drift-"));
    return matters && std::ranges::none_of(told, [&](const LiveView& view) {
             return std::ranges::any_of(
                 view.findings, [&](const Finding& each) { return is_same(each, finding); });
           });
  });
}

bool is_pressing(const Finding& finding, Timestamp now) {
  // Some MX hosts are there to keep spam away, and answer nobody.
  if (finding.key == "smtp-unreachable") return false;
  if (!ends_soon(finding)) return finding.severity == Severity::fail;
  const std::optional<Day> end = parse_day(finding.evidence);
  return end && Timestamp(*end) - now < kPressing;
}

std::optional<CertificateChange> change_around(std::span<const CertificateSighting> sightings,
                                               Day since) {
  std::optional<CertificateChange> change;
  for (const CertificateSighting& now : sightings) {
    const CertificateSighting* before = nullptr;
    for (const CertificateSighting& other : sightings)
      if (other.address == now.address && other.first < now.first) before = &other;
    if (before == nullptr || now.first < Timestamp(since - days(1)) ||
        before->last >= Timestamp(since + days(2)))
      continue;
    if (!change || now.first > change->after)
      change = {.address = now.address, .before = before->last, .after = now.first};
  }
  return change;
}

std::string sentence(const LiveView& view, const CauseKey& cause, const Language& language) {
  std::string words;
  if (!view.findings.empty()) words = words_of(view.findings.front(), FindingPart::plain, language);
  if (view.state == LiveState::otherwise)
    words += ' ' + words_of(view.findings.front(), FindingPart::fix, language);
  return put_in(language.text(std::string("live.").append(name(view.state))),
                {{"when", time_in_words(view.time, language)},
                 {"host", printable(cause.host.text(), 200)},
                 {"domain", printable(cause.domain.text(), 200)},
                 {"words", words}});
}

nlohmann::ordered_json to_json(const LiveView& view, const Language& language) {
  return {{"time", format_datetime(view.time)},
          {"state", name(view.state)},
          {"findings", findings_json(view.findings, language)}};
}

}  // namespace tlsward
