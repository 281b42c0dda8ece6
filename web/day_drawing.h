// Days side by side as the paths of an SVG drawing 1,000 wide and 100 high, which a page stretches.
#pragma once

#include "schema/timestamp.h"

#include <string>
#include <vector>

namespace tlsward {

inline constexpr double kDrawingHeight = 100;

class DayDrawing {
 public:
  // Both days are included.
  DayDrawing(Day first, Day last);

  // A bar at the day, from a height to another, both counted from below; "" if it has none.
  std::string bar(Day day, double from, double to) const;

  // All the room of a day, to point at.
  std::string room(Day day) const;

  // A line along the ground for each run of days that are not among these, which ascend.
  std::string gaps(const std::vector<Day>& reported) const;

 private:
  double left_of(Day day) const;

  Day first_;
  Day last_;
  double slot_;
};

}  // namespace tlsward
