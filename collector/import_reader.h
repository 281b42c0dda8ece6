// The reading side of an import: files, mails and mailboxes become readings, on a thread of its
// own.
#pragma once

#include "collector/file_import.h"
#include "collector/import_chunk.h"
#include "collector/input_file.h"
#include "collector/intake.h"
#include "collector/mail_reader.h"
#include "collector/report_files.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// For one thread. The job and the ownership must outlive it.
class ImportReader {
 public:
  ImportReader(const ImportJob& job, const Limits& limits, const Ownership& ownership,
               const HashKey& key);

  // Reads all, as long as it is not to stop. Throws std::runtime_error if standard input cannot be
  // read, and what ImportJob::make_mail_trust throws.
  void read_all(Handover& handover, const std::stop_token& stop);

 private:
  // Where what is read goes; false if it is to stop.
  using Sink = std::function<bool(ImportItem)>;

  bool read(const FoundFile& found, const Sink& sink);
  ImportItem read_whole(ItemKind kind, const std::string& path, InputFile& file);
  bool read_mbox(const std::string& path, InputFile& file, const Sink& sink);
  std::vector<Reading> read_mail_of(Delivery delivery);
  Delivery delivery_of(const ImportItem& item) const;

  const ImportJob& job_;
  const Limits limits_;
  Intake intake_;
  FileSearch search_;
  std::optional<MailReader> mail_reader_;
};

}  // namespace tlsward
