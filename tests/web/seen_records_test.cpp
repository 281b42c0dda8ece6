// Tests web/seen_records.cpp: what a look's findings tell of the records that a domain publishes.
#include "web/seen_records.h"

#include "analyzer/finding_kinds.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

std::optional<KeptLook> look_with(const std::vector<const char*>& keys,
                                  std::optional<PolicyMode> mode = PolicyMode::testing) {
  KeptLook look{.time = {}, .findings = {}, .mx_hosts = {}, .mode = mode};
  for (const char* key : keys)
    look.findings.push_back(make_finding(key, "x"));
  return look;
}

TEST_CASE("the TLSRPT record is told by the findings that are about it") {
  const struct {
    std::vector<const char*> keys;
    Sighting sighting;
  } cases[] = {
      {{}, Sighting::seen},
      {{"tlsrpt-several-uris", "mx-absent", "sts-absent", "policy-redirect"}, Sighting::seen},
      {{"tlsrpt-absent"}, Sighting::absent},
      {{"tlsrpt-elsewhere"}, Sighting::absent},
      {{"tlsrpt-scheme"}, Sighting::faulty},
      {{"rua-no-mail"}, Sighting::faulty},
      {{"tlsrpt-not-ours"}, Sighting::faulty},
      {{"tlsrpt-bogus"}, Sighting::faulty},
      {{"tlsrpt-unknown"}, Sighting::unknown},
      {{"rua-no-mail", "tlsrpt-absent"}, Sighting::absent},
      {{"tlsrpt-absent", "rua-no-mail"}, Sighting::absent},
  };
  for (const auto& [keys, sighting] : cases) {
    CAPTURE(keys.size());
    if (!keys.empty()) CAPTURE(std::string(keys.front()));
    CHECK(seen_tlsrpt(look_with(keys)).sighting == sighting);
  }
  CHECK(seen_tlsrpt({}).sighting == Sighting::not_looked);
}

TEST_CASE("record and policy of MTA-STS are there together, or not") {
  const struct {
    std::vector<const char*> keys;
    std::optional<PolicyMode> mode;
    Sighting sighting;
  } cases[] = {
      {{}, PolicyMode::testing, Sighting::seen},
      {{"policy-testing", "tlsrpt-absent"}, PolicyMode::enforce, Sighting::seen},
      {{"sts-absent"}, {}, Sighting::absent},
      {{"sts-record-missing"}, PolicyMode::testing, Sighting::absent},
      {{}, PolicyMode::none, Sighting::absent},
      {{"policy-redirect"}, {}, Sighting::faulty},
      {{"policy-mode"}, {}, Sighting::faulty},
      {{"sts-unknown"}, {}, Sighting::unknown},
      {{}, {}, Sighting::unknown},
  };
  for (const auto& [keys, mode, sighting] : cases) {
    if (!keys.empty()) CAPTURE(std::string(keys.front()));
    CHECK(seen_mta_sts(look_with(keys, mode)).sighting == sighting);
  }
  CHECK(seen_mta_sts({}).sighting == Sighting::not_looked);
}

TEST_CASE("it says why it is not as it should be, and nothing of what is") {
  const SeenRecord record =
      seen_tlsrpt(look_with({"tlsrpt-scheme", "tlsrpt-several-uris", "policy-redirect"}));
  REQUIRE(record.findings.size() == 1);
  CHECK(record.findings.front().key == "tlsrpt-scheme");
  CHECK(seen_tlsrpt(look_with({"tlsrpt-absent"})).findings.empty());
  CHECK(seen_tlsrpt(look_with({"tlsrpt-elsewhere"})).findings.size() == 1);
}

}  // namespace
}  // namespace tlsward
