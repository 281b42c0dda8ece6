// The templates of the pages, by file name.
#pragma once

#include <string_view>

namespace tlsward {

// One of templates/; asserts that it is there.
std::string_view find_template(std::string_view file_name);

}  // namespace tlsward
