// Lists of the API in parts: at most so many rows, and the link to those that come after.
#pragma once

#include "web/api_query.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsward {

inline constexpr std::size_t kUsualRows = 100;
inline constexpr std::size_t kMostRows = 1'000;

// "limit" and "after" as asked for. What `after` may be is the list's own business.
struct Paging {
  std::size_t limit = kUsualRows;
  std::string after;  // "" = from the first row on
};
Paging read_paging(ApiQuery& query);

// The path and query of the part that comes after the row which `after` names, as "next" has it.
nlohmann::ordered_json next_link(const Visit& visit, const std::string& after);

// Of a list that is made whole: behind how many of its rows the part begins.
std::size_t first_row(ApiQuery& query, const Paging& paging);

// The part of such a list, and the link to the others:
// {"schema":1,NAME:[...],"total","next"}.
Response list_part(const Visit& visit, std::string_view name, const nlohmann::ordered_json& rows,
                   std::size_t first, std::size_t limit);

// That there is no such row to go on from.
void refuse_after(ApiQuery& query, const Paging& paging);

}  // namespace tlsward
