// Lists of the API in parts: at most so many rows, and the link to those that come after.
#pragma once

#include "web/api_query.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>

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

// That there is no such row to go on from.
void refuse_after(ApiQuery& query, const Paging& paging);

}  // namespace tlsward
