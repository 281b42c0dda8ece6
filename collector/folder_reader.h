// Reads the new mails of one folder into the database. What a mail's reports are kept as, how far
// the folder is read, and what is to be done with the mail next stand in one commit: whenever the
// process ends, each mail was dealt with or will be.
#pragma once

#include "collector/imap_mailbox.h"
#include "collector/intake.h"
#include "collector/mail_reader.h"
#include "collector/mailbox_options.h"
#include "schema/mailboxes.h"
#include "schema/store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

struct PollCounts {
  std::int64_t mails = 0;  // dealt with
  std::int64_t stored = 0;
  std::int64_t duplicates = 0;
  std::int64_t conflicts = 0;
  std::int64_t quarantined = 0;
  std::int64_t refused = 0;
  std::int64_t without_report = 0;  // mails
  std::int64_t set_aside = 0;       // mails
  std::int64_t finished = 0;        // mails moved, marked or deleted
  std::int64_t pending = 0;         // mails found and not dealt with
};

// What one poll works with, and what it counts.
struct Poll {
  const MailboxOptions& options;
  const Limits& limits;
  ImapMailbox& mailbox;
  Store& store;  // grouped
  Intake& intake;
  MailReader& reader;
  Timestamp now;
  bool by_hand = false;  // somebody waits for it: what was set aside is tried again at once
  std::function<void(const PollCounts&)> on_progress;  // may be empty
  PollCounts& counts;
  std::string& note;  // the last thing that the operator should know
};

// The UIDs to ask for at once: the answer is one line, of at most 80,000 UIDs and 880 KB.
struct UidWindow {
  Uid first = 0;
  Uid last = 0;
};

// The window from there on; absent behind the last UID there can be. One is enough for a folder
// that has no more mails, whatever their UIDs. The last is open, for a server may not tell its next
// UID, or too small a one.
std::optional<UidWindow> next_window(std::uint64_t first, const ImapFolder& folder);

// For one poll of one folder, which is selected.
class FolderReader {
 public:
  // With another UIDVALIDITY than before it reads all anew, and what is stored already is known by
  // its content.
  FolderReader(Poll& poll, FolderName name, const ImapFolder& folder);

  // All that is new. Throws what ImapMailbox, Intake and Store throw; what was committed stays.
  void read();

  // What was set aside and is due for another try. To be called when all else is done, for whatever
  // made it fail may end the poll once more. Throws likewise.
  void read_set_aside();

 private:
  std::size_t read_some(std::span<const Uid> uids);
  void read_new(std::vector<MailSize> mails);
  std::size_t read_first(const std::vector<MailSize>& mails);
  std::size_t read_batch(const std::vector<Uid>& uids);
  bool is_too_often_tried(Uid uid);
  void begin_try(Uid uid);
  void read_again(const MailSetAside& mail);
  std::vector<FetchedMail> fetch(const std::vector<Uid>& uids);
  std::vector<Reading> read_mail(FetchedMail& mail);
  void keep(const std::vector<FetchedMail>& mails,
            const std::vector<std::vector<Reading>>& readings);
  void note_outcome(Uid uid, const std::vector<Settled>& settled, bool ask_again);
  void finish_later(Uid uid, const std::vector<Settled>& settled, bool has_report);
  void pass(Uid uid);
  void set_aside(Uid uid, const std::string& why);
  std::vector<MailSize> with_sizes(const std::vector<Uid>& uids);
  void dealt_with(std::int64_t mails);

  Poll& poll_;
  const FolderName name_;
  const ImapFolder folder_;
  FolderPosition position_;
  Uid begun_ = 0;               // the mail with which this poll has begun its last try
  std::size_t one_by_one_ = 0;  // so many mails are read: one of them has ended a poll
};

}  // namespace tlsward
