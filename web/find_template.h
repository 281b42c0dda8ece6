// The templates of the pages, by file name.
#pragma once

#include "analyzer/render.h"

#include <string_view>

namespace tlsward {

// One of templates/; asserts that it is there.
std::string_view find_template(std::string_view file_name);

// Those that others take in, "part_chart" and the like.
Partials template_parts();

}  // namespace tlsward
