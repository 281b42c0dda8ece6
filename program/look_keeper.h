// Which looks of `tlsward check` are kept, and held against what is known of the domain: those at
// all of a domain that is configured (or of any, where none is), where there is a database. Old
// ones are forgotten.
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

  // Whether a look that was to be kept could not be.
  bool has_failed() const { return has_failed_; }

 private:
  bool is_to_keep(const Domain& domain) const;

  const Config& config_;
  const std::vector<CheckGroup>& groups_;
  bool has_failed_ = false;
  bool has_forgotten_ = false;
};

}  // namespace tlsward
