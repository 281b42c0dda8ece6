// Tests analyzer/mta_sts_policy.cpp: policies as the grammar of RFC 8461 reads them.
#include "analyzer/mta_sts_policy.h"

#include "tests/support/vectors.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::plain;
using tests::read_vectors;

TEST_CASE("each policy of the vectors is valid or not as the grammar says") {
  for (auto& vector : read_vectors("mta_sts_policy.csv")) {
    CAPTURE(vector["id"]);
    CHECK((read_policy(vector["input"]) ? "valid" : "invalid") == plain(vector["rfc_verdict"]));
  }
}

TEST_CASE("each pattern of the vectors covers its host or not as the RFC says") {
  for (auto& vector : read_vectors("mx.csv")) {
    CAPTURE(vector["pattern"]);
    CAPTURE(vector["host"]);
    CHECK((covers(vector["pattern"], Domain(vector["host"])) ? "yes" : "no") ==
          plain(vector["rfc_match"]));
  }
}

}  // namespace
}  // namespace tlsward
