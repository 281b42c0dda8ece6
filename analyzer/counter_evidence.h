// Who speaks against a failure that one reporter alone saw: reporters that would have met it, had
// it been there for everybody. And which failures may be that same fault in other words. Pure
// functions, tested by tables.
#pragma once

#include "analyzer/grouping.h"
#include "schema/reports.h"

#include <span>
#include <vector>

namespace tlsward {

// Whether both tell of the same kind of fault at one host: certificates, DANE, the MTA-STS policy,
// or the same type. For one fault senders have several types, some of them coarse.
bool are_of_one_kind(const FailureGroup& one, const FailureGroup& other);

// The reporters whose proofs tell of successful sessions with the line on its day and of no failure
// that may be this one, by reporter; nobody, unless they have so many that some would have failed
// as those of the witnesses did. Sessions count of which as much was demanded: without DANE nobody
// looks at TLSA records, and without a policy every certificate is good enough. `entries` and
// `groups` are all of the line and day; `groups` the most failures first, of which few are looked
// at.
std::vector<Witness> who_would_have_met(const FailureGroup& group,
                                        std::span<const Entry* const> entries,
                                        std::span<const FailureGroup* const> groups);

}  // namespace tlsward
