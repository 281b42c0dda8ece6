// How often a reporter reports about a line, learnt from the days on which it did: so that one that
// falls silent is noticed after its own habit is broken, and nobody is missed who writes only when
// there is mail. Pure functions, tested by tables.
#pragma once

#include "schema/reports.h"

#include <span>
#include <string_view>
#include <vector>

namespace tlsward {

enum class Rhythm {
  daily,   // on 10 of 14 days or 5 of 7; also on working days only
  weekly,  // three times in a row 6 to 8 days after the time before
  none,    // when there is mail, or too little is known
};

// "daily", "weekly", "none".
std::string_view name(Rhythm rhythm);

struct Habit {
  Rhythm rhythm = Rhythm::none;
  int days_between = 0;  // the longest time between two reports that is usual; 0 for none
};

// Of the days of its reports, ascending, up to the last of them. Who was away once is not used to
// it: of reporters that are daily the longest pause counts that came twice in four weeks.
Habit learn_habit(std::span<const Day> days);

// A reporter that should have said something of a line by the end of a day.
struct Silence {
  const ReporterDays* reporter = nullptr;
  Rhythm rhythm = Rhythm::daily;
  Day last;              // its last report
  bool is_news = false;  // the day is the first on which its habit is broken
};

// Who is silent on the day, in the order of the reporters, which are lent. Of who reports in a
// habit in a way that is proof, an unauthenticated report is none. After four weeks nobody is
// waited for.
std::vector<Silence> find_silent(std::span<const ReporterDays> reporters, Day day);

}  // namespace tlsward
