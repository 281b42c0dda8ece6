// Tests analyzer/record_name.cpp: where a record must stand that stands at a wrong name.
#include "analyzer/record_name.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("the right name is found for any wrong one") {
  struct {
    const char* name;
    const char* tlsrpt;
    const char* mta_sts;
  } const cases[] = {
      {"_smtp._tls.example.com.", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"_mta-sts.example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"_tls.example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"_smtp_tls.example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"_smtp-tlsrpt.example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"mta-sts.example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"_smtp._tls.example.com.example.com", "_smtp._tls.example.com", "_mta-sts.example.com"},
      {"_smtp._tls.a.b.c.example", "_smtp._tls.a.b.c.example", "_mta-sts.a.b.c.example"},
      {"_smtp._tls", "_smtp._tls", "_mta-sts"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.name);
    CHECK(right_name(Domain(c.name), kTlsrptLabel).text() == c.tlsrpt);
    CHECK(right_name(Domain(c.name), kMtaStsLabel).text() == c.mta_sts);
  }
}

}  // namespace
}  // namespace tlsward
