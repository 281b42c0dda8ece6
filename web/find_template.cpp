#include "web/find_template.h"

#include "embedded/templates.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace tlsward {

std::string_view find_template(std::string_view file_name) {
  const auto* const found = std::ranges::find(
      embedded::templates, file_name, &std::pair<std::string_view, std::string_view>::first);
  assert(found != std::end(embedded::templates));
  return found->second;
}

}  // namespace tlsward
