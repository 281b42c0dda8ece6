// Tests analyzer/record_scan.cpp: records taken apart however they are spelt.
#include "analyzer/record_scan.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("what stands where the version should is recognized") {
  struct {
    const char* text;
    Beginning want;
  } const cases[] = {{"v=TLSRPTv1; rua=mailto:a@example.com", Beginning::exact},
                     {"v=TLSRPTv1 ;rua=mailto:a@example.com", Beginning::exact},
                     {"\"v=TLSRPTv1; rua=mailto:a@example.com\"", Beginning::quoted},
                     {"v=TLSRPTv1\\; rua=mailto:a@example.com", Beginning::escaped},
                     {"v=TLSRPT1; rua=mailto:a@example.com", Beginning::spelt},
                     {"v=TLS-RPTv1; rua=mailto:a@example.com", Beginning::spelt},
                     {"v = TLSRPTv1; rua=mailto:a@example.com", Beginning::spelt},
                     {" v=TLSRPTv1; rua=mailto:a@example.com", Beginning::spelt},
                     {"v=TLSRPTv1 rua=mailto:a@example.com", Beginning::spelt},
                     {"rua=mailto:a@example.com; v=TLSRPTv1", Beginning::spelt},
                     {"v=STSv1; id=a", Beginning::swapped},
                     {"version: STSv1; mode: enforce", Beginning::policy},
                     {"v=spf1 -all", Beginning::foreign},
                     {"", Beginning::foreign}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(scan_record(c.text, "v=TLSRPTv1").beginning == c.want);
  }
}

TEST_CASE("the fields are found behind any version") {
  for (const char* const text :
       {"v=TLSRPTv1; rua=x; a=b", "v=TLSRPTv1, rua=x; a=b", "v=TLSRPTv1 rua=x; a=b",
        "rua=x; a=b; v=TLSRPTv1", "\"v=TLSRPTv1;\" \"rua = x\" ; a=b"}) {
    CAPTURE(text);
    const ScannedRecord record = scan_record(text, "v=TLSRPTv1");
    REQUIRE(record.fields.size() == 2);
    CHECK(record.fields[0].name == "rua");
    CHECK(record.fields[0].value == "x");
    CHECK(record.fields[1].text == "a=b");
  }
}

}  // namespace
}  // namespace tlsward
