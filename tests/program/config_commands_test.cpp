// Tests program/config_commands.cpp as far as no file is touched; the rest is tested by
// tests/e2e/cli_contract.sh.
#include "program/config_commands.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("each domain has its record to publish") {
  CHECK(dns_records({"example.org", "example.com"}, "tls.example.org") ==
        "_smtp._tls.example.org. IN TXT \"v=TLSRPTv1; "
        "rua=mailto:tlsrpt@example.org,https://tls.example.org/v1/tlsrpt\"\n"
        "_smtp._tls.example.com. IN TXT \"v=TLSRPTv1; "
        "rua=mailto:tlsrpt@example.com,https://tls.example.org/v1/tlsrpt\"\n");
}

TEST_CASE("what config init is not told it does not make up") {
  const struct {
    ConfigInitFlags flags;
    std::string want;
  } cases[] = {
      {{.yes = true}, "config init: --domain is missing; add it, like --domain mail.example.org"},
      {{.domains = {"example.org"}, .yes = true},
       "config init: --hostname is missing; add it, like --hostname mail.example.org"},
      {{.domains = {"no domain"}, .yes = true},
       "--domain: \"no domain\" is no domain name; write it like mail.example.org"}};
  for (const auto& [flags, want] : cases) {
    CAPTURE(want);
    CHECK_THROWS_WITH_AS(config_init_command({}, flags), want.c_str(), UsageError);
  }
}

}  // namespace tlsward
