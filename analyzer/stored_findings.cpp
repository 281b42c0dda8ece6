#include "analyzer/stored_findings.h"

#include "analyzer/finding_kinds.h"
#include "analyzer/finding_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace tlsward {
namespace {

using nlohmann::json;

json to_json(const Finding& finding) {
  json values = json::array();
  for (const auto& [key, value] : finding.values)
    values.push_back({key, value});
  return {{"key", finding.key},           {"severity", name(finding.severity)},
          {"subject", finding.subject},   {"evidence", finding.evidence},
          {"line", finding.line},         {"column", finding.column},
          {"programs", finding.programs}, {"values", std::move(values)}};
}

// Throws json::exception for what is no finding.
std::optional<Finding> finding_in(const json& stored) {
  const auto key = stored.at("key").get<std::string>();
  if (find_finding_kind(key) == nullptr) return {};
  Finding finding = make_finding(key, stored.at("evidence").get<std::string>());
  const auto severity = stored.at("severity").get<std::string>();
  const auto* const found = std::ranges::find(kSeverityNames, severity);
  if (found == kSeverityNames.end()) return {};
  finding.severity = static_cast<Severity>(found - kSeverityNames.begin());
  finding.subject = stored.at("subject").get<std::string>();
  finding.line = stored.at("line").get<std::size_t>();
  finding.column = stored.at("column").get<std::size_t>();
  finding.programs = stored.at("programs").get<std::vector<std::string>>();
  finding.values = stored.at("values").get<std::vector<std::pair<std::string, std::string>>>();
  if (!has_words(finding)) return {};
  return finding;
}

}  // namespace

std::string stored(std::span<const Finding> findings) {
  json all = json::array();
  for (const Finding& finding : findings)
    all.push_back(to_json(finding));
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<Finding> read_stored(std::string_view text) {
  std::vector<Finding> findings;
  try {
    for (const json& each : json::parse(text))
      if (std::optional<Finding> finding = finding_in(each))
        findings.push_back(*std::move(finding));
  } catch (const json::exception&) {  // of a later version
    return {};
  }
  return findings;
}

}  // namespace tlsward
