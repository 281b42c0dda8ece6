// A Filter as WHERE clauses: fixed fragments, every value bound.
#pragma once

#include "schema/reports.h"
#include "schema/sqlite/connection.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tlsward::sqlite {

// Appends "WITH RECURSIVE days ...": the days of the filter on which there are entries, the newest
// first. Days are found by their first key, so that none without entries and no row of another
// domain is read; join it by "days CROSS JOIN entry e ON e.day = days.day", which keeps that
// order.
void add_days(Query& query, const Filter& filter);

// Appends "AND ..." for everything but days and limit, about the entry e of the report r: it
// or one of its failures fits.
void add_entry_conditions(Query& query, const Filter& filter);

// The same for each_failure(): about the entry e and this failure f of it.
void add_failure_conditions(Query& query, const Filter& filter);

// Appends "AND e.domain IN ..." for the lines of the filter, about a row e of any table that has a
// column domain; nothing if it does not narrow them.
void add_line_condition(Query& query, const Filter& filter);

// Appends "AND e.day BETWEEN ..." if the filter narrows days.
void add_day_condition(Query& query, const Filter& filter);

// The filter's limit as LIMIT has it.
std::int64_t limit_of(const Filter& filter);

// Whether only days and limit narrow the filter; whether beside these only lines do.
bool is_of_days_only(const Filter& filter);
bool is_of_lines_only(const Filter& filter);

}  // namespace tlsward::sqlite
