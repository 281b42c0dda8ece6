// How a reader wants pages: language, colours, and how much is said. Kept in cookies, which hold
// nothing else.
#pragma once

#include "analyzer/language.h"
#include "web/request.h"
#include "web/response.h"

#include <string_view>

namespace tlsward {

struct Preferences {
  const Language* language = &english();
  std::string_view theme = "auto";  // "auto", "light", "dark"
  bool technical = false;           // what engineers want to know stands open
};

// From the cookies "language", "theme" and "depth"; without the first one from Accept-Language (RFC
// 9110 section 12.5.4), the best there is. What is none of them counts as not said.
Preferences read_preferences(const Request& request);

// Of a form: keeps those of its fields "language", "theme", "depth" that are known, and leads back
// to its field "back", a path of the dashboard; else to the first page.
Response keep_preferences(const Request& request, std::string_view base_path);

// Whether it can be led to: a path of this server, not of another ("//elsewhere").
bool is_local_target(std::string_view target);

}  // namespace tlsward
