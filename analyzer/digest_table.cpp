// The digest's table of domains.
#include "analyzer/digest_text.h"
#include "analyzer/list_output.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

// The columns, each with the blanks before it; what there is no room for has none.
struct TableShape {
  std::size_t name = 0;
  std::size_t sessions = 0;
  std::size_t failed = 0;
  std::size_t rate = 0;
  std::size_t week = 0;
  std::size_t policy = 0;
};

using Cells = std::array<std::string, 6>;

Cells heading(const OutlineTable& table) {
  Cells cells = table.headings;
  std::string& week = cells[4];
  week.resize(std::max(week.size(), kWeek), ' ');
  return cells;
}

Cells cells_of(const OutlineRow& row, bool unicode) {
  return {row.domain, row.sessions, row.failed, row.rate, spark(row.week, unicode), row.policy};
}

TableShape fit_table(std::span<const Cells> rows, std::size_t columns) {
  constexpr std::size_t longest_name = 20;
  constexpr std::size_t least_policy = 8;
  const auto widest = [&](std::size_t column, std::size_t before) {
    std::size_t width = 0;
    for (const Cells& row : rows)
      width = std::max(width, display_width(row.at(column)));
    return width + before;
  };
  TableShape shape{.name = std::min(widest(0, 0), longest_name),
                   .sessions = widest(1, 1),
                   .failed = widest(2, 2)};
  std::size_t used = 3 + shape.name + shape.sessions + shape.failed;
  const auto take = [&](std::size_t wanted) {
    const std::size_t taken = used + wanted <= columns ? wanted : 0;
    used += taken;
    return taken;
  };
  shape.rate = take(std::max<std::size_t>(widest(3, 2), 8));
  shape.week = shape.rate == 0 ? 0 : take(kWeek + 2);
  if (shape.week != 0 && used + least_policy <= columns) shape.policy = columns - used;
  return shape;
}

std::string legend(const OutlineTable& table, const DigestTextOptions& options) {
  return wrap(put_in(table.legend, {{"none", options.unicode ? "·" : "."}}), "   ", "   ",
              paragraph_columns(options.width));
}

std::string to_right(const std::string& text, std::size_t columns) {
  return std::string(columns - display_width(text), ' ') + text;
}

std::string table_line(const TableShape& shape, std::size_t name_columns, const Cells& cells,
                       bool unicode) {
  const auto& [name, sessions, failed, rate, week, policy] = cells;
  const std::string kept = cut(name, name_columns, unicode);
  std::string line = kept + std::string(name_columns - display_width(kept), ' ') +
                     to_right(sessions, shape.sessions) + to_right(failed, shape.failed);
  if (shape.rate != 0) line += to_right(rate, shape.rate);
  if (shape.week != 0) line += "  " + week;
  if (shape.policy != 0) line += "  " + cut(policy, shape.policy - 2, unicode);
  return line + '\n';
}

}  // namespace

std::string digest_table(const OutlineTable& table, const DigestTextOptions& options) {
  std::vector<Cells> rows{heading(table)};
  for (const OutlineRow& row : table.rows)
    rows.push_back(cells_of(row, options.unicode));
  const TableShape shape = fit_table(rows, paragraph_columns(options.width));
  std::string text = '\n' + table_line(shape, shape.name + 3, rows.front(), options.unicode);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Verdict verdict = table.rows[i].verdict;
    text += fmt::format(" {} ", colored(std::string(symbol(verdict)), verdict, options.color));
    text += table_line(shape, shape.name, rows[i + 1], options.unicode);
  }
  return shape.week == 0 ? text : text + legend(table, options);
}

}  // namespace tlsward
