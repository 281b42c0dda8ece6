// The looks at the configured domains that `serve` has made each day, before the digests: by a
// process of its own, `tlsward check --configured`, so that what strangers' DNS, mail and web
// servers answer is read apart from the process that takes reports, and ends with it at once.
#pragma once

#include "program/config.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// The last moment by then at which the looks of a day are due: so long after midnight, UTC.
Timestamp due_by(Timestamp now, std::chrono::minutes after_midnight);

// Nobody who only tries `serve` has it call anybody.
inline constexpr std::chrono::seconds kBeforeFirstLook{600};

// Runs `own_command` with the words of such a look once a day until the stop; so long after the
// beginning where the last due moment has passed without. It is run again an hour later where a
// domain was not looked at then. How it ended is logged. `config` has domains and `daily_looks`.
void keep_looking(const Config& config, const std::vector<std::string>& own_command,
                  const std::stop_token& stop,
                  std::chrono::seconds before_first = kBeforeFirstLook);

}  // namespace tlsward
