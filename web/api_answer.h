// What the API answers where it can: JSON.
#pragma once

#include "analyzer/list_output.h"
#include "web/response.h"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace tlsward {

inline Response json_response(std::string json) {
  return {.media_type = kJson, .body = std::move(json)};
}

inline Response json_response(const nlohmann::ordered_json& json) {
  return json_response(write_json(json));
}

}  // namespace tlsward
