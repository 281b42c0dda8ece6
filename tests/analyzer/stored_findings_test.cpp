// Tests analyzer/stored_findings.h.
#include "analyzer/stored_findings.h"

#include "analyzer/finding_kinds.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

Finding some_finding() {
  Finding finding = make_finding("mx-certificate-ends", "2026-12-01");
  finding.severity = Severity::info;
  finding.subject = "mx1.example.org (192.0.2.7)";
  finding.line = 3;
  finding.column = 7;
  finding.programs = {"mox", "Stalwart"};
  finding.values = {{"days", "6"}, {"names", "a \"b\""}, {"ends", "2026-12-01"}};
  return finding;
}

TEST_CASE("a finding comes back as it was, with all that its kind has") {
  const Finding before = some_finding();
  const auto after = read_stored(stored(std::vector{before, make_finding("mx-null")}));
  REQUIRE(after.size() == 2);
  CHECK(after[0].key == before.key);
  CHECK(after[0].id == "TL-12");
  CHECK(after[0].severity == before.severity);
  CHECK(after[0].section == before.section);
  CHECK(after[0].explains == before.explains);
  CHECK(after[0].subject == before.subject);
  CHECK(after[0].evidence == before.evidence);
  CHECK(after[0].line == before.line);
  CHECK(after[0].column == before.column);
  CHECK(after[0].programs == before.programs);
  CHECK(after[0].values == before.values);
  CHECK(after[1].key == "mx-null");
}

TEST_CASE("no finding is stored as none, and the same ones as the same text") {
  CHECK(read_stored(stored({})).empty());
  const std::vector one = {some_finding()};
  CHECK(stored(one) == stored(one));
}

TEST_CASE("evidence that is no UTF-8 keeps what of it is") {
  const auto after = read_stored(stored(std::vector{make_finding("sts-control", "id=\xff!")}));
  REQUIRE(after.size() == 1);
  CHECK(after[0].evidence == "id=\xef\xbf\xbd!");
}

TEST_CASE("what another version wrote is left out") {
  std::string later = stored(std::vector{some_finding(), make_finding("mx-null")});
  later.replace(later.find("mx-certificate-ends"), 19, "mx-of-later-version");
  REQUIRE(read_stored(later).size() == 1);
  CHECK(read_stored(later)[0].key == "mx-null");
  Finding without = some_finding();
  without.values.clear();
  CHECK(read_stored(stored(std::vector{without})).empty());
  CHECK(read_stored("").empty());
  CHECK(read_stored("{}").empty());
  CHECK(read_stored("[1]").empty());
}

}  // namespace
}  // namespace tlsward
