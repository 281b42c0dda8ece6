// The pages at which viewers log in and out. There is no way here to a forgotten password: who runs
// the machine sets a new one.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /login: the form; without any user, how the first one is made. Who is known already is led to
// the query's "next".
Response login_page(const Visit& visit);

// POST /login: leads to the field "next", a path of the dashboard, else to the first page; or shows
// the form once more, and why: 403, or 429 with Retry-After.
Response log_in(const Visit& visit);

// POST /logout: leads to the form.
Response log_out(const Visit& visit);

// Where who is not known may log in and then have the page that was asked for. A link from another
// site is asked for again by a page of ours first, for a browser sends no cookie of a login with it
// (SameSite=Strict).
Response to_login(const Visit& visit);

}  // namespace tlsward
