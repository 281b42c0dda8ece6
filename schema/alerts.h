// What owners are told of at once: a thread for each problem of an owner, from the first alert over
// reminders to the word that it is over. Its mails are in schema/alert_mails.h.
#pragma once

#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}  // namespace sqlite

// What a thread has told, in order.
enum class AlertStage {
  none,        // it is known for too short a time to be told
  opened,      // the first alert
  reminder_1,  // it lasts: a day later,
  reminder_3,  // three,
  reminder_7,  // and seven
  resolved,    // it is over, and so is the thread
};

// "none", "opened", "reminder-1", "reminder-3", "reminder-7", "resolved", as they are stored and
// shown.
std::string_view name(AlertStage stage);

struct AlertThread {
  std::int64_t id = 0;  // add() gives it
  std::string owner;    // as in the configuration
  std::string webhook;  // that is told; "" = the owner is, by mail
  std::string key;      // what it is about (analyzer/alert_conditions.h): one open thread each
  std::string kind;     // "refused", "cause", "own-fault", "silence"
  std::string domain;   // the line; "" for a silence
  std::string cause;    // of a CauseKey; "" for a silence
  std::string host;     // of a CauseKey; for a silence the reporter
  std::vector<std::string> lines;  // of a silence: of which it told, and no report has come since
  Day day;                         // the UTC day of the reports that opened it
  Timestamp opened;                // when it was first told; before, when it was first seen
  Day heard;                       // when anything was last known of it
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

 private:
  std::vector<std::string> lines_of(std::int64_t thread);
  void set_lines(std::int64_t thread, const std::vector<std::string>& lines);

  sqlite::Database& database_;
};

}  // namespace tlsward
