// Which policy domains are ours. Reports about others are set aside visibly: an administrator
// forgot a domain more often than somebody attacks.
#pragma once

#include "schema/domain.h"
#include "schema/report.h"
#include "schema/reports.h"

#include <string_view>
#include <vector>

namespace tlsward {

// Plain value; any number of threads may read it.
struct Ownership {
  std::vector<Domain> domains;   // each covers every name below it
  std::vector<Domain> mx_hosts;  // exactly these: with DANE the policy domain is the MX host
  bool accept_any = false;       // no list: everything is ours (import without configuration; demo)

  bool is_ours(const Domain& domain) const;
};

// The line of each policy entry of the report, and whether it is ours.
std::vector<PolicyLine> lines_of(const Report& report, std::string_view file_name,
                                 const Ownership& ownership);

}  // namespace tlsward
