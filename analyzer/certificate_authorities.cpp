#include "analyzer/certificate_authorities.h"

#include "schema/text.h"

#include "embedded/certificate_authorities.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tlsward {
namespace {

// The names that stand for the issuer; none where it is not known.
std::vector<std::string_view> names_for(const std::string& issuer) {
  std::vector<std::string_view> names;
  for (const std::string_view line : split(embedded::certificate_authorities[0].second, "\n")) {
    const auto colon = line.find(':');
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    if (issuer.find(line.substr(0, colon)) == std::string::npos) continue;
    for (const std::string_view name : split(line.substr(colon + 1), ","))
      names.push_back(trimmed(name));
  }
  return names;
}

// "letsencrypt.org; accounturi=..." without its parameters; "" lets nobody.
std::string issuer_in(const CaaRecord& record) {
  return lower_case(trimmed(std::string_view(record.value).substr(0, record.value.find(';'))));
}

}  // namespace

bool may_issue(std::span<const CaaRecord> records, const std::string& issuer, bool wildcard) {
  const auto with_tag = [&](std::string_view tag) {
    std::vector<std::string> issuers;
    for (const CaaRecord& record : records)
      if (lower_case(record.tag) == tag) issuers.push_back(issuer_in(record));
    return issuers;
  };
  // RFC 8659 section 4.3: "issuewild" alone counts for wildcards where there is any.
  std::vector<std::string> issuers = wildcard ? with_tag("issuewild") : std::vector<std::string>{};
  if (issuers.empty()) issuers = with_tag("issue");
  if (issuers.empty()) return true;
  if (std::ranges::all_of(issuers, &std::string::empty)) return false;
  const std::vector<std::string_view> names = names_for(issuer);
  return names.empty() || std::ranges::any_of(issuers, [&](const std::string& name) {
           return std::ranges::find(names, name) != names.end();
         });
}

}  // namespace tlsward
