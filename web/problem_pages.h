// Problems: all of them, and one with everything that an administrator asks about it: what
// happened, who noticed, is mail lost, whose fault it is, what to do, what our own look tells, and
// the evidence.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /problems?domain=example.org&state=all&page=2: the open ones, or also those that are muted
// and resolved. With "as" and "of=problems" the rows of `tlsward problems --json`.
Response problems_page(const Visit& visit);

// GET /problems/ID?server=Postfix: 404 for one that was not seen in the last 90 days, or that this
// viewer may not see.
Response problem_page(const Visit& visit);

// POST /problems/ID/mute (form: "until", a day; "reason"), /unmute, /resolve. 303 back to the
// problem; 400 for a day that is none or over.
Response mute_problem(const Visit& visit);
Response unmute_problem(const Visit& visit);
Response resolve_problem(const Visit& visit);

}  // namespace tlsward
