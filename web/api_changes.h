// What the API does: each function answers a POST with what the command of the same name prints for
// programs. Parameters stand in a body that is JSON, one object of texts, or a form.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// POST /api/v1/problems/ID/mute: "until", a day to come or so many days ("30d"), and "reason".
Response api_mute(const Visit& visit);

// POST /api/v1/problems/ID/unmute, /resolve: without parameters.
Response api_unmute(const Visit& visit);
Response api_resolve(const Visit& visit);

// POST /api/v1/quarantine/ID/release: without parameters. 404 where nothing is kept of it.
Response api_release(const Visit& visit);

}  // namespace tlsward
