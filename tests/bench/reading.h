// How long what people read takes to be made, of a database that `bench growth` filled.
#pragma once

#include "schema/timestamp.h"

#include <string>
#include <vector>

namespace tlsward::bench {

// Milliseconds of make_digest() for all domains and for one, and the MiB of memory that it took at
// most.
void time_digest(const std::string& database, Day day);

// Milliseconds of an answer to Prometheus, without and with the verdicts of 20 domains on that day.
void time_metrics(const std::string& database, Day day);

// What `serve` renews beside the pages: the milliseconds of it; how many days before, the
// milliseconds and the KiB of memory of all of them. Then each page as of the day after,
// for whoever sees all, and for the owner of one domain: of each the milliseconds of the answer to
// a browser that first asks for it ("182(2299)": of one that says that it is being made, and until
// it is there), and again, and KiB. Of `some` pages these alone, and nothing is renewed.
void time_pages(const std::string& database, Day day, const std::vector<std::string>& some);

}  // namespace tlsward::bench
