// Which of several reports of one identity counts, where each says otherwise: neither squatting an
// identity nor answering to it may hide a report that is better known.
#pragma once

#include "collector/trust.h"
#include "schema/delivery.h"
#include "schema/rejection.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tlsward {

// What a report of the same identity and other content is stored with; absent if there is none.
std::optional<Rejection> conflict_with(const std::vector<Known>& known);

// Whether no more sides of that trust are taken: each is compared with each that comes after, and
// no stranger may make that dear. Those that are trusted less keep nobody out.
bool has_too_many_sides(const std::vector<Known>& known, Trust trust);

// The side that counts; null if none does.
const Known* counting_one(const std::vector<Known>& known);

// Whether the challenger counts and not the one that counted until now: the better trusted one
// does, then the one with more entries, then the first. `counts_from`: Limits.
bool counts_rather(const Known& challenger, const Known* counting, Trust counts_from);

// Inside Store::transact():

// Lets the challenger count, if it should, instead of the one that counted until now.
void weigh(Reports& reports, const Known& challenger, const Known* counting, Trust counts_from);

// A receipt of this side turned out to be worth more than it was kept with: the report is believed
// so far, unless it is believed more already, and may count now.
void raise_trust(Reports& reports, const std::vector<Known>& known, Known side,
                 const Believed& believed, Trust counts_from);

// The same for a report by its number. Nothing if there is no such report.
void raise_trust(Reports& reports, std::int64_t report, const Believed& believed,
                 Trust counts_from);

}  // namespace tlsward
