// Files into the database: .json, .json.gz and .zip files, folders of them, "-" for standard input.
// A broken file never stops the rest, and what came of each is told.
#pragma once

#include "collector/intake.h"
#include "schema/delivery.h"
#include "schema/store.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tlsward {

struct ImportProgress {
  std::size_t files = 0;  // read so far
  std::size_t of = 0;     // found so far
};

// One file, or report in it, that was not imported.
struct NotImported {
  std::string file;
  Rejection rejection;
  std::optional<std::int64_t> delivery;  // in quarantine under this id; absent if refused
};

struct ImportResult {
  std::int64_t imported = 0;
  std::int64_t duplicates = 0;
  std::int64_t conflicts = 0;
  std::int64_t quarantined = 0;
  std::int64_t rejected = 0;              // refused, or could not be read
  std::vector<NotImported> not_imported;  // the first 1,000, in the order of the files
};

struct ImportJob {
  std::vector<std::string> paths;  // files, folders (recursive), patterns, "-"
  Timestamp now;
  std::function<void(const ImportProgress&)> on_progress;  // about every 100 files; may be empty
};

// Imports all of the paths into a bulk Store, one thread reading and unpacking, the caller's
// writing. Everything counted in the result is committed when it returns. A path that does not
// exist or cannot be read is an entry in not_imported. Throws what the Store throws; what was
// committed before stays.
ImportResult import_files(Store& store, const Limits& limits, const Ownership& ownership,
                          const ImportJob& job);

}  // namespace tlsward
