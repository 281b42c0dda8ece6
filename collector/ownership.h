// Which policy domains are ours. Reports about others are set aside visibly: an administrator
// forgot a domain more often than somebody attacks.
#pragma once

#include "schema/domain.h"
#include "schema/report.h"
#include "schema/reports.h"

#include <set>
#include <string_view>
#include <vector>

namespace tlsward {

// Names that are found by a part of another name's text, without making a Domain of it.
struct ByName {
  using is_transparent = void;

  static std::string_view text(std::string_view name) { return name; }
  static std::string_view text(const Domain& domain) { return domain.text(); }
  bool operator()(const auto& one, const auto& other) const { return text(one) < text(other); }
};
using DomainSet = std::set<Domain, ByName>;

// Plain value; any number of threads may read it. A hoster has thousands of domains: looking one up
// costs a few comparisons, and nobody copies the whole for a delivery.
struct Ownership {
  DomainSet domains;        // each covers every name below it
  DomainSet mx_hosts;       // exactly these: with DANE the policy domain is the MX host
  bool accept_any = false;  // no list: everything is ours (import without configuration; demo)

  bool is_ours(const Domain& domain) const;
};

// The line of each policy entry of the report, and whether it is ours.
std::vector<PolicyLine> lines_of(const Report& report, std::string_view file_name,
                                 const Ownership& ownership);

}  // namespace tlsward
