// Whether a report can be true: what cannot would bend the trends that people look at, so it is set
// aside.
#pragma once

#include "collector/limits.h"
#include "schema/delivery.h"
#include "schema/report.h"

#include <optional>

namespace tlsward {

// Why the report cannot be true: its range, its end, its age where it came by HTTPS, or its counts.
// Absent if it can.
std::optional<Rejection> implausible(const Report& report, const Delivery& delivery,
                                     const Limits& limits);

}  // namespace tlsward
