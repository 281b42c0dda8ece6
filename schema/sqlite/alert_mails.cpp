// AlertMails over SQLite.
#include "schema/alert_mails.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/mail_rows.h"

#include <algorithm>

namespace tlsward {

using sqlite::make_mail;
using sqlite::seconds_of;

std::int64_t AlertMails::add(const OutboxMail& mail) {
  database_.run(
      "INSERT INTO alert_mail (owner, day, message_id, sender, message, created, state, tries, "
      "next_try, fault, in_doubt, settled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      mail.owner, mail.local_day, mail.message_id, mail.sender, mail.message, mail.created,
      std::string(name(mail.state)), mail.tries, mail.next_try, mail.fault,
      std::int64_t{mail.in_doubt}, seconds_of(mail.settled));
  const std::int64_t id = database_.last_id();
  add_recipients(id, mail.recipients);
  return id;
}

// Without being told SQLite would look at all that ever were.
std::vector<OutboxMail> AlertMails::due(Timestamp by) {
  return read(database_.query(
      "SELECT id, owner, day, day, day, message_id, sender, '', created, state, tries, next_try, "
      "fault, in_doubt, settled, NULL FROM alert_mail INDEXED BY alert_mail_waiting "
      "WHERE state = 'waiting' AND next_try <= ?",
      by));
}

std::vector<OutboxMail> AlertMails::waiting() {
  return read(database_.query(
      "SELECT id, owner, day, day, day, message_id, sender, '', created, state, tries, next_try, "
      "fault, in_doubt, settled, NULL FROM alert_mail INDEXED BY alert_mail_waiting "
      "WHERE state = 'waiting'"));
}

std::vector<OutboxMail> AlertMails::refused() {
  return read(database_.query(
      "SELECT id, owner, day, day, day, message_id, sender, '', created, state, tries, next_try, "
      "fault, in_doubt, settled, NULL FROM alert_mail "
      "WHERE id IN (SELECT mail FROM alert_thread) AND state IN ('refused', 'given-up')"));
}

std::string AlertMails::message(std::int64_t mail) {
  sqlite::Rows rows =
      database_.query("SELECT message FROM alert_mail WHERE id = ? AND state = 'waiting'", mail);
  return rows.next() ? rows.text(0) : std::string();
}

void AlertMails::set_recipients(const OutboxMail& mail) {
  database_.run("DELETE FROM alert_recipient WHERE mail = ?", mail.id);
  add_recipients(mail.id, mail.recipients);
}

void AlertMails::note_try(const OutboxMail& mail) {
  database_.run(
      "UPDATE alert_mail SET state = ?, tries = ?, next_try = ?, fault = ?, in_doubt = ?, "
      "settled = ? WHERE id = ?",
      std::string(name(mail.state)), mail.tries, mail.next_try, mail.fault,
      std::int64_t{mail.in_doubt}, seconds_of(mail.settled), mail.id);
  database_.run("UPDATE alert_mail SET message = '' WHERE id = ? AND state != 'waiting'", mail.id);
  for (const OutboxRecipient& recipient : mail.recipients)
    database_.run("UPDATE alert_recipient SET state = ?, answer = ? WHERE mail = ? AND address = ?",
                  std::string(name(recipient.state)), recipient.answer, mail.id, recipient.address);
}

void AlertMails::take_back(std::int64_t mail) {
  database_.run(
      "UPDATE OR REPLACE alert_thread SET news = told, told = told_before, mail = NULL "
      "WHERE mail = ?",
      mail);
  database_.run("DELETE FROM alert_line WHERE thread NOT IN (SELECT id FROM alert_thread)");
  database_.run("DELETE FROM alert_recipient WHERE mail = ?", mail);
  database_.run("DELETE FROM alert_mail WHERE id = ?", mail);
  database_.run(
      "UPDATE alert_thread SET news = CASE news WHEN 'resolved' THEN news ELSE 'opened' END, "
      "told = 'none', told_before = 'none', message_id = '', subject = '' "
      "WHERE mail IS NULL AND message_id <> '' AND NOT EXISTS (SELECT 1 FROM alert_mail AS first "
      "JOIN alert_recipient AS r ON r.mail = first.id AND r.state = 'taken' "
      "WHERE first.message_id = alert_thread.message_id)");
}

std::vector<OutboxStatus> AlertMails::statuses() {
  std::vector<OutboxStatus> statuses;
  {
    sqlite::Rows rows = database_.query(
        "SELECT id, owner, day, day, day, message_id, sender, '', created, state, tries, next_try, "
        "fault, in_doubt, settled, NULL, (SELECT max(settled) FROM alert_mail AS other "
        "WHERE other.owner = alert_mail.owner AND other.state = 'sent') FROM alert_mail "
        "WHERE id = (SELECT max(id) FROM alert_mail AS last WHERE last.owner = alert_mail.owner) "
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

void AlertMails::add_recipients(std::int64_t mail, const std::vector<OutboxRecipient>& recipients) {
  for (const OutboxRecipient& recipient : recipients)
    database_.run("INSERT INTO alert_recipient VALUES (?, ?, ?, ?)", mail, recipient.address,
                  std::string(name(recipient.state)), recipient.answer);
}

std::vector<OutboxMail> AlertMails::read(sqlite::Rows rows) {
  std::vector<OutboxMail> mails;
  while (rows.next())
    mails.push_back(make_mail(rows));
  std::ranges::sort(mails, {}, &OutboxMail::id);
  for (OutboxMail& mail : mails)
    mail.recipients = recipients_of(mail.id);
  return mails;
}

std::vector<OutboxRecipient> AlertMails::recipients_of(std::int64_t mail) {
  std::vector<OutboxRecipient> recipients;
  sqlite::Rows rows = database_.query(
      "SELECT address, state, answer FROM alert_recipient WHERE mail = ? ORDER BY address", mail);
  while (rows.next())
    recipients.push_back(sqlite::make_recipient(rows));
  return recipients;
}

}  // namespace tlsward
