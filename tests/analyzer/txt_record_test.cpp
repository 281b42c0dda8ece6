// Tests analyzer/txt_record.cpp: records as the grammars of RFC 8460 and RFC 8461 read them.
#include "analyzer/txt_record.h"

#include "tests/support/vectors.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::plain;
using tests::read_vectors;

template <typename Record>
std::string verdict(const expected<Record, RecordError>& record) {
  if (record) return "valid";
  return record.error().fault == RecordFault::not_a_record ? "not a record" : "invalid";
}

TEST_CASE("each MTA-STS record of the vectors is valid or not as the grammar says") {
  for (auto& vector : read_vectors("mta_sts_record.csv")) {
    CAPTURE(vector["id"]);
    CHECK(verdict(read_mta_sts_record(vector["input"])) == plain(vector["rfc_verdict"]));
  }
}

TEST_CASE("each TLSRPT record of the vectors is valid or not as the grammar says") {
  for (auto& vector : read_vectors("tlsrpt_record.csv")) {
    CAPTURE(vector["id"]);
    CHECK(verdict(read_tlsrpt_record(vector["input"])) == plain(vector["rfc_verdict"]));
  }
}

}  // namespace
}  // namespace tlsward
