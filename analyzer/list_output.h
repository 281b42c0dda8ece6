// Rows -> a table for people, or JSON, JSON lines or CSV for programs: the one writer of every
// list.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class Format { table, json, ndjson, csv };

struct OutputOptions {
  Format format = Format::table;
  bool color = false;
  bool unicode = true;    // an ellipsis where text is cut; else "~"
  std::size_t width = 0;  // columns of the terminal; 0 = do not cut
};

enum class ColumnKind {
  text,
  name,      // "(none named)" in the table where it is empty
  number,    // right-aligned, thousands grouped in the table
  failures,  // a number that is bad news unless 0: "!" before it, and red
};

struct Column {
  std::string key;    // the JSON member shown, and the heading in CSV
  std::string title;  // the table's heading
  ColumnKind kind = ColumnKind::text;
  int goes = 0;  // in which order columns are left out of a table that is too wide; 0 = never
};

// Where a text goes, piece by piece.
using Sink = std::function<void(std::string_view)>;

// Writes a list row by row, in memory for a thousand rows however many there are. A row is an
// object. table: aligned and fitted to the width by its first thousand rows: columns are left out
// (Column::goes), then the widest text column gives way; strangers' text printable, of a list of
// names the first five and how many more. json: {"schema":1, "<name>": rows, ...extra members}.
// ndjson: one row a line. csv: RFC 4180, printable, a cell that a spreadsheet would take for a
// formula gets a leading "'". Lists in a cell are joined by ", ". For one thread; throws what the
// sink throws.
class ListWriter {
 public:
  ListWriter(std::string_view name, std::vector<Column> columns, const OutputOptions& options,
             Sink sink);

  void add(const nlohmann::ordered_json& row);

  // To be called once, after the last row. `extra` is an object, `below` a text below a table.
  void finish(const nlohmann::ordered_json& extra = nlohmann::ordered_json::object(),
              std::string_view below = "");

 private:
  using Cells = std::vector<std::string>;

  void add_to_table(const nlohmann::ordered_json& row);
  void write_measured();
  void write(std::string_view text);
  void hand_over();

  std::vector<Column> columns_;
  OutputOptions options_;
  Sink sink_;
  std::string text_;                 // not handed over yet
  std::vector<Cells> measured_;      // the table's heading and first rows, until widths are known
  std::vector<std::size_t> widths_;  // of the table's columns; empty: not known yet
  bool first_ = true;
};

// The same for rows that are all there, an array.
std::string write_list(std::string_view name, const std::vector<Column>& columns,
                       const nlohmann::ordered_json& rows, const OutputOptions& options,
                       const nlohmann::ordered_json& extra = nlohmann::ordered_json::object());

// The text, or null for none.
nlohmann::ordered_json text_or_null(const std::string& text);

// One value for programs: one line of JSON in ASCII, so that it is exact and yet cannot steer a
// terminal, ended by a newline.
std::string write_json(const nlohmann::ordered_json& value);

// The text in at most so many columns of a terminal; what is cut ends in an ellipsis, in ASCII "~".
std::string cut(std::string_view text, std::size_t columns, bool unicode = true);

}  // namespace tlsward
