// `tlsward list`, `search`: the stored reports, one a row, written as they are read: a database of
// millions of reports is listed in the memory of a few.
#pragma once

#include "analyzer/list_output.h"
#include "schema/reports.h"
#include "schema/store.h"

namespace tlsward {

// The newest day first; a table ends in a line of totals. Throws what the Store and the sink throw.
void list_reports(Store& store, const Filter& filter, const OutputOptions& output,
                  const Sink& sink);

}  // namespace tlsward
