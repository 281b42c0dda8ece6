// What the threads that read an import hand to the one that writes: some thousand reports at once,
// bounded in memory.
#pragma once

#include "collector/intake.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// What an item is the whole of.
enum class ItemKind : std::uint8_t {
  file,       // no mail
  mail_file,  // a mail that is a file
  mail,       // of an mbox
  mbox,       // the mbox itself, behind its mails; has no readings
};

// What stands or falls together: the readings of a file or of a mail, or why there are none.
struct ImportItem {
  ItemKind kind = ItemKind::file;
  std::string source;  // the path; "reports.mbox: mail 3"
  std::vector<Reading> readings;
  std::optional<Rejection> problem;  // it cannot be read
  bool from_standard_input = false;

  bool is_mail() const { return kind == ItemKind::mail_file || kind == ItemKind::mail; }
  bool is_piped_mail() const { return is_mail() && from_standard_input; }
};

class ImportChunk {
 public:
  // `found`: files found so far.
  explicit ImportChunk(std::size_t found) : found_(found) {}

  void add(ImportItem item);
  bool is_full() const;

  const std::vector<ImportItem>& items() const { return items_; }
  std::size_t found() const { return found_; }

 private:
  std::vector<ImportItem> items_;
  std::size_t found_;
  std::size_t readings_ = 0;
  std::size_t bytes_ = 0;  // of memory, about
};

// One chunk on its way from the threads that read to the one that writes. Those take turns,
// numbered from 0 on, so that what they read at once is written in the order in which it stood.
class Handover {
 public:
  // For so many threads that read.
  explicit Handover(std::size_t readers) : readers_(readers) {}

  // Waits for the turn, and until the last chunk was taken. False if it is to stop, or if another
  // thread that reads failed.
  bool put(ImportChunk chunk, std::size_t turn, const std::stop_token& stop);

  // All of the present turn was put.
  void end_turn();

  // One of the threads will put nothing more, because of an error if there is one.
  void finish(std::exception_ptr error);

  // Waits so long for the next one, or the end. False if there is neither.
  bool wait_for(std::chrono::milliseconds patience);

  // The next one, for which it was waited. Absent at the end. Throws what ended the reading.
  std::optional<ImportChunk> take();

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<ImportChunk> chunk_;
  std::size_t turn_ = 0;
  std::size_t readers_;
  std::exception_ptr error_;
};

}  // namespace tlsward
