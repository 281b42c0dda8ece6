// Tests analyzer/compatibility.cpp: of each text that the RFC allows, which programs refuse it.
#include "analyzer/compatibility.h"

#include "tests/support/vectors.h"

#include <doctest/doctest.h>

#include <set>

namespace tlsward {
namespace {

using tests::read_vectors;

// The letters of all programs that refuse.
std::string refusing(const std::vector<Quirk>& quirks) {
  std::set<char> letters;
  for (const Quirk& quirk : quirks)
    letters.insert(quirk.refused_by.begin(), quirk.refused_by.end());
  return {letters.begin(), letters.end()};
}

// Those whose place in what was measured is a dot.
std::string measured(const std::string& accepted_by, std::string_view programs) {
  std::set<char> letters;
  for (std::size_t i = 0; i < programs.size(); ++i)
    if (accepted_by.at(i) == '.') letters.insert(programs[i]);
  return {letters.begin(), letters.end()};
}

TEST_CASE("of each valid MTA-STS record the programs are named that refuse it, and no others") {
  for (auto& vector : read_vectors("mta_sts_record.csv")) {
    const auto record = read_mta_sts_record(vector["input"]);
    if (!record) continue;
    CAPTURE(vector["id"]);
    CHECK(refusing(quirks_of(*record)) == measured(vector["accepted_by"], "MTRFPAKSC"));
  }
}

TEST_CASE("of each valid TLSRPT record the programs are named that refuse it, and no others") {
  for (auto& vector : read_vectors("tlsrpt_record.csv")) {
    const auto record = read_tlsrpt_record(vector["input"]);
    if (!record) continue;
    CAPTURE(vector["id"]);
    CHECK(refusing(quirks_of(*record, vector["input"])) == measured(vector["usable_by"], "MPRC"));
  }
}

TEST_CASE("of each valid policy the programs are named that refuse it, and no others") {
  for (auto& vector : read_vectors("mta_sts_policy.csv")) {
    const auto policy = read_policy(vector["input"]);
    if (!policy) continue;
    CAPTURE(vector["id"]);
    CHECK(refusing(quirks_of(*policy, vector["input"])) ==
          measured(vector["accepted_by"], "MTRFPAKSC"));
  }
}

}  // namespace
}  // namespace tlsward
