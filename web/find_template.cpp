#include "web/find_template.h"

#include "embedded/templates.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>
#include <vector>

namespace tlsward {

std::string_view find_template(std::string_view file_name) {
  const auto* const found = std::ranges::find(
      embedded::templates, file_name, &std::pair<std::string_view, std::string_view>::first);
  assert(found != std::end(embedded::templates));
  return found->second;
}

Partials template_parts() {
  static const auto all = [] {
    std::vector<std::pair<std::string_view, std::string_view>> templates;
    for (const auto& [file_name, text] : embedded::templates)
      if (file_name.starts_with("part_"))
        templates.emplace_back(file_name.substr(0, file_name.rfind('.')), text);
    return templates;
  }();
  return all;
}

}  // namespace tlsward
