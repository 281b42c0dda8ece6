// What the API tells about itself: who asks, what can be asked, and the OpenAPI document, which is
// the file web/openapi.json. Tests hold it to the routes, and to what they answer.
#pragma once

#include "web/response.h"
#include "web/visit.h"

#include <string_view>

namespace tlsward {

// The document, OpenAPI 3.1, as it stands in the file.
std::string_view openapi_document();

// GET /api/v1
Response api_index(const Visit& visit);

// GET /api/v1/openapi.json: the document, for the path under which the dashboard is found.
Response api_openapi(const Visit& visit);

}  // namespace tlsward
