#include "web/api_paging.h"

#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {

Paging read_paging(ApiQuery& query) {
  return {.limit = query.number("limit", 1, kMostRows).value_or(kUsualRows),
          .after = query.text("after").value_or("")};
}

nlohmann::ordered_json next_link(const Visit& visit, const std::string& after) {
  return visit.options.base_path + visit.request.path +
         visit.request.query.with("after", after).query();
}

void refuse_after(ApiQuery& query, const Paging& paging) {
  query.refuse(
      "after",
      fmt::format("\"{}\" is no row of this list, or is it no longer", printable(paging.after, 80)),
      "what stands in \"next\"; without it the list begins anew");
}

}  // namespace tlsward
