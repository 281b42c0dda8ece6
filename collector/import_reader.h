// The reading side of an import: what was fetched becomes readings, on several threads at once,
// each with a reader of its own.
#pragma once

#include "collector/file_import.h"
#include "collector/import_chunk.h"
#include "collector/import_source.h"
#include "collector/intake.h"
#include "collector/mail_reader.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace tlsward {

// For one thread. What it is made of must outlive it.
class ImportReader {
 public:
  ImportReader(const ImportJob& job, const Limits& limits, const Ownership& ownership,
               const HashKey& key);

  // Reads what the source has, as long as it is not to stop. Throws what ImportSource and
  // ImportJob::make_mail_trust throw.
  void read_all(ImportSource& source, Handover& handover, const std::stop_token& stop);

 private:
  ImportItem read(Unread unread);
  std::vector<Reading> read_mail_of(Delivery delivery);

  const ImportJob& job_;
  const Limits limits_;
  Intake intake_;
  std::optional<MailReader> mail_reader_;
};

}  // namespace tlsward
