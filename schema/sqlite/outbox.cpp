// Outbox over SQLite.
#include "schema/outbox.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/mail_rows.h"

#include <algorithm>

namespace tlsward {

using sqlite::make_mail;
using sqlite::seconds_of;

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
    recipients.push_back(sqlite::make_recipient(rows));
  return recipients;
}

}  // namespace tlsward
