// What the API answers where it cannot do what was asked: application/problem+json (RFC 9457), with
// words for whoever programs against it. What the listener itself refuses has this form without a
// type (collector/http_answer.h).
#pragma once

#include "web/response.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tlsward {

inline constexpr auto kProblemJson = "application/problem+json";

// What stands in "type" behind "urn:problem-type:tlsward:"; each has its status and title.
enum class ApiFault : std::uint8_t {
  bad_parameter,           // 400
  bad_body,                // 400
  unauthorized,            // 401
  forbidden,               // 403
  not_found,               // 404
  method_not_allowed,      // 405
  too_large,               // 413
  unsupported_media_type,  // 415
};

// One parameter that cannot be, of the query or of the body.
struct ParameterFault {
  std::string parameter;  // its name, as given
  std::string fault;      // "\"soon\" is no day": printable
  std::string allowed;    // "2026-12-24 or 30d"
};

// Whether answers there are JSON, whatever they tell.
bool is_api_path(std::string_view path);

// The detail is a sentence of ours without its full stop; what it quotes has passed printable().
Response api_problem(ApiFault fault, std::string_view detail);

// The same with what is wrong with the parameter, in "parameter" and "allowed" too.
Response api_problem(const ParameterFault& fault);

// 404: it is not there, or is somebody else's, which is not told apart.
Response api_no_such(std::string_view what);

}  // namespace tlsward
