// Tests analyzer/finding_text.cpp: findings in words, for people and programs.
#include "analyzer/finding_text.h"

#include "analyzer/finding_kinds.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

TEST_CASE(
    "a finding tells its severity, check, place and evidence, then what it means and what to do") {
  Finding finding = make_finding("policy-mode", "mode: Enforce");
  finding.line = 2;
  const std::vector<Finding> findings = {finding};
  const std::string text = findings_text(findings);
  CHECK(text.starts_with("FAIL PP-03, line 2: mode: Enforce\n  \"mode: Enforce\" is no mode,"));
  CHECK(text.find("\n  -> Write mode: enforce, mode: testing or mode: none\n") !=
        std::string::npos);
  CHECK(findings_text(findings, *find_language("pl")).starts_with("BŁĄD PP-03, wiersz 2: "));
}

TEST_CASE("what strangers wrote cannot steer a terminal, nor is it put in twice") {
  const Finding finding = make_finding("tlsrpt-scheme", "\x1b[2J{line}\xff");
  CHECK(words_of(finding, FindingPart::plain)
            .starts_with("\\x1b[2J{line}\xEF\xBF\xBD is no mailto:"));
  const auto json = findings_json(std::vector<Finding>{finding});
  CHECK(json[0]["evidence"] == "\x1b[2J{line}\xEF\xBF\xBD");
  CHECK(json[0]["id"] == "TR-06");
  CHECK(json[0]["line"].is_null());
  CHECK(json[0]["subject"].is_null());
}

TEST_CASE("every kind has words that its values complete, in every language") {
  for (const FindingKind& kind : finding_kinds()) {
    CAPTURE(kind.key);
    Finding finding = make_finding(kind.key, "EVIDENCE");
    finding.values = {{"count", "2"},
                      {"one", "ns1 (192.0.2.1): v=STSv1; id=1"},
                      {"other", "ns2 (192.0.2.2): v=STSv1; id=2"},
                      {"suggested", "a1"},
                      {"right", "b"},
                      {"meant", "mx"},
                      {"begins", "2026-11-29"},
                      {"ends", "2026-11-29"},
                      {"days", "5"},
                      {"host", "mx.example"},
                      {"issuer", "CN = CA"},
                      {"names", "a.example, b.example"},
                      {"name", "_25._tcp.mx.example"},
                      {"wanted", "3 1 1 ab"},
                      {"since", "2026-11-20"},
                      {"used", "2026-11-19"},
                      {"begun", "2026-11-18"},
                      {"until", "2026-11-30"},
                      {"record", "v=STSv1; id=1"},
                      {"before", "1"},
                      {"day", "2026-11-28"},
                      {"mode", "testing"},
                      {"sessions", "12"}};
    finding.programs = {"mox"};
    for (const Language& language : languages())
      for (const FindingPart part : {FindingPart::plain, FindingPart::technical, FindingPart::fix})
        CHECK(words_of(finding, part, language).find('{') == std::string::npos);
  }
}

TEST_CASE("the worst comes first, and what is equally bad stays in its order") {
  std::vector<Finding> findings = {
      make_finding("tlsrpt-several-uris", "1"), make_finding("tlsrpt-field", "2"),
      make_finding("tlsrpt-field-without-meaning", "3"), make_finding("tlsrpt-version", "4")};
  sort_by_severity(findings);
  std::string order;
  for (const Finding& finding : findings)
    order += finding.evidence;
  CHECK(order == "2413");
}

}  // namespace
}  // namespace tlsward
