// The mails that tell owners at once, until a mail server has taken them. One is written in the
// transaction that notes what it tells, and each try before it is made, so that a crash at any
// moment loses none and tells none twice with another Message-ID.
#pragma once

#include "schema/outbox.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tlsward {

// As Outbox has digests: local_day, first_day and last_day are the day on which a mail was made.
// For the thread of its Store. Writing goes inside Store::transact().
class AlertMails {
 public:
  explicit AlertMails(sqlite::Database& database) : database_(database) {}

  // Adds one, and returns its id. Throws if there is one of that Message-ID.
  std::int64_t add(const OutboxMail& mail);

  // What waits and is to be tried by then, without the messages, the oldest first.
  std::vector<OutboxMail> due(Timestamp by);

  // All that wait, without their messages, the oldest first.
  std::vector<OutboxMail> waiting();

  // Those by which a thread told its last, that nobody has and nobody waits for, without their
  // messages, the oldest first.
  std::vector<OutboxMail> refused();

  // The message of a mail that waits; "" of any other.
  std::string message(std::int64_t mail);

  // Puts the mail's recipients in the place of those that it had.
  void set_recipients(const OutboxMail& mail);

  // Writes back what a try changed, as Outbox does.
  void note_try(const OutboxMail& mail);

  // Forgets a mail that nobody can have, and that it told anything: its threads have that to tell,
  // and take the place of what was opened since for the same. A thread of whose first mail nobody
  // has anything either has everything to tell.
  void take_back(std::int64_t mail);

  // The last one of each owner that ever had one, by owner.
  std::vector<OutboxStatus> statuses();

 private:
  void add_recipients(std::int64_t mail, const std::vector<OutboxRecipient>& recipients);
  std::vector<OutboxMail> read(sqlite::Rows rows);
  std::vector<OutboxRecipient> recipients_of(std::int64_t mail);

  sqlite::Database& database_;
};

}  // namespace tlsward
