// The owners of the configuration: what of it does not hold, and which domains they are shown.
#pragma once

#include "analyzer/digest.h"
#include "program/config.h"
#include "program/invocation.h"
#include "schema/users.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What owners, webhooks and [mail] lack for digests and alerts to be sent, one line each with what
// to do; empty if nothing, also where there is no owner and no webhook.
std::vector<std::string> owner_faults(const Config& config);

// The configuration for a command that sends mail. Throws ConfigError where it has no owner, or
// [mail] lacks something.
Config require_mail(const Invocation& invocation);

// Only what is theirs: of a pattern the configured domains that it fits, with those below.
DigestScope scope_of(const Config& config, const Owner& owner);

// The owner that --owner names, of the same configuration. Throws UsageError with the nearest name
// if there is none.
const Owner& require_owner(const Config& config, std::string_view name);

// The domains that a user sees, with those below; absent: all. None where their [[owner]] is no
// more, or is of no domain of ours.
std::optional<std::vector<Domain>> domains_seen_by(const Config& config, const User& user);

}  // namespace tlsward
