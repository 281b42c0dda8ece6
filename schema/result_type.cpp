// The registered result types. A new one is a line here and its text in analyzer/remedies.
#include "schema/result_type.h"

#include <algorithm>
#include <array>

namespace tlsward {

namespace {

// RFC 8460 sections 4.3.1 (STARTTLS), 4.3.2.1 (DANE), 4.3.2.2 (MTA-STS) and 4.3.3 (general). The
// registry has had no other since 2018.
constexpr auto kResultTypes = std::to_array<ResultType>({
    {"starttls-not-supported", Mechanism::starttls},
    {"certificate-host-mismatch", Mechanism::starttls},
    {"certificate-expired", Mechanism::starttls},
    {"certificate-not-trusted", Mechanism::starttls},
    {"validation-failure", Mechanism::starttls},
    {"tlsa-invalid", Mechanism::dane},
    {"dnssec-invalid", Mechanism::dane},
    {"dane-required", Mechanism::dane},
    {"sts-policy-fetch-error", Mechanism::mta_sts},
    {"sts-policy-invalid", Mechanism::mta_sts},
    {"sts-webpki-invalid", Mechanism::mta_sts},
});

}  // namespace

std::span<const ResultType> result_types() {
  return kResultTypes;
}

const ResultType* find_result_type(std::string_view name) {
  const auto* const found =
      std::find_if(kResultTypes.begin(), kResultTypes.end(),
                   [name](const ResultType& type) { return type.name == name; });
  return found == kResultTypes.end() ? nullptr : found;
}

std::string_view name(Mechanism mechanism) {
  switch (mechanism) {
    case Mechanism::starttls:
      return "STARTTLS";
    case Mechanism::dane:
      return "DANE";
    case Mechanism::mta_sts:
      return "MTA-STS";
  }
  return "STARTTLS";
}

}  // namespace tlsward
