// What DNS says of a domain: its records, its policy's host, and its MX hosts with their TLSA
// records. Nobody is connected to but the DNS server.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/resolver.h"

namespace tlsward {

// More MX hosts than any real domain has: a stranger's zone decides over neither threads nor time.
inline constexpr std::size_t kMostHosts = 12;

// Fills in all of the facts that stands in DNS; their domain and time are set. Where nothing at all
// is answered it asks no further. What has no answer by `until` has failed.
void look_at_dns(Facts& facts, Resolver& resolver, Resolver::Clock::time_point until);

}  // namespace tlsward
