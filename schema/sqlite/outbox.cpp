// Outbox over SQLite.
#include "schema/outbox.h"

#include "schema/sqlite/database.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace tlsward {

namespace {

constexpr std::array<std::pair<std::string_view, MailState>, 6> kMailStates = {
    {{"waiting", MailState::waiting},
     {"sent", MailState::sent},
     {"refused", MailState::refused},
     {"given-up", MailState::given_up},
     {"replaced", MailState::replaced},
     {"unneeded", MailState::unneeded}}};

constexpr std::array<std::pair<std::string_view, RecipientState>, 4> kRecipientStates = {
    {{"waiting", RecipientState::waiting},
     {"taken", RecipientState::taken},
     {"refused", RecipientState::refused},
     {"given-up", RecipientState::given_up}}};

template <typename State, std::size_t Count>
std::string_view word_of(const std::array<std::pair<std::string_view, State>, Count>& words,
                         State state) {
  const auto found = std::ranges::find(words, state, &std::pair<std::string_view, State>::second);
  assert(found != words.end());
  return found->first;
}

template <typename State, std::size_t Count>
State state_of(const std::array<std::pair<std::string_view, State>, Count>& words,
               std::string_view word) {
  const auto found = std::ranges::find(words, word, &std::pair<std::string_view, State>::first);
  assert(found != words.end());  // the table lets no other in
  return found->second;
}

std::optional<std::int64_t> seconds_of(std::optional<Timestamp> time) {
  if (!time) return {};
  return time->time_since_epoch().count();
}

// The columns that make_mail() reads, in its order.
OutboxMail make_mail(const sqlite::Rows& rows) {
  OutboxMail mail{.id = rows.integer(0),
                  .owner = rows.text(1),
                  .local_day = rows.day(2),
                  .first_day = rows.day(3),
                  .last_day = rows.day(4),
                  .message_id = rows.text(5),
                  .sender = rows.text(6),
                  .message = rows.text(7),
                  .created = rows.timestamp(8),
                  .state = state_of(kMailStates, rows.text(9)),
                  .tries = rows.integer(10),
                  .next_try = rows.timestamp(11),
                  .fault = rows.text(12),
                  .in_doubt = rows.integer(13) != 0};
  if (!rows.is_null(14)) mail.settled = rows.timestamp(14);
  mail.seen = rows.optional_integer(15);
  return mail;
}

}  // namespace

std::string_view name(MailState state) {
  return word_of(kMailStates, state);
}

std::string_view name(RecipientState state) {
  return word_of(kRecipientStates, state);
}

bool OutboxMail::has(RecipientState wanted) const {
  return std::ranges::find(recipients, wanted, &OutboxRecipient::state) != recipients.end();
}

bool Outbox::has(const std::string& owner, Day local_day) {
  sqlite::Rows rows =
      database_.query("SELECT 1 FROM outbox WHERE owner = ? AND local_day = ?", owner, local_day);
  return rows.next();
}

std::optional<ToldSoFar> Outbox::last_covered(const std::string& owner, Day day) {
  sqlite::Rows told = database_.query(
      "SELECT last_day, created, seen FROM outbox WHERE owner = ? AND last_day < ? AND "
      "(state = 'unneeded' OR EXISTS (SELECT 1 FROM outbox_recipient AS r "
      "WHERE r.mail = outbox.id AND r.state = 'taken')) "
      "ORDER BY last_day DESC, created DESC LIMIT 1",
      owner, day);
  if (told.next())
    return ToldSoFar{
        .last_day = told.day(0), .made = told.timestamp(1), .seen = told.optional_integer(2)};
  sqlite::Rows made = database_.query(
      "SELECT min(first_day) - 1 FROM outbox WHERE owner = ? AND first_day < ?", owner, day);
  if (!made.next() || made.is_null(0)) return {};
  return ToldSoFar{.last_day = made.day(0), .made = {}, .seen = {}};
}

std::int64_t Outbox::add(const OutboxMail& mail) {
  database_.run(
      "INSERT INTO outbox (owner, local_day, first_day, last_day, message_id, sender, message, "
      "created, state, tries, next_try, fault, in_doubt, settled, seen) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      mail.owner, mail.local_day, mail.first_day, mail.last_day, mail.message_id, mail.sender,
      mail.message, mail.created, std::string(name(mail.state)), mail.tries, mail.next_try,
      mail.fault, std::int64_t{mail.in_doubt}, seconds_of(mail.settled), mail.seen);
  const std::int64_t id = database_.last_id();
  add_recipients(id, mail.recipients);
  return id;
}

