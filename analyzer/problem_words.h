// What a digest says of one problem, phrase by phrase, in its language; digest_words.h has what it
// says of a domain and of all. Everything from strangers is printable().
#pragma once

#include "analyzer/digest.h"

#include <span>
#include <string>
#include <string_view>

namespace tlsward {

// Whether something failed and the sessions are too few to tell a share.
bool are_few(const Sessions& sessions);

// "opened"; "unseen" of one that is no news and of which nothing failed on the day.
std::string_view change_of(const DigestProblem& problem);

// "new", "worse, unproven"; "quiet" where nothing of it failed on the day.
std::string state_in_words(const DigestProblem& problem, const Language& language = english());

// "Mon 23 Nov 2026 (3 days)".
std::string since(const DigestProblem& problem, const Digest& digest);

// What stands before the effect of a problem that only strangers tell of; else empty.
std::string doubt(const DigestProblem& problem, const Language& language = english());

// How much of it failed and what that means for mail.
std::string effect(const DigestProblem& problem, const DigestDomain& domain, const Digest& digest);

// "Google Inc. 280, Microsoft 29 (all reports verified)": who saw it and how often, and how far to
// trust it.
std::string seen_by(std::span<const Witness> witnesses, const Language& language = english());

// The side, and all that speaks for it.
std::string side_in_words(const DigestProblem& problem, const Language& language);

// How long until senders notice, and then the digest.
std::string noticed_in_words(const DigestProblem& problem, const Language& language);

// "0, 0, 0, 0, 0, 12, 312"; "-" where nobody who saw it reported.
std::string week_in_numbers(const DigestProblem& problem, const Language& language);

// What we see ourselves and no report tells of: the fault, and what to do about it.
std::string seen_in_words(const Finding& finding, const DigestDomain& domain,
                          const Language& language);

// A line each for what was fixed and what is muted.
std::string fixed_in_words(const DigestProblem& problem, const Language& language);
std::string muted_in_words(const DigestProblem& problem, const Language& language);

}  // namespace tlsward
