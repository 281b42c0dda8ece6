// What the pages say, in plain words: the four verdicts, what the words mean, the keys, the manual.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /help
Response help_page(const Visit& visit);

}  // namespace tlsward
