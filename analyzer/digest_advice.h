// What a problem tells its reader to do: the remedy of its cause, after what the reports of the day
// ask for first: whether it is so at all, whose the host is, where to look. Pure functions.
#pragma once

#include "analyzer/digest.h"

namespace tlsward {

// Fills in `advice` and `place_advice` by all else that is known of the problem.
void add_advice(DigestProblem& problem, const Language& language);

// Lets the advice begin with: mend the one that was told before first, it may be the same.
void refer_to_one_before(DigestProblem& problem, const Language& language);

}  // namespace tlsward
