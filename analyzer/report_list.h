// `tlsward list`, `search`: the stored reports, one a row, written as they are read: a database of
// millions of reports is listed in the memory of a few.
#pragma once

#include "analyzer/list_output.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tlsward {

// What of a row is shown; absent: nothing.
using ChooseRow = std::function<std::optional<ReportRow>(ReportRow)>;

// A row as programs get it: {"id","organization_name",...}; docs/json.md.
nlohmann::ordered_json to_json(const ReportRow& row);

// The newest day first; a table ends in a line of totals. Throws what the Store and the sink throw.
void list_reports(
    Store& store, const Filter& filter, const OutputOptions& output, const Sink& sink,
    const ChooseRow& choose = [](ReportRow row) { return std::optional(std::move(row)); });

// The same of rows that are at hand, in their order.
void write_reports(const std::vector<ReportRow>& rows, const OutputOptions& output,
                   const Sink& sink);

}  // namespace tlsward
