#include "web/sorting.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {

using nlohmann::ordered_json;

SortOrder asked_order(const Visit& visit) {
  std::string asked = visit.asked("sort").value_or("");
  const bool is_descending = asked.starts_with('-');
  if (is_descending) asked.erase(0, 1);
  return {std::move(asked), is_descending};
}

ordered_json heading_values(const Visit& visit, const std::vector<SortHeading>& headings,
                            const SortOrder& order) {
  auto values = ordered_json::array();
  const Parameters query = visit.request.query.without("page");
  for (const SortHeading& heading : headings) {
    const bool can_sort = !heading.key.empty();
    const bool is_chosen = can_sort && heading.key == order.key;
    const bool falls = is_chosen ? !order.is_descending : heading.falls;
    values.push_back(
        {{"word", visit.language().text(fmt::format("pages.{}", heading.word))},
         {"is_number", heading.is_number},
         {"can_sort", can_sort},
         {"query", query.with("sort", (falls ? "-" : "") + std::string(heading.key)).query()},
         {"aria", is_chosen ? ordered_json(order.is_descending ? "descending" : "ascending")
                            : ordered_json()},
         {"mark", order.is_descending ? "↓" : "↑"}});
  }
  return values;
}

}  // namespace tlsward
