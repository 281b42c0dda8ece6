// Rows -> a table for people, or JSON, JSON lines or CSV for programs: the one writer of every
// list.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class Format { table, json, ndjson, csv };

struct OutputOptions {
  Format format = Format::table;
  bool color = false;
  std::size_t width = 0;  // columns of the terminal; 0 = do not cut
};

struct Column {
  std::string key;      // the JSON member shown
  std::string title;    // the table's and CSV's heading
  bool number = false;  // right-aligned, thousands grouped in the table
};

// `rows` is an array of objects. table: aligned, cut to the width (the widest text column gives
// way), strangers' text printable. json: {"schema":1, "<name>": rows, ...extra members}. ndjson:
// one row a line. csv: RFC 4180, a cell that a spreadsheet would take for a formula gets a leading
// "'". Lists in a cell are joined by ", ".
std::string write_list(std::string_view name, const std::vector<Column>& columns,
                       const nlohmann::ordered_json& rows, const OutputOptions& options,
                       const nlohmann::ordered_json& extra = nlohmann::ordered_json::object());

}  // namespace tlsward
