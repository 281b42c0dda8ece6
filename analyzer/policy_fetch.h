// One fetch of a policy file from one address of its host, as RFC 8461 section 3.3 has senders do
// it: HTTPS, no redirect, a bound on time and size. A certificate that is not for the host keeps
// nothing back here: what stands behind it is looked at, too.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/tls_look.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tlsward {

inline constexpr std::size_t kMostPolicyBytes = 64 << 10;  // RFC 8461 section 3.3

// What is asked for, and as whom.
struct HttpRequest {
  std::string path = "/.well-known/mta-sts.txt";
  bool named = true;  // with a User-Agent and what is accepted, as most senders do
};

// Done by the deadline; never throws for what the server does. `wish.name` is the host.
PolicyFetch fetch_policy(const std::string& address, std::uint16_t port, const TlsWish& wish,
                         std::chrono::steady_clock::time_point deadline,
                         const HttpRequest& request = {});

// After a fetch that had an answer, more to the same address, one after the other: of a good file
// one by a client of another kind, after a 404 one for each place at which files are put by
// mistake. What they see is put into the fetch.
void fetch_policy_again(PolicyFetch& fetch, std::uint16_t port, const TlsWish& wish,
                        std::chrono::steady_clock::time_point deadline);

}  // namespace tlsward
