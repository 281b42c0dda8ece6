// Tables that are sorted by a click on a heading: by the query's "sort", which is a heading's key,
// with "-" before it for the greatest first. What the query does not say stays in its order.
#pragma once

#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

struct SortOrder {
  std::string key;
  bool is_descending = false;
};

// What a heading shows.
struct SortHeading {
  std::string_view key;    // in the query; "" = rows are not sorted by it
  std::string_view word;   // of pages.txt
  bool is_number = false;  // stands to the right
  bool falls = is_number;  // at its first click the greatest come first
};

// What "sort" asks for; an empty key without it.
SortOrder asked_order(const Visit& visit);

// [{"word","is_number","can_sort","query","aria","mark"}], for templates/part_headings.html.
nlohmann::ordered_json heading_values(const Visit& visit, const std::vector<SortHeading>& headings,
                                      const SortOrder& order);

// A heading of a table of Rows, and whether a row is before another by it.
template <typename Row>
struct Heading {
  SortHeading shown;
  std::function<bool(const Row&, const Row&)> is_before = {};
};

// The heading's order by a value of rows.
template <typename Row, typename Value>
Heading<Row> sorted_by(const SortHeading& shown, Value value) {
  return {shown, [value](const Row& one, const Row& other) { return value(one) < value(other); }};
}

template <typename Row>
std::vector<SortHeading> shown_headings(const std::vector<Heading<Row>>& headings) {
  std::vector<SortHeading> shown;
  for (const auto& heading : headings)
    shown.push_back(heading.shown);
  return shown;
}

// Sorts as the visit asks, else as usual, which is taken to be their order now. Equal rows stay in
// it. Returns the order.
template <typename Row>
SortOrder sort_rows(std::vector<Row>& rows, const std::vector<Heading<Row>>& headings,
                    const Visit& visit, const SortOrder& usual) {
  SortOrder order = asked_order(visit);
  const auto heading =
      std::ranges::find_if(headings, [&](const auto& of) { return of.shown.key == order.key; });
  if (heading == headings.end() || !heading->is_before) return usual;
  std::ranges::stable_sort(rows, [&](const Row& one, const Row& other) {
    return order.is_descending ? heading->is_before(other, one) : heading->is_before(one, other);
  });
  return order;
}

}  // namespace tlsward
