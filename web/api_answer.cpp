#include "web/api_answer.h"

#include "analyzer/list_output.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace tlsward {

Response json_response(std::string json) {
  return {.media_type = kJson, .body = std::move(json)};
}

Response json_response(const nlohmann::ordered_json& json) {
  return json_response(write_json(json));
}

}  // namespace tlsward
