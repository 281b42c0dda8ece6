// Made-up reports of 30 days for 4 domains, the same for every seed: an incident that began, one
// that ended, and a reporter that fell silent. What `tlsward demo` shows to somebody who has no
// reports yet, and what tests take for a month of usual life.
#pragma once

#include "schema/store.h"
#include "schema/timestamp.h"

#include <cstdint>

namespace tlsward {

// Puts the reports of the 30 days up to `last_day` through the one door into a bulk Store, and
// commits. In them:
//   example.org       MTA-STS enforce; from the evening before `last_day` on the certificate of
//                     mx2.example.org has expired, which three reporters see
//   example.net       MTA-STS testing; mx1.example.net offered no STARTTLS from 13 to 10 days back
//   example.com       DANE and MTA-STS, clean; one reporter tells the same sessions under both
//   shop.example.org  a dozen sessions a day; one of its two reporters was last heard 4 days back
void make_demo_reports(Store& store, Day last_day, std::uint32_t seed);

}  // namespace tlsward
