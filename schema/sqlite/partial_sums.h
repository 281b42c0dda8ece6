// For lines of a day about which very much was reported: the sums by reporter and policy type of
// which the daily sums are made. With them a report more costs what it brings, not what is there.
// Few lines have them, so the ordinary database does not grow.
#pragma once

#include "schema/counting.h"
#include "schema/sqlite/connection.h"
#include "schema/sqlite/dimensions.h"

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace tlsward::sqlite {

// One line of one day.
struct Line {
  Day day;
  std::int64_t domain = 0;

  // clang-tidy 14 takes the 0 of the comparison for a pointer.
  auto operator<=>(const Line&) const = default;  // NOLINT(modernize-use-nullptr)
};

// Whose failures of which type, or whose sessions, on a line.
struct ReporterFigure {
  Line line;
  std::int64_t result_type = 0;  // 0: the headline
  std::string reporter;
};

enum class Change { add, take_away };

// True if the number may be less than what was added to it (add_saturating()).
constexpr bool is_saturated(std::int64_t sum) {
  return sum == std::numeric_limits<std::int64_t>::max();
}

// Writing goes inside a transaction.
class PartialSums {
 public:
  PartialSums(Connection& connection, Dimensions& dimensions)
      : connection_(connection), dimensions_(dimensions) {}

  // Whether the sums of the line are kept here.
  bool has(const Line& line);

  // They are from now on, and there are none yet.
  void begin(const Line& line);

  // They are no more.
  void drop(const Line& line);

  // What the reporter's entries count together.
  Sessions count(const ReporterFigure& figure);

  // False where that cannot be done, because a sum stands at the most that a number can be: nobody
  // knows what it would be.
  bool change(const ReporterFigure& figure, const std::string& policy_type,
              const Sessions& sessions, Change change);

 private:
  Sessions sum(const ReporterFigure& figure, std::int64_t policy_type);
  void write(const ReporterFigure& figure, std::int64_t policy_type, const Sessions& sum);

  Connection& connection_;
  Dimensions& dimensions_;
};

}  // namespace tlsward::sqlite
