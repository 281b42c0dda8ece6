// The first page: a day's digest as HTML. A pure function, so that it is tested without a socket.
#pragma once

#include "analyzer/digest.h"
#include "schema/reports.h"

#include <string>

namespace tlsward {

// The page for the digest. `figures` tells what else there is: on a day without reports the page
// leads to the newest day that has some, or teaches where none ever came. `today` is the UTC day of
// the reader: there is no link to a day that is not over.
std::string overview_page(const Digest& digest, const StoreFigures& figures, Day today);

}  // namespace tlsward
