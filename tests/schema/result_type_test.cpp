// schema/result_type.cpp: the registered types of RFC 8460 and nothing else.
#include "schema/result_type.h"

#include <doctest/doctest.h>

#include <cstddef>

namespace tlsward {

TEST_CASE("the eleven registered types stand in the order of RFC 8460 section 4.3") {
  struct {
    std::string_view name;
    std::string_view mechanism;
  } const wanted[] = {
      {"starttls-not-supported", "STARTTLS"},
      {"certificate-host-mismatch", "STARTTLS"},
      {"certificate-expired", "STARTTLS"},
      {"certificate-not-trusted", "STARTTLS"},
      {"validation-failure", "STARTTLS"},
      {"tlsa-invalid", "DANE"},
      {"dnssec-invalid", "DANE"},
      {"dane-required", "DANE"},
      {"sts-policy-fetch-error", "MTA-STS"},
      {"sts-policy-invalid", "MTA-STS"},
      {"sts-webpki-invalid", "MTA-STS"},
  };
  REQUIRE(result_types().size() == std::size(wanted));
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    CAPTURE(wanted[i].name);
    CHECK(result_types()[i].name == wanted[i].name);
    CHECK(name(result_types()[i].mechanism) == wanted[i].mechanism);
    CHECK(find_result_type(wanted[i].name) == &result_types()[i]);
  }
}

TEST_CASE("a type that is not registered is not found") {
  // "other" is what Stalwart sends for a type that it does not know.
  for (const auto* const text : {"", "other", "starttls", "CERTIFICATE-EXPIRED"}) {
    CAPTURE(text);
    CHECK(find_result_type(text) == nullptr);
  }
}

}  // namespace tlsward
