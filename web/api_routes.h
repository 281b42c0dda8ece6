// The routes of the API, which the dashboard has beside those of its pages.
#pragma once

#include "web/dashboard.h"

#include <span>

namespace tlsward {

std::span<const Route> api_routes();

}  // namespace tlsward
