// What the API answers where it can: JSON.
#pragma once

#include "web/response.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tlsward {

// The text is JSON already.
Response json_response(std::string json);

Response json_response(const nlohmann::ordered_json& json);

}  // namespace tlsward
