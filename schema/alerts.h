// What owners are told of at once: a thread of mails for each problem of an owner, from the first
// alert over reminders to the word that it is over, and these mails until a mail server has taken
// them. A mail is written in the transaction that notes what it tells, so that a crash at any
// moment loses none and tells none twice with another Message-ID.
#pragma once

#include "schema/outbox.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
class Rows;
}  // namespace sqlite

// What a thread has told, in order.
enum class AlertStage {
  none,      // it is known for too short a time to be told
  opened,    // the first alert
  reminder,  // it lasts: a day later,
  second,    // three,
  third,     // and seven
  resolved,  // it is over, and so is the thread
};

// "none", "opened", "reminder-1", "reminder-3", "reminder-7", "resolved", as they are stored and
// shown.
std::string_view name(AlertStage stage);

struct AlertThread {
  std::int64_t id = 0;  // add() gives it
  std::string owner;    // as in the configuration
  std::string webhook;  // that is told; "" = the owner is, by mail
  std::string key;      // what it is about (analyzer/alert_conditions.h): one open thread each
  std::string kind;     // "loss", "cause", "own-fault", "silence"
  std::string domain;   // the line; "" for a silence
  std::string cause;    // of a CauseKey; "" for a silence
  std::string host;     // of a CauseKey; for a silence the reporter
  Day day;              // the UTC day of the reports that opened it
  Timestamp opened;     // when it was first seen
  AlertStage told = AlertStage::none;  // by the last mail
  std::optional<AlertStage> news;      // what it has to tell since `noticed`, and no mail has yet
  std::optional<Timestamp> noticed;
  std::string message_id;                     // of the mail that it began with; "" before
  std::string subject;                        // of that mail
  std::optional<std::int64_t> mail;           // which told the last
  AlertStage told_before = AlertStage::none;  // before that mail

  bool operator==(const AlertThread&) const = default;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Alerts {
 public:
  explicit Alerts(sqlite::Database& database) : database_(database) {}

  // Those of all owners that are open, the oldest first; with those that are over since `since`.
  std::vector<AlertThread> threads(std::optional<Timestamp> since = std::nullopt);

  // Adds one, and returns its id. Throws if the owner has an open one of that key and webhook.
  std::int64_t add(const AlertThread& thread);
  // Writes back all but id, owner, webhook, key, domain, cause and host.
  void change(const AlertThread& thread);
  void remove(std::int64_t thread);

  // The mails on their way, as Outbox has digests: local_day, first_day and last_day are the day on
  // which it was made.
  std::int64_t add_mail(const OutboxMail& mail);
  // What waits and is to be tried by then, the oldest first.
  std::vector<OutboxMail> due(Timestamp by);
  // All that wait, without their messages, the oldest first.
  std::vector<OutboxMail> waiting();
  void note_try(const OutboxMail& mail);
  // Forgets a mail that nobody can have, and that it told anything: its threads have that to tell,
  // and take the place of what was opened since for the same.
  void take_back(std::int64_t mail);
  // The last one of each owner that ever had one, by owner.
  std::vector<OutboxStatus> statuses();

 private:
  void add_recipients(const OutboxMail& mail);
  std::vector<OutboxMail> read(sqlite::Rows rows);
  std::vector<OutboxRecipient> recipients_of(std::int64_t mail);

  sqlite::Database& database_;
};

}  // namespace tlsward
