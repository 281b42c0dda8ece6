// Where the reading of mailboxes is kept: how far each folder is read, what remains to be done with
// mails whose reports are stored, what was set aside, and how the last poll of each mailbox went. A
// mailbox is named as in the configuration, a mail by its UID, which its server gives anew whenever
// it changes the folder's UIDVALIDITY (RFC 3501 section 2.3.1.1).
#pragma once

#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}

struct FolderName {
  std::string mailbox;
  std::string folder;
};

// How far a folder is read.
struct FolderPosition {
  std::int64_t uid_validity = 0;
  std::int64_t last_uid = 0;    // this and all before it were dealt with
  std::int64_t trying_uid = 0;  // the first of those that were begun and not finished; 0 = none
  std::int64_t tries = 0;       // how often they were begun
};

// A mail that was dealt with and is to be moved, marked or deleted, once what is kept of it was
// read back. One row for each report in it.
struct MailToFinish {
  std::int64_t uid = 0;
  std::int64_t kept = 0;  // the delivery whose raw bytes must be there; 0: it holds no report
  Timestamp due;
};

// A mail that was passed over.
struct MailSetAside {
  std::int64_t uid = 0;
  std::string why;  // safe to print
  Timestamp tried;  // the last time
};

// How the last poll of a mailbox went.
struct MailboxStatus {
  std::string mailbox;
  Timestamp last_poll;
  std::optional<Timestamp> last_success;
  std::int64_t last_uid = 0;  // the highest of its folders
  std::int64_t pending = 0;   // mails seen and not yet dealt with
  std::int64_t set_aside = 0;
  std::int64_t failures = 0;  // polls in a row that failed
  std::string fault;          // why, and what to do; safe to print; "" after a success
  std::string note;           // what the operator should know though it went well; or ""
};

// For the thread of its Store. Writing goes inside Store::transact().
class Mailboxes {
 public:
  explicit Mailboxes(sqlite::Database& database) : database_(database) {}

  // Zeros for a folder that was never read.
  FolderPosition position(const FolderName& folder);
  void set_position(const FolderName& folder, const FolderPosition& position);

  // Forgets what is kept of the folder's mails: their UIDs mean nothing any more.
  void forget_mails(const FolderName& folder);

  void add_to_finish(const FolderName& folder, const MailToFinish& mail);
  // What is due of at most so many mails, by UID; of each mail all rows.
  std::vector<MailToFinish> due_to_finish(const FolderName& folder, Timestamp now,
                                          std::size_t limit);
  void finished(const FolderName& folder, std::int64_t uid);

  // Sets aside, or notes another try.
  void set_aside(const FolderName& folder, const MailSetAside& mail);
  // All of the folder, those first whose last try is longest ago.
  std::vector<MailSetAside> set_aside(const FolderName& folder);
  void take_up(const FolderName& folder, std::int64_t uid);

  void set_status(const MailboxStatus& status);
  // Absent for a mailbox that was never polled.
  std::optional<MailboxStatus> status(const std::string& mailbox);
  // Of all that ever were polled, by name.
  std::vector<MailboxStatus> statuses();

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
