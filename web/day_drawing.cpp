#include "web/day_drawing.h"

#include <fmt/format.h>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr double kWidth = 1000;
constexpr double kBarShare = 0.8;  // of a day's room

std::string box(double left, double top, double width, double height) {
  return fmt::format("M{0:.2f} {1:.2f}h{2:.2f}v{3:.2f}h-{2:.2f}z", left, top, width, height);
}

}  // namespace

DayDrawing::DayDrawing(Day first, Day last)
    : first_(first), last_(last), slot_(kWidth / static_cast<double>((last - first).count() + 1)) {}

std::string DayDrawing::bar(Day day, double from, double to) const {
  if (to <= from) return {};
  const double margin = slot_ * (1 - kBarShare) / 2;
  return box(left_of(day) + margin, kDrawingHeight - to, slot_ * kBarShare, to - from);
}

std::string DayDrawing::room(Day day) const {
  return box(left_of(day), 0, slot_, kDrawingHeight);
}

std::string DayDrawing::gaps(const std::vector<Day>& reported) const {
  std::string path;
  Day begin = first_;
  const auto end_gap = [&](Day end) {
    if (begin < end)
      path +=
          fmt::format("M{:.2f} {:.0f}H{:.2f}", left_of(begin), kDrawingHeight - 1, left_of(end));
  };
  for (const Day day : reported) {
    end_gap(day);
    begin = day + days(1);
  }
  end_gap(last_ + days(1));
  return path;
}

double DayDrawing::left_of(Day day) const {
  return slot_ * static_cast<double>((day - first_).count());
}

}  // namespace tlsward
