// Looks at a policy that we host over the public path, from every address of its host, as senders
// do: before its id is given to DNS, and whenever somebody asks.
#pragma once

#include "analyzer/hosted_outside.h"
#include "analyzer/language.h"
#include "program/config.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>

namespace tlsward {

// One look, of some seconds. Throws std::runtime_error for a trust anchor, CA file or DNS server
// that cannot be used.
HostedOutside look_outside(const Config& config, const HostedPolicy& policy);

// Looks until the policy is served, or the time is over, or waiting cannot help: `serve` and
// proxies take a while. Says on standard error that it waits.
HostedOutside wait_until_served(const Config& config, const HostedPolicy& policy,
                                std::chrono::seconds time);

// Where it is served and what keeps senders from it, in paragraphs.
std::string outside_in_words(const HostedOutside& outside, const Language& language);

// What the record in DNS is against that of the policy: "DNS has it".
std::string record_in_words(const HostedOutside& outside, const Language& language);

nlohmann::ordered_json outside_json(const HostedOutside& outside, const Language& language);

}  // namespace tlsward
