// To which organization a name belongs, by the Public Suffix List.
#pragma once

#include "schema/domain.h"

namespace tlsward {

// The domain below a public suffix that the name belongs to: "corp.mail.example" -> "mail.example";
// the name itself if it is a public suffix or unknown.
Domain organizational_domain(const Domain& domain);

// Whether both have one organizational domain ("relaxed" alignment, RFC 7489 section 3.1.1); false
// if either is empty.
bool is_aligned(const Domain& one, const Domain& other);

}  // namespace tlsward
