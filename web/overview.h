// The first page: is mail safe, since when not, and what to do; then figures, days, domains.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /?day=2026-11-23&range=30&domain=example.org&issues=1&page=2: the digest of the day
// (yesterday without one), the days up to it, and what failed in them. On a day without reports it
// leads to the newest day that has some, or teaches where none ever came. With "as" and
// "of=domains" the domains as data.
Response overview_page(const Visit& visit);

}  // namespace tlsward
