#include "analyzer/list_output.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kGap = "  ";
constexpr std::size_t kNamesShown = 5;     // of a list in a cell
constexpr std::size_t kMeasured = 1'000;   // rows that tell how wide a table's columns are
constexpr std::size_t kPiece = 64 * 1024;  // bytes that are handed over at once
constexpr std::size_t kNarrowest = 12;     // columns that text keeps: a day, the end of a domain

std::string text_of(const ordered_json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (!value.is_array()) return value.dump();
  std::vector<std::string> parts;
  for (const ordered_json& part : value)
    parts.push_back(text_of(part));
  return fmt::format("{}", fmt::join(parts, ", "));
}

bool is_text(ColumnKind kind) {
  return kind == ColumnKind::text || kind == ColumnKind::name;
}

// A name, or the first few names of a list: one report of a stranger can have thousands, and the
// widest cell widens all rows.
std::string names_of(const ordered_json& value) {
  if (!value.is_array()) return shown_name(text_of(value));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(value.size(), kNamesShown); ++i)
    names.push_back(shown_name(text_of(value[i])));
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  if (value.size() <= kNamesShown) return list;
  return put_in(english().text("general.and-more"),
                {{"list", list}, {"n", grouped(std::ssize(value) - std::ssize(names))}});
}

std::string table_cell(const ordered_json& value, ColumnKind kind) {
  if (kind == ColumnKind::name) return names_of(value);
  if (is_text(kind) || !value.is_number_integer()) {
    const std::string text = printable(text_of(value));
    return text.empty() ? "-" : text;
  }
  const auto number = value.get<std::int64_t>();
  return (kind == ColumnKind::failures && number != 0 ? "! " : "") + grouped(number);
}

ordered_json member(const ordered_json& row, const std::string& key) {
  const auto found = row.find(key);
  return found == row.end() ? ordered_json() : *found;
}

using Cells = std::vector<std::string>;

Cells headings(const std::vector<Column>& columns) {
  Cells cells;
  for (const Column& column : columns)
    cells.push_back(column.title);
  return cells;
}

Cells table_cells(const std::vector<Column>& columns, const ordered_json& row) {
  Cells cells;
  for (const Column& column : columns)
    cells.push_back(table_cell(member(row, column.key), column.kind));
  return cells;
}

std::vector<std::size_t> widths_of(const std::vector<Cells>& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const Cells& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], display_width(line[i]));
  return widths;
}

// Columns of width 0 are left out.
std::size_t total_of(const std::vector<std::size_t>& widths) {
  std::size_t total = 0;
  for (const std::size_t width : widths)
    total += width == 0 ? 0 : width + kGap.size();
  return total - std::min(total, kGap.size());
}

// The width of the table when all text gives way.
std::size_t least_total(std::vector<std::size_t> widths, const std::vector<Column>& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (is_text(columns[i].kind)) widths[i] = std::min(widths[i], kNarrowest);
  return total_of(widths);
}

void leave_out(std::vector<std::size_t>& widths, const std::vector<Column>& columns,
               std::size_t width) {
  while (least_total(widths, columns) > width) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < columns.size(); ++i)
      if (widths[i] != 0 && (widths[first] == 0 || columns[i].goes > columns[first].goes))
        first = i;
    if (columns[first].goes == 0) return;
    widths[first] = 0;
  }
}

// Columns go, then the widest text column gives way, again and again, until the table fits or
// nothing can.
void fit(std::vector<std::size_t>& widths, const std::vector<Column>& columns, std::size_t width) {
  if (width == 0) return;
  leave_out(widths, columns, width);
  while (total_of(widths) > width) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (is_text(columns[i].kind) && (widest == nullptr || widths[i] > *widest))
        widest = &widths[i];
    if (widest == nullptr || *widest <= kNarrowest) return;
    --*widest;
  }
}

std::string colored(std::string text, const Column& column, bool heading, bool color) {
  if (!color) return text;
  if (heading) return fmt::format("\x1b[1m{}\x1b[0m", text);
  const bool bad = column.kind == ColumnKind::failures && text.find('!') != std::string::npos;
  return bad ? fmt::format("\x1b[31m{}\x1b[0m", text) : text;
}

std::string table_line(const Cells& line, const std::vector<Column>& columns,
                       const std::vector<std::size_t>& widths, bool heading,
                       const OutputOptions& options) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] == 0) continue;
    std::string cell = options.width == 0 ? line[i] : cut(line[i], widths[i], options.unicode);
    const std::string padding(widths[i] - std::min(widths[i], display_width(cell)), ' ');
    if (!is_text(columns[i].kind))
      cell.insert(0, padding);
    else if (i + 1 != columns.size())
      cell += padding;
    if (!text.empty()) text += kGap;
    text += colored(std::move(cell), columns[i], heading, options.color);
  }
  return text + '\n';
}

