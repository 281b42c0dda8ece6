// `tlsward alerts`: which problems owners have been told of at once, and what they are told next.
#pragma once

#include "analyzer/list_output.h"
#include "schema/alerts.h"

#include <string>
#include <vector>

namespace tlsward {

// A row for each thread, the oldest first; docs/json.md.
std::string list_alerts(const std::vector<AlertThread>& threads, const OutputOptions& output);

}  // namespace tlsward
