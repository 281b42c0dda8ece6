// A page's table as a file: the same rows as CSV or JSON, by the query's "as".
#pragma once

#include "analyzer/list_output.h"
#include "web/response.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace tlsward {

// Whether the page is asked for this table of its as "csv" or "json": "?as=csv&of=domains".
std::optional<Format> asked_as_data(const Visit& visit, std::string_view table);

// The rows, in the form that ListWriter has for the command line, to be kept as tlsward-TABLE.csv.
Response table_data(std::string_view table, Format format, const std::vector<Column>& columns,
                    const nlohmann::ordered_json& rows);

// Likewise, of what is written piece by piece.
Response written_data(std::string_view table, Format format,
                      const std::function<void(const OutputOptions&, const Sink&)>& write);

// {"csv","json"}: the queries that ask for it, for templates/part_data.html.
nlohmann::ordered_json data_links(const Visit& visit, std::string_view table);

}  // namespace tlsward
