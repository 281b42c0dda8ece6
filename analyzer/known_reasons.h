// What the reasons of senders reveal about the cause: the table analyzer/reasons.txt, which is
// built in; adding a text needs no C++.
#pragma once

#include "analyzer/language.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What is found in a folded text.
struct ReasonPattern {
  std::vector<std::string> pieces;  // in their order, with a blank at both ends
  std::uint64_t words = 0;  // a bit for each: a text without one of them needs no closer look
};

// A meaning that senders have several texts for.
struct KnownReason {
  std::string_view key;           // names its words in each language: "reasons.<key>"
  std::string_view cause;         // the remedy's key
  std::string_view policy_cause;  // the same where the MTA-STS policy was fetched
  std::vector<ReasonPattern> patterns;
};

// All, in the order in which they are tried. Read once, at the first call; safe on any thread.
std::span<const KnownReason> known_reasons();

// What a reason, an SMTP reply or a line of a log means; nullptr if it is not known. Looks at the
// first kilobyte, so that its time is bounded whoever wrote the text.
const KnownReason* find_reason(std::string_view text);

// What the reason says, a clause ("the certificate has expired").
std::string_view meaning(const KnownReason& reason, const Language& language = english());

// The key of the remedy (analyzer/remedies.h) for a failure: of what its reason reveals, else the
// registered type's, else "unlisted", and "unexplained" where there is no type.
std::string_view cause_of(std::string_view result_type, std::string_view failure_reason_code);

}  // namespace tlsward
