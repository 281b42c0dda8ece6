// The MTA-STS policies that we serve for others: how they are written, which id belongs to which
// text, and how long senders keep them. Pure functions.
#pragma once

#include "analyzer/mta_sts_policy.h"
#include "schema/policies.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

inline constexpr std::int64_t kLongestAge = 31'557'600;  // seconds (RFC 8461 section 3.2)

// What of a policy is chosen.
struct PolicyTerms {
  PolicyMode mode = PolicyMode::testing;
  std::vector<std::string> mx;    // patterns: "mx1.example.org", "*.example.net"
  std::int64_t max_age = 86'400;  // seconds

  bool operator==(const PolicyTerms&) const = default;
};

// "none", "testing", "enforce".
std::string_view name(PolicyMode mode);

// Its file: the version first, CRLF behind each line, nothing that any known sender refuses (RFC
// 8461 section 3.2). A policy of mode none keeps its mx, for some senders want one.
std::string policy_text(const PolicyTerms& terms);

// What a file says; absent if it is no policy.
std::optional<PolicyTerms> terms_of(std::string_view text);

// The id of the TXT record for a text that is published then: 14 digits of the time, UTC, and the
// first 8 hex digits of the text's SHA-256, so that the file alone tells whether an id is its own.
std::string policy_id(Timestamp now, std::string_view text);

// What the id of a text ends in, whenever it is published: by it a draft is told from others.
std::string draft_id(std::string_view text);

// Whether the id ends in the hash of the text.
bool is_id_of(std::string_view id, std::string_view text);

// The TXT record of an id, as `_mta-sts.DOMAIN` has it.
std::string policy_record(std::string_view id);

// Until when a sender may hold one of these that asks for anything: who fetched it in the last
// moment keeps it for its max_age, and finds the record that led to it for an hour more. Absent if
// all were of mode none. `history` is Policies::history().
std::optional<Timestamp> held_until(std::span<const HostedPolicy> history, Timestamp now);

}  // namespace tlsward
