// What an import reads, found and fetched but not yet looked into: files, and the mails of
// mailboxes, in their order. Fetching is cheap beside reading, so that one source feeds all threads
// that read.
#pragma once

#include "collector/file_import.h"
#include "collector/import_chunk.h"
#include "collector/input_file.h"
#include "collector/limits.h"
#include "collector/mbox.h"
#include "collector/report_files.h"
#include "schema/delivery.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// An item without its readings.
struct Unread {
  ImportItem item;
  std::optional<Delivery> delivery;  // to be read; absent if there is nothing (more) to be read
};

struct Batch {
  std::size_t number = 0;  // from 0 on
  std::size_t found = 0;   // files found so far
  std::vector<Unread> items;
};

// For any number of threads. The job must outlive it.
class ImportSource {
 public:
  ImportSource(const ImportJob& job, const Limits& limits);

  // The next ones, some thousand or about a MiB of them; the first few are fewer, for writing is to
  // begin soon. Absent at the end. Throws std::runtime_error if standard input cannot be read.
  std::optional<Batch> next();

 private:
  // The mailbox that is being read.
  struct OpenMbox {
    std::string path;
    std::unique_ptr<InputFile> file;
    MboxReader reader;
  };

  std::optional<Unread> next_item();
  Unread next_of_mbox();
  std::optional<Unread> open(const FoundFile& found);
  Unread fetch(ItemKind kind, const std::string& path, InputFile& file) const;
  Delivery delivery_of(const ImportItem& item) const;

  std::mutex mutex_;
  const ImportJob& job_;
  const Limits limits_;
  FileSearch search_;
  std::vector<FoundFile> files_;  // found and not yet fetched, the next one last
  std::optional<OpenMbox> mbox_;
  std::size_t batches_ = 0;
  std::size_t found_ = 0;
};

}  // namespace tlsward
