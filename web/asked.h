// What a route's first "*" names, as far as the viewer may see it: what they may not is as absent
// as what is not there.
#pragma once

#include "analyzer/gather_problems.h"
#include "schema/deliveries.h"
#include "web/seen_report.h"
#include "web/visit.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlsward {

// Digits alone, of a number from 1 on.
std::optional<std::int64_t> number_of(std::string_view text);

std::optional<SeenReport> asked_report(const Visit& visit);

// One that was seen in the kHistoryDays up to today.
std::optional<Problem> asked_problem(const Visit& visit);

// One that was set aside, or refused. Only of routes for those who see all.
std::optional<KeptDelivery> asked_delivery(const Visit& visit);

// Whether the viewer may let it out.
bool can_release(const Visit& visit, const KeptDelivery& kept);

}  // namespace tlsward