void Outbox::replace_waiting(const std::string& owner, Timestamp now) {
  database_.run(
      "UPDATE outbox SET state = 'replaced', message = '', settled = ? "
      "WHERE owner = ? AND state = 'waiting' AND NOT EXISTS (SELECT 1 FROM outbox_recipient AS r "
      "WHERE r.mail = outbox.id AND r.state = 'taken')",
      now, owner);
}

// Without being told SQLite would look at all that ever were.
std::vector<OutboxMail> Outbox::due(Timestamp by) {
  return read(database_.query(
      "SELECT id, owner, local_day, first_day, last_day, message_id, sender, '', created, "
      "state, tries, next_try, fault, in_doubt, settled, seen FROM outbox INDEXED BY "
      "outbox_waiting "
      "WHERE state = 'waiting' AND next_try <= ?",
      by));
}

std::vector<OutboxMail> Outbox::waiting() {
  return read(database_.query(
      "SELECT id, owner, local_day, first_day, last_day, message_id, sender, '', created, "
      "state, tries, next_try, fault, in_doubt, settled, seen FROM outbox INDEXED BY "
      "outbox_waiting "
      "WHERE state = 'waiting'"));
}

std::string Outbox::message(std::int64_t mail) {
  sqlite::Rows rows =
      database_.query("SELECT message FROM outbox WHERE id = ? AND state = 'waiting'", mail);
  return rows.next() ? rows.text(0) : std::string();
}

void Outbox::remove(std::int64_t mail) {
  database_.run("DELETE FROM outbox_recipient WHERE mail = ?", mail);
  database_.run("DELETE FROM outbox WHERE id = ?", mail);
}

void Outbox::set_recipients(const OutboxMail& mail) {
  database_.run("DELETE FROM outbox_recipient WHERE mail = ?", mail.id);
  add_recipients(mail.id, mail.recipients);
}

void Outbox::add_recipients(std::int64_t mail, const std::vector<OutboxRecipient>& recipients) {
  for (const OutboxRecipient& recipient : recipients)
    database_.run("INSERT INTO outbox_recipient VALUES (?, ?, ?, ?)", mail, recipient.address,
                  std::string(name(recipient.state)), recipient.answer);
}

void Outbox::note_try(const OutboxMail& mail) {
  database_.run(
      "UPDATE outbox SET state = ?, tries = ?, next_try = ?, fault = ?, in_doubt = ?, settled = ? "
      "WHERE id = ?",
      std::string(name(mail.state)), mail.tries, mail.next_try, mail.fault,
      std::int64_t{mail.in_doubt}, seconds_of(mail.settled), mail.id);
  database_.run("UPDATE outbox SET message = '' WHERE id = ? AND state != 'waiting'", mail.id);
  for (const OutboxRecipient& recipient : mail.recipients)
    database_.run(
        "UPDATE outbox_recipient SET state = ?, answer = ? WHERE mail = ? AND address = ?",
        std::string(name(recipient.state)), recipient.answer, mail.id, recipient.address);
}

std::vector<OutboxStatus> Outbox::statuses() {
  std::vector<OutboxStatus> statuses;
  {
    sqlite::Rows rows = database_.query(
        "SELECT id, owner, local_day, first_day, last_day, message_id, sender, '', created, state, "
        "tries, next_try, fault, in_doubt, settled, seen, "
        "(SELECT max(settled) FROM outbox AS other WHERE other.owner = outbox.owner "
        "AND other.state = 'sent') FROM outbox "
        "WHERE id = (SELECT max(id) FROM outbox AS last WHERE last.owner = outbox.owner) "
        "ORDER BY owner");
    while (rows.next()) {
      statuses.push_back({.last = make_mail(rows)});
      if (!rows.is_null(16)) statuses.back().last_sent = rows.timestamp(16);
    }
  }
  for (OutboxStatus& status : statuses)
    status.last.recipients = recipients_of(status.last.id);
  return statuses;
}

std::vector<OutboxMail> Outbox::read(sqlite::Rows rows) {
  std::vector<OutboxMail> mails;
  while (rows.next())
    mails.push_back(make_mail(rows));
  std::ranges::sort(mails, {}, &OutboxMail::id);
  for (OutboxMail& mail : mails)
    mail.recipients = recipients_of(mail.id);
  return mails;
}

std::vector<OutboxRecipient> Outbox::recipients_of(std::int64_t mail) {
  std::vector<OutboxRecipient> recipients;
  sqlite::Rows rows = database_.query(
      "SELECT address, state, answer FROM outbox_recipient WHERE mail = ? ORDER BY address", mail);
  while (rows.next())
    recipients.push_back({.address = rows.text(0),
                          .state = state_of(kRecipientStates, rows.text(1)),
                          .answer = rows.text(2)});
  return recipients;
}

}  // namespace tlsward
