// The catalogue of all that checks can find: the table analyzer/findings.txt, which is built in.
// The words for each stand in analyzer/words/<language>/findings.txt; adding a kind there needs no
// C++, only the check that finds it.
#pragma once

#include "schema/finding.h"

#include <span>
#include <string_view>
#include <vector>

namespace tlsward {

struct FindingKind {
  std::string_view key;                    // "tlsrpt-no-rua"
  std::string_view id;                     // "TR-05"
  Severity severity = Severity::info;      // where the check knows no better
  std::string_view section;                // "RFC 8460 section 3"
  std::vector<std::string_view> explains;  // result types of reports
};

// All, in the order of the table. Read once, at the first call; safe on any thread.
std::span<const FindingKind> finding_kinds();

// Nullptr if the table has none of that key.
const FindingKind* find_finding_kind(std::string_view key);

// A finding of that kind, about this evidence. Asserts that the table has the kind.
Finding make_finding(std::string_view key, std::string_view evidence = {});

}  // namespace tlsward
