// How digests, alerts and webhooks fare: a part of the page of the system.
#pragma once

#include "web/response.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace tlsward {

// Sets "mails" and "webhooks" with what their templates find beside them. Throw what the Store
// throws.
void add_mails(nlohmann::ordered_json& values, const Visit& visit);
void add_webhooks(nlohmann::ordered_json& values, const Visit& visit);

// Their tables, if the page is asked for one of these.
std::optional<Response> mails_as_data(const Visit& visit);

}  // namespace tlsward