// The size of the first of the starts with which the text begins; 0 if there is none.
std::size_t size_of_start(std::string_view text, std::span<const std::string_view> starts) {
  const auto found =
      std::ranges::find_if(starts, [&](std::string_view start) { return text.starts_with(start); });
  return found == starts.end() ? 0 : found->size();
}

// A spreadsheet would run a cell that begins so (OWASP ASVS 1.2.10), some also after blanks or with
// full-width signs. Numbers are as they are.
std::string without_formula(const std::string& text) {
  constexpr std::array<std::string_view, 8> signs = {"=",      "+",      "-",      "@",
                                                     "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  constexpr std::array<std::string_view, 4> blanks = {" ", "\\x09", "\u00A0",
                                                      "\u3000"};  // printable()
  std::string_view rest = text;
  while (const std::size_t blank = size_of_start(rest, blanks))
    rest.remove_prefix(blank);
  return size_of_start(rest, signs) != 0 ? "'" + text : text;
}

// RFC 4180 section 2.
std::string csv_cell(const ordered_json& value) {
  if (value.is_number()) return value.dump();
  const std::string raw = text_of(value);
  std::string text = without_formula(printable(raw, 8 * raw.size()));
  if (text.find_first_of(",\"") == std::string::npos) return text;
  for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2))
    text.insert(at, 1, '"');
  return '"' + text + '"';
}

std::string csv_line(std::span<const std::string> cells) {
  return fmt::format("{}\r\n", fmt::join(cells, ","));
}

std::string csv_headings(const std::vector<Column>& columns) {
  Cells cells;
  for (const Column& column : columns)
    cells.push_back(column.key);
  return csv_line(cells);
}

std::string csv_row(const std::vector<Column>& columns, const ordered_json& row) {
  Cells cells;
  for (const Column& column : columns)
    cells.push_back(csv_cell(member(row, column.key)));
  return csv_line(cells);
}

std::string json_text(const ordered_json& value) {
  return value.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

}  // namespace

ListWriter::ListWriter(std::string_view name, std::vector<Column> columns,
                       const OutputOptions& options, Sink sink)
    : columns_(std::move(columns)), options_(options), sink_(std::move(sink)) {
  if (options_.format == Format::table) measured_.push_back(headings(columns_));
  if (options_.format == Format::csv) write(csv_headings(columns_));
  if (options_.format == Format::json)
    write(fmt::format(R"({{"schema":1,{}:[)", json_text(std::string(name))));
}

void ListWriter::add(const ordered_json& row) {
  switch (options_.format) {
    case Format::table:
      add_to_table(row);
      break;
    case Format::json:
      write((first_ ? "" : ",") + json_text(row));
      break;
    case Format::ndjson:
      write(write_json(row));
      break;
    case Format::csv:
      write(csv_row(columns_, row));
      break;
  }
  first_ = false;
}

void ListWriter::add_to_table(const ordered_json& row) {
  if (!widths_.empty()) {
    write(table_line(table_cells(columns_, row), columns_, widths_, false, options_));
    return;
  }
  measured_.push_back(table_cells(columns_, row));
  if (measured_.size() > kMeasured) write_measured();
}

void ListWriter::write_measured() {
  widths_ = widths_of(measured_);
  fit(widths_, columns_, options_.width);
  for (const Cells& line : measured_)
    write(table_line(line, columns_, widths_, &line == &measured_.front(), options_));
  measured_.clear();
}

void ListWriter::finish(const ordered_json& extra, std::string_view below) {
  if (options_.format == Format::table) {
    if (widths_.empty()) write_measured();
    write(below);
  }
  if (options_.format == Format::json) {
    write("]");
    for (const auto& [key, value] : extra.items())
      write(fmt::format(",{}:{}", json_text(key), json_text(value)));
    write("}\n");
  }
  hand_over();
}

void ListWriter::write(std::string_view text) {
  text_ += text;
  if (text_.size() >= kPiece) hand_over();
}

void ListWriter::hand_over() {
  sink_(text_);
  text_.clear();
}

std::string write_list(std::string_view name, const std::vector<Column>& columns,
                       const ordered_json& rows, const OutputOptions& options,
                       const ordered_json& extra) {
  std::string text;
  ListWriter writer(name, columns, options, [&](std::string_view piece) { text += piece; });
  for (const ordered_json& row : rows)
    writer.add(row);
  writer.finish(extra);
  return text;
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

std::string write_json(const ordered_json& value) {
  return json_text(value) + '\n';
}

std::string cut(std::string_view text, std::size_t columns, bool unicode) {
  std::string kept(text);
  if (columns == 0) return {};
  if (display_width(kept) <= columns) return kept;
  while (display_width(kept) > columns - 1) {
    while ((static_cast<unsigned char>(kept.back()) & 0xC0) == 0x80)
      kept.pop_back();
    kept.pop_back();
  }
  return kept + (unicode ? "…" : "~");
}

}  // namespace tlsward
