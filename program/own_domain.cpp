#include "program/own_domain.h"

#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {

Domain require_own_domain(const Config& config, const std::string& text) {
  Domain domain = require_domain("DOMAIN", text);
  const bool is_ours =
      config.domains.empty() || std::ranges::any_of(config.domains, [&](const Domain& ours) {
        return domain.is_within(ours);
      });
  if (!is_ours)
    throw UsageError(fmt::format("DOMAIN: {} is within no [[domain]]; add it to the configuration",
                                 printable(text, 200)));
  return domain;
}

}  // namespace tlsward
