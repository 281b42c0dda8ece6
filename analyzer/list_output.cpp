#include "analyzer/list_output.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kGap = "  ";
constexpr std::size_t kNamesShown = 5;  // of a list in a cell
constexpr std::size_t kNarrowest = 12;  // columns that text keeps: a day, the end of a domain

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

using Cells = std::vector<std::vector<std::string>>;

// The heading and all rows, as shown.
Cells table_cells(const std::vector<Column>& columns, const ordered_json& rows) {
  Cells cells(1);
  for (const Column& column : columns)
    cells.front().push_back(column.title);
  for (const ordered_json& row : rows) {
    std::vector<std::string>& line = cells.emplace_back();
    for (const Column& column : columns)
      line.push_back(table_cell(member(row, column.key), column.kind));
  }
  return cells;
}

std::vector<std::size_t> widths_of(const Cells& cells) {
  std::vector<std::size_t> widths(cells.front().size(), 0);
  for (const auto& line : cells)
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

std::string table_line(const std::vector<std::string>& line, const std::vector<Column>& columns,
                       const std::vector<std::size_t>& widths, bool heading,
                       const OutputOptions& options) {
  std::string text;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (widths[i] == 0) continue;
    std::string cell = cut(line[i], widths[i], options.unicode);
    const std::string padding(widths[i] - display_width(cell), ' ');
    if (!is_text(columns[i].kind))
      cell.insert(0, padding);
    else if (i + 1 != columns.size())
      cell += padding;
    if (!text.empty()) text += kGap;
    text += colored(std::move(cell), columns[i], heading, options.color);
  }
  return text + '\n';
}

std::string write_table(const std::vector<Column>& columns, const ordered_json& rows,
                        const OutputOptions& options) {
  const Cells cells = table_cells(columns, rows);
  std::vector<std::size_t> widths = widths_of(cells);
  fit(widths, columns, options.width);
  std::string text;
  for (const auto& line : cells)
    text += table_line(line, columns, widths, &line == &cells.front(), options);
  return text;
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

std::string write_csv(const std::vector<Column>& columns, const ordered_json& rows) {
  std::vector<std::string> cells;
  cells.reserve(columns.size());
  for (const Column& column : columns)
    cells.push_back(column.key);
  std::string text = csv_line(cells);
  for (const ordered_json& row : rows) {
    cells.clear();
    for (const Column& column : columns)
      cells.push_back(csv_cell(member(row, column.key)));
    text += csv_line(cells);
  }
  return text;
}

}  // namespace

std::string write_list(std::string_view name, const std::vector<Column>& columns,
                       const ordered_json& rows, const OutputOptions& options,
                       const ordered_json& extra) {
  if (options.format == Format::table) return write_table(columns, rows, options);
  if (options.format == Format::csv) return write_csv(columns, rows);
  std::string text;
  if (options.format == Format::ndjson) {
    for (const ordered_json& row : rows)
      text += write_json(row);
    return text;
  }
  ordered_json all{{"schema", 1}};
  all[std::string(name)] = rows;
  all.update(extra);
  return write_json(all);
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

std::string write_json(const ordered_json& value) {
  return value.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + '\n';
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
