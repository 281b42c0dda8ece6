// Where the totals of schema/totals.h grow: with each delivery, and each report that comes to
// count. Inside its transaction, so that they say what is stored.
#pragma once

#include "schema/report.h"
#include "schema/reports.h"
#include "schema/sqlite/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tlsward::sqlite {

// One more delivery came so; `reason` as DeliveryTotal has it.
void count_delivery(Database& database, const Delivery& delivery, Outcome outcome,
                    const std::string& reason);

// The report counts from now on: those of its entries that are ours. `domains`: the id of each
// entry's line.
void count_sessions(Database& database, std::int64_t report, const std::vector<Policy>& policies,
                    const std::vector<PolicyLine>& lines, const std::vector<std::int64_t>& domains);

}  // namespace tlsward::sqlite
