// A report that somebody sends to themselves, to see whether reports get here: small, right by RFC
// 8460, of no session at all, so that it changes no figure, and with a name that says what it is.
#pragma once

#include "schema/domain.h"
#include "schema/report.h"
#include "schema/timestamp.h"

#include <string_view>

namespace tlsward {

// Its organization-name.
inline constexpr std::string_view kTestOrganization = "tlsward test report";

// About the UTC day before, from the domain's own postmaster: so a mail that the domain signs
// proves it. Each has a report-id of its own.
Report make_test_report(const Domain& domain, Timestamp now);

}  // namespace tlsward
