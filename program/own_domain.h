// A domain that a command line names, and that is to be one of ours.
#pragma once

#include "program/config.h"
#include "program/invocation.h"

#include <string>

namespace tlsward {

// Throws UsageError for a name that is none, or that is within none of those configured.
Domain require_own_domain(const Config& config, const std::string& text);

}  // namespace tlsward
