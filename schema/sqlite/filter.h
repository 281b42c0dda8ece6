// A Filter as WHERE clauses: fixed fragments, every value bound.
#pragma once

#include "schema/reports.h"
#include "schema/sqlite/connection.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tlsward::sqlite {

// Appends "WITH RECURSIVE days ...": the days of the filter on which there are policies, the newest
// first. Days are found by their first key, so that none without policies and no row of another
// domain is read; join it by "days CROSS JOIN policy p ON p.day = days.day", which keeps that
// order.
void add_days(Query& query, const Filter& filter);

// Appends "AND ..." for everything but days and limit, about the policy entry p of the report r: it
// or one of its failures fits.
void add_entry_conditions(Query& query, const Filter& filter);

// The same for failures(): about the entry p and this failure f of it.
void add_failure_conditions(Query& query, const Filter& filter);

// Appends "AND p.domain IN ..." for the lines of the filter, about a row p of any table that has a
// column domain; nothing if it does not narrow them.
void add_line_condition(Query& query, const Filter& filter);

// Appends "AND p.day BETWEEN ..." if the filter narrows days.
void add_day_condition(Query& query, const Filter& filter);

// Whether only days and limit narrow the filter; whether beside these only lines do.
bool is_of_days_only(const Filter& filter);
bool is_of_lines_only(const Filter& filter);

}  // namespace tlsward::sqlite
