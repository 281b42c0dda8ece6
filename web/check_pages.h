// Looking at a domain now, and what a pasted text means: a record, a policy, a message of a mail
// server.
#pragma once

#include "schema/domain.h"
#include "web/response.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

namespace tlsward {

// Sets "look_now", for templates/part_look_now.html, where this viewer may have the domain looked
// at; null where not.
void add_look_now(nlohmann::ordered_json& values, const Visit& visit, const Domain& domain);

// The viewer's domains with their last looks, and a field for anything that can be checked: the
// query's "text" is told about. A domain leads to its own page.
Response check_page(const Visit& visit);

// The same of a posted text: a short one leads to its address, a long one has none.
Response check_pasted(const Visit& visit);

// The last look at a domain; while one is under way, the page asks for itself again.
Response check_domain_page(const Visit& visit);

// Begins a look.
Response look_now(const Visit& visit);

}  // namespace tlsward
