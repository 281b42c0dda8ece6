// Style, scripts and pictures of the pages, built in. Their addresses change with what is in them,
// so that browsers keep them for good.
#pragma once

#include "web/request.h"
#include "web/response.h"

#include <string>
#include <string_view>

namespace tlsward {

// Where one of static/ is to be had, without the base path: "/static/style.3b5f0c12.css". Asserts
// that it is there.
std::string asset_path(std::string_view file_name);

inline bool is_asset_path(std::string_view path) {
  return path.starts_with("/static/");
}

// 200, 304 for who has it, 404 for another path.
Response asset(const Request& request);

}  // namespace tlsward
