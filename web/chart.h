// Sessions per UTC day as a picture: values for templates/part_chart.html, which draws them as SVG
// with a table of the same numbers. A day without reports is drawn as that, never as 0.
#pragma once

#include "analyzer/language.h"
#include "analyzer/list_output.h"
#include "schema/counting.h"
#include "schema/timestamp.h"
#include "web/response.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tlsward {

struct Chart {
  Day first;
  Day last;
  std::map<Day, Sessions> days;          // those that have reports
  std::function<std::string(Day)> link;  // where a day's bar leads to
  bool failed_only = false;              // of what went well nothing is known here
};

// Paths of web/day_drawing.h and texts in words. What is more than 0 is drawn at least 2 high. Of
// more than 100 days none is a link in the drawing, all are in the table.
nlohmann::ordered_json chart_values(const Chart& chart, const Language& language);

// The days of the chart as a file, "days": of one without reports the numbers are null.
Response chart_data(const Chart& chart, Format format);

}  // namespace tlsward
