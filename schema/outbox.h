// Where digests are kept until a mail server has taken them, and that they were sent after that:
// one for each owner and local day, with the Message-ID that all its tries have. A mail is written
// here before the first try, and each try before it is made, so that a crash at any moment loses
// none, doubles at most one, which then has the same Message-ID, and is not met again at once.
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
class Rows;
}  // namespace sqlite

enum class MailState {
  waiting,   // for some of its recipients
  sent,      // nobody waits, and somebody has it
  refused,   // nobody waits, nobody has it, and somebody refused it
  given_up,  // nobody waits, has it or refused it; the fault says why
  replaced,  // a later one of the owner has its days too
  unneeded,  // there was nothing to say
};

enum class RecipientState {
  waiting,
  taken,     // the server said that it has it
  refused,   // for good
  given_up,  // is not asked any more
};

// "waiting", "given-up" and so on, as they are stored and shown.
std::string_view name(MailState state);
std::string_view name(RecipientState state);

struct OutboxRecipient {
  std::string address;
  RecipientState state = RecipientState::waiting;
  std::string answer;  // the last word of the server to it; safe to print; "" before
};

struct OutboxMail {
  std::int64_t id = 0;  // add() gives it
  std::string owner;    // as in the configuration
  Day local_day;        // of the owner
  Day first_day;        // UTC days that it covers, both inclusive; none where first > last
  Day last_day;
  std::string message_id;  // without <>
  std::string sender;      // the address of the envelope
  std::string message;     // RFC 5322, with CRLF; "" where it was not asked for or nothing waits
  Timestamp created;
  std::optional<std::int64_t> seen;  // Reports::newest() before it was made; absent: not noted
  MailState state = MailState::waiting;
  std::int64_t tries = 0;
  Timestamp next_try;
  std::string fault;                 // of the last try, or why it is given up; safe to print; ""
                                     // if there was none
  bool in_doubt = false;             // a server may have it that did not say so
  std::optional<Timestamp> settled;  // when it ceased to wait
  std::vector<OutboxRecipient> recipients;

  // Whether any recipient's state is this one.
  bool has(RecipientState wanted) const;
};

// What an owner has been told.
struct ToldSoFar {
  Day last_day;                      // the last UTC day that a digest has told of
  std::optional<Timestamp> made;     // when that was made; absent where nobody has any
  std::optional<std::int64_t> seen;  // OutboxMail::seen of that
};

// How an owner's mails fare.
struct OutboxStatus {
  OutboxMail last;  // the one that was made last, without its message
  std::optional<Timestamp> last_sent;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Outbox {
 public:
  explicit Outbox(sqlite::Database& database) : database_(database) {}

  // Whether the owner has one for that local day, in whatever state.
  bool has(const std::string& owner, Day local_day);

  // The last UTC day before `day` of which the owner has a digest, or needs none: one that nobody
  // has taken does not count. Where nobody has any, the day before the first that one was made of;
  // absent if none was made.
  std::optional<ToldSoFar> last_covered(const std::string& owner, Day day);

  // Adds a mail, and returns its id. Throws if the owner has one for that local day.
  std::int64_t add(const OutboxMail& mail);

  // Gives up the owner's waiting mails that nobody has taken, for one that covers their days too.
  void replace_waiting(const std::string& owner, Timestamp now);

  // What waits and is to be tried by then, without the messages, the oldest first.
  std::vector<OutboxMail> due(Timestamp by);

  // All that wait, without their messages, the oldest first.
  std::vector<OutboxMail> waiting();

  // The message of a mail that waits; "" of any other.
  std::string message(std::int64_t mail);

  // Forgets a mail, as if it had never been made.
  void remove(std::int64_t mail);

  // Puts the mail's recipients in the place of those that it had.
  void set_recipients(const OutboxMail& mail);

  // Writes back what a try changed: state, tries, next_try, fault, in_doubt, settled, recipients.
  // The message of what waits no longer is forgotten.
  void note_try(const OutboxMail& mail);

  // Of all owners that ever had one, by name.
  std::vector<OutboxStatus> statuses();

 private:
  std::vector<OutboxMail> read(sqlite::Rows rows);
  std::vector<OutboxRecipient> recipients_of(std::int64_t mail);
  void add_recipients(std::int64_t mail, const std::vector<OutboxRecipient>& recipients);

  sqlite::Database& database_;
};

}  // namespace tlsward
