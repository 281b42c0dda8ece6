// Where failures are: hosts that nobody named as MX, and whether one address of several fails, or
// IPv6 alone. Pure functions; what they find is a hint, for reports name addresses only of
// failures.
#pragma once

#include "analyzer/grouping.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// Whether the group is about an MX that is neither among the configured ones nor named by the
// policy that the reports of the day quote: an old MX, a wrong record, or a forged answer. False
// where neither is known.
bool is_unknown_mx(const FailureGroup& group, const LineDay& line,
                   std::span<const Domain> configured);

// "one-address" or "ipv6-only", which are keys of remedies, or "". There are at least three
// failures at one host, each with its address, and those who saw them also had successful sessions.
// It is one address where the host has failed at another one before (`receiving_ips`, in all the
// time); IPv6 alone where it is the domain's only host.
std::string_view common_place(const FailureGroup& group, const LineDay& line,
                              std::span<const std::string> receiving_ips);

}  // namespace tlsward
