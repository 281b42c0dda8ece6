#include "web/seen_records.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace tlsward {
namespace {

// By ids and keys of analyzer/findings.txt.
struct RecordFindings {
  std::span<const std::string_view> ids;     // how those begin that are about it
  std::span<const std::string_view> absent;  // keys; the first says nothing more
};

constexpr std::array<std::string_view, 2> kTlsrptIds{"TR-", "RU-"};
constexpr std::array<std::string_view, 2> kTlsrptAbsent{"tlsrpt-absent", "tlsrpt-elsewhere"};
constexpr std::array<std::string_view, 3> kStsIds{"ST-", "PF-", "PP-"};
constexpr std::array<std::string_view, 3> kStsAbsent{"sts-absent", "sts-elsewhere",
                                                     "sts-record-missing"};
constexpr RecordFindings kTlsrpt{kTlsrptIds, kTlsrptAbsent};
constexpr RecordFindings kMtaSts{kStsIds, kStsAbsent};

bool is_absence(const Finding& finding, const RecordFindings& record) {
  return std::ranges::find(record.absent, finding.key) != record.absent.end();
}

SeenRecord seen(const KeptLook& look, const RecordFindings& record) {
  SeenRecord found{.sighting = Sighting::seen, .findings = {}};
  bool is_unknown = false;
  for (const Finding& finding : look.findings) {
    const bool is_about_it = std::ranges::any_of(
        record.ids, [&](std::string_view begin) { return finding.id.starts_with(begin); });
    if (!is_about_it) continue;
    const bool is_fault = finding.severity == Severity::fail || finding.severity == Severity::risk;
    const bool is_untested = finding.severity == Severity::untested && finding.id.ends_with("-01");
    if (is_absence(finding, record))
      found.sighting = Sighting::absent;
    else if (is_fault && found.sighting != Sighting::absent)
      found.sighting = Sighting::faulty;
    is_unknown |= is_untested;
    const bool says_more = finding.key != record.absent.front();
    if (says_more && (is_absence(finding, record) || is_fault || is_untested))
      found.findings.push_back(finding);
  }
  if (is_unknown && found.sighting == Sighting::seen) found.sighting = Sighting::unknown;
  return found;
}

}  // namespace

SeenRecord seen_tlsrpt(const std::optional<KeptLook>& look) {
  return look ? seen(*look, kTlsrpt) : SeenRecord{};
}

SeenRecord seen_mta_sts(const std::optional<KeptLook>& look) {
  if (!look) return {};
  SeenRecord found = seen(*look, kMtaSts);
  if (found.sighting == Sighting::seen && !look->mode) found.sighting = Sighting::unknown;
  if (found.sighting == Sighting::seen && look->mode == PolicyMode::none)
    found.sighting = Sighting::absent;
  return found;
}

}  // namespace tlsward
