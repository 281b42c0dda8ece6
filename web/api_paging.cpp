#include "web/api_paging.h"

#include "schema/printable.h"
#include "web/api_answer.h"
#include "web/api_problem.h"
#include "web/asked.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

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

std::size_t first_row(ApiQuery& query, const Paging& paging) {
  if (paging.after.empty()) return 0;
  const auto number = number_of(paging.after);
  if (!number) refuse_after(query, paging);
  return static_cast<std::size_t>(number.value_or(0));
}

Response list_part(const Visit& visit, std::string_view name, const nlohmann::ordered_json& rows,
                   std::size_t first, std::size_t limit) {
  auto part = nlohmann::ordered_json::array();
  const std::size_t end = std::min(rows.size(), first + limit);
  for (std::size_t i = first; i < end; ++i)
    part.push_back(rows[i]);
  nlohmann::ordered_json json{{"schema", 1}};
  json[std::string(name)] = std::move(part);
  json["total"] = rows.size();
  json["next"] =
      end < rows.size() ? next_link(visit, std::to_string(end)) : nlohmann::ordered_json();
  return json_response(json);
}

}  // namespace tlsward
