// Which looks of `tlsward check` are kept, and held against what is known of the domain: those at
// all of a domain that is ours, where there is a database.
#pragma once

#include "analyzer/checkup.h"
#include "program/config.h"

#include <vector>

namespace tlsward {

// For one thread at a time.
class LookKeeper {
 public:
  // Both must outlive this.
  LookKeeper(const Config& config, const std::vector<CheckGroup>& groups)
      : config_(config), groups_(groups) {}

  // The findings of these groups; kept, with those of drift, where the look is to be kept. That it
  // cannot be is told on standard error once, and takes nothing from the findings.
  Checkup judge(Facts facts);

 private:
  bool is_to_keep(const Domain& domain) const;

  const Config& config_;
  const std::vector<CheckGroup>& groups_;
  bool told_ = false;
};

}  // namespace tlsward
