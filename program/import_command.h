// `tlsward import`: files into the database, a progress bar on the way, one summary at the end.
#pragma once

#include "collector/file_import.h"
#include "program/invocation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace tlsward {

// Returns 0 if every report was stored, known already or kept in quarantine, also if something in a
// mail on standard input was refused; 1 if something else was refused or could not be read. Throws
// what the Store throws; with "-" among the paths TryLater for every fault but a wrong usage.
int import_command(const Invocation& invocation, const std::vector<std::string>& paths);

// {"schema":1,"imported","duplicates","conflicts","quarantined","rejected","mails","without_report",
//  "rejections":[{"file","reason","detail"}],"quarantine":[{"file","reason","detail","id"}]}
nlohmann::ordered_json import_json(const ImportResult& result);

// The same in words: a line for each file that was not imported, then the sums.
std::string import_text(const ImportResult& result);

}  // namespace tlsward
