// Tests analyzer/finding_kinds.cpp, the table analyzer/findings.txt and the words for it.
#include "analyzer/finding_kinds.h"

#include "analyzer/language.h"

#include <doctest/doctest.h>

#include <set>

namespace tlsward {
namespace {

TEST_CASE("each kind stands in the table once, with the id of its check and its rule") {
  std::set<std::string_view> keys;
  for (const FindingKind& kind : finding_kinds()) {
    CAPTURE(kind.key);
    CHECK(keys.insert(kind.key).second);
    CHECK(kind.id.size() == 5);
    CHECK(kind.id[2] == '-');
    CHECK(kind.section.starts_with("RFC "));
  }
}

TEST_CASE("each kind has its words in every language, and no other has any") {
  std::set<std::string> wanted;
  for (const FindingKind& kind : finding_kinds())
    for (const char* const part : {"", ".technical", ".fix"})
      wanted.insert("findings." + std::string(kind.key) + part);
  for (const std::string_view severity : kSeverityNames) {
    std::string key = "findings.severity-";
    for (const char c : severity)
      key += static_cast<char>(c - 'A' + 'a');
    wanted.insert(key);
  }
  for (const Language& language : languages()) {
    CAPTURE(language.code());
    std::set<std::string> keys;
    for (const auto& [key, text] : language.texts())
      if (key.starts_with("findings.")) keys.insert(key);
    CHECK(keys == wanted);
  }
}

TEST_CASE("a finding has what the table says of its kind") {
  const Finding finding = make_finding("sts-id", "id=a-b");
  CHECK(finding.id == "ST-05");
  CHECK(finding.severity == Severity::fail);
  CHECK(finding.section == "RFC 8461 section 3.1");
  CHECK(finding.explains == std::vector<std::string_view>{"sts-policy-fetch-error"});
  CHECK(finding.evidence == "id=a-b");
}

}  // namespace
}  // namespace tlsward
