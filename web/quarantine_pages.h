// The quarantine: what came and was set aside, why, and how it is let out. For who sees all.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /quarantine?reason=not-ours: the newest 1,000. With "as" and "of=quarantine" the rows of
// `tlsward quarantine list --json`. After something was let out "became=stored&report=7" says what
// became of it.
Response quarantine_page(const Visit& visit);

// GET /quarantine/ID: 404 where nothing of this id was set aside.
Response quarantined_page(const Visit& visit);

// POST /quarantine/ID/release: 303 back to the list; 404 where there is nothing to let out.
Response release_quarantined(const Visit& visit);

}  // namespace tlsward
