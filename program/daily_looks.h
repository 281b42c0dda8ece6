// The looks at the configured domains that `serve` has made each day, before the digests: by a
// process of its own, `tlsward check --configured`, so that what strangers' DNS, mail and web
// servers answer is read apart from the process that takes reports, and ends with it at once.
#pragma once

#include "program/invocation.h"

#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// The words of that command, with the same configuration and database as this one.
std::vector<std::string> look_command(const Invocation& invocation);

// The last moment by then at which the looks of a day are due: so long after midnight, UTC.
Timestamp due_by(Timestamp now, std::chrono::minutes after_midnight);

// Runs the command once a day until the stop, and ten minutes after the beginning where the last
// due moment has passed without. What does not come to its end is logged and tried again an hour
// later. `config` has domains and `daily_looks`.
void keep_looking(const Config& config, const std::vector<std::string>& command,
                  const std::stop_token& stop);

}  // namespace tlsward
