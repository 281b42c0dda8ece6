#include "analyzer/generate.h"

#include "analyzer/check_mta_sts.h"
#include "analyzer/check_mta_sts_policy.h"
#include "analyzer/check_tlsrpt.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/finding_text.h"
#include "analyzer/hosted_policy.h"
#include "analyzer/record_name.h"
#include "analyzer/txt_record.h"
#include "analyzer/wording.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kLongestString = 255;  // bytes of one string (RFC 1035 section 3.3)

std::string whole_name(const Publication& publication) {
  return fmt::format("{}.{}", publication.label, publication.domain.text());
}

std::string policy_url(const Publication& publication) {
  return fmt::format("https://mta-sts.{}/.well-known/mta-sts.txt", publication.domain.text());
}

std::string paragraph(const Language& language, std::string_view key, const std::string& text) {
  return fmt::format("\n{}\n{}\n", language.text(key), text);
}

}  // namespace

std::optional<Publication> generate_tlsrpt(const Domain& domain,
                                           const std::vector<std::string>& rua) {
  const std::string wanted = fmt::format("v=TLSRPTv1; rua={}", fmt::join(rua, ","));
  const auto record = mended_tlsrpt_record(wanted);
  if (!record) return {};
  const auto read = read_tlsrpt_record(*record);
  if (!read || read->rua.size() != rua.size()) return {};
  std::vector<Finding> findings = check_tlsrpt_record(*record, domain);
  sort_by_severity(findings);
  return Publication{.domain = domain,
                     .label = std::string(kTlsrptLabel),
                     .record = *record,
                     .policy = {},
                     .findings = std::move(findings)};
}

Publication generate_mta_sts(const Domain& domain, const PolicyTerms& terms, Timestamp now) {
  Publication publication{.domain = domain,
                          .label = std::string(kMtaStsLabel),
                          .record = {},
                          .policy = policy_text(terms),
                          .findings = {}};
  publication.record = policy_record(policy_id(now, publication.policy));
  publication.findings = check_mta_sts_policy(publication.policy);
  if (terms.mode == PolicyMode::enforce) {
    publication.findings.push_back(make_finding("policy-enforce-made", "mode: enforce"));
    publication.findings.back().values = {{"count", std::to_string(terms.max_age)}};
  }
  sort_by_severity(publication.findings);
  return publication;
}

std::string zone_line(const Publication& publication) {
  std::string line = fmt::format("{}. 300 IN TXT", whole_name(publication));
  for (std::size_t at = 0; at < publication.record.size(); at += kLongestString)
    line += fmt::format(" \"{}\"", publication.record.substr(at, kLongestString));
  return line;
}

std::string publication_text(const Publication& publication, const Language& language) {
  std::string text;
  if (!publication.policy.empty()) {
    std::string lines = publication.policy;
    std::erase(lines, '\r');
    lines.pop_back();
    text += put_in(language.text("generate.policy"), {{"url", policy_url(publication)}});
    text += '\n' + lines + "\n\n" + wrap(language.text("generate.then"), "", "") + '\n';
  }
  text += fmt::format("{}\n{}\n", language.text("generate.zone"), zone_line(publication));
  text += paragraph(language, "generate.panel",
                    put_in(language.text("generate.panel-fields"),
                           {{"label", publication.label}, {"name", whole_name(publication)}}) +
                        '\n' + publication.record);
  if (publication.findings.empty()) return text;
  return text + fmt::format("\n{}\n\n{}", language.text("generate.costs"),
                            findings_text(publication.findings, language));
}

ordered_json publication_json(const Publication& publication, const Language& language) {
  const bool has_policy = !publication.policy.empty();
  return {{"schema", 1},
          {"domain", publication.domain.text()},
          {"name", whole_name(publication)},
          {"record", publication.record},
          {"zone", zone_line(publication)},
          {"policy", has_policy ? ordered_json(publication.policy) : ordered_json()},
          {"policy_url", has_policy ? ordered_json(policy_url(publication)) : ordered_json()},
          {"language", language.code()},
          {"findings", findings_json(publication.findings, language)}};
}

}  // namespace tlsward
