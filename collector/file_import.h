// Files into the database: reports (.json, .json.gz, .zip), mails (.eml), mailboxes (mbox,
// Maildir), folders of them, "-" for standard input. A broken file or mail never stops the rest,
// and what came of each is told.
#pragma once

#include "collector/intake.h"
#include "collector/mail_reader.h"
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
  std::size_t mails = 0;  // read so far
};

// One file, mail, or report in it, that was not imported, or is kept as the side of a conflict.
struct NotImported {
  std::string file;  // "a.json", "reports.mbox: mail 3: part 2", "-"
  Rejection rejection;
  std::optional<std::int64_t> delivery;  // in quarantine under this id; absent if refused
};

struct ImportResult {
  std::int64_t imported = 0;
  std::int64_t duplicates = 0;
  std::int64_t conflicts = 0;
  std::int64_t quarantined = 0;
  std::int64_t rejected = 0;              // refused, or could not be read
  std::int64_t rejected_piped = 0;        // of these, in mails on standard input: no fault of ours
  std::int64_t mails = 0;                 // read
  std::int64_t without_report = 0;        // of these
  std::vector<NotImported> not_imported;  // the first 1,000, in the order of the files
};

struct ImportJob {
  std::vector<std::string> paths;  // files, folders (recursive), patterns, "-"
  Timestamp now;
  // For mails on standard input, which are believed as polled ones are, called by each thread that
  // reads some; by default nobody answers.
  std::function<MailTrust()> make_mail_trust = [] {
    return MailTrust{[](const std::string&) { return TxtAnswer{}; }, {}};
  };
  std::function<void(const ImportProgress&)> on_progress;  // about every 100 files; may be empty
};

// Imports all of the paths into a bulk Store, threads of its own reading and unpacking, the
// caller's writing. Everything counted in the result is committed when it returns. A path that does
// not exist or cannot be read is an entry in not_imported. All reports of a mail are kept, or none;
// a mail without any is counted and no fault. Throws what the Store and make_mail_trust throw, and
// std::runtime_error if standard input cannot be read; what was committed before stays.
ImportResult import_files(Store& store, const Limits& limits, const Ownership& ownership,
                          const ImportJob& job);

}  // namespace tlsward
