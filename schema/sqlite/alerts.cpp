// Alerts over SQLite.
#include "schema/alerts.h"

#include "schema/sqlite/database.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace tlsward {

namespace {

constexpr std::array<std::pair<std::string_view, AlertStage>, 6> kStages = {
    {{"none", AlertStage::none},
     {"opened", AlertStage::opened},
     {"reminder-1", AlertStage::reminder},
     {"reminder-3", AlertStage::second},
     {"reminder-7", AlertStage::third},
     {"resolved", AlertStage::resolved}}};

AlertStage stage_of(std::string_view word) {
  const auto found =
      std::ranges::find(kStages, word, &std::pair<std::string_view, AlertStage>::first);
  assert(found != kStages.end());  // nothing else is written
  return found->second;
}

// Which of the states is named so; the table lets no other in.
template <typename State, std::size_t Count>
State state_of(const std::array<State, Count>& states, std::string_view word) {
  const auto found = std::ranges::find_if(states, [&](State state) { return name(state) == word; });
  assert(found != states.end());
  return *found;
}

constexpr std::array kMailStates = {MailState::waiting, MailState::sent, MailState::refused};
constexpr std::array kRecipientStates = {RecipientState::waiting, RecipientState::taken,
                                         RecipientState::refused, RecipientState::given_up};

std::optional<std::int64_t> seconds_of(std::optional<Timestamp> time) {
  if (!time) return {};
  return time->time_since_epoch().count();
}

// Bound as NULL where there is none; must outlive the statement.
std::optional<std::string> word_of(std::optional<AlertStage> stage) {
  if (!stage) return {};
  return std::string(name(*stage));
}

const std::string* or_null(const std::optional<std::string>& text) {
  return text ? &*text : nullptr;
}

AlertThread make_thread(const sqlite::Rows& rows) {
  AlertThread thread{.id = rows.integer(0),
                     .owner = rows.text(1),
                     .webhook = rows.text(16),
                     .key = rows.text(2),
                     .kind = rows.text(3),
                     .domain = rows.text(4),
                     .cause = rows.text(5),
                     .host = rows.text(6),
                     .day = rows.day(7),
                     .opened = rows.timestamp(8),
                     .told = stage_of(rows.text(9)),
                     .message_id = rows.text(12),
                     .subject = rows.text(13),
                     .mail = rows.optional_integer(14),
                     .told_before = stage_of(rows.text(15))};
  if (!rows.is_null(10)) thread.news = stage_of(rows.text(10));
  if (!rows.is_null(11)) thread.noticed = rows.timestamp(11);
  return thread;
}

OutboxMail make_mail(const sqlite::Rows& rows) {
  OutboxMail mail{.id = rows.integer(0),
                  .owner = rows.text(1),
                  .local_day = rows.day(2),
                  .first_day = rows.day(2),
                  .last_day = rows.day(2),
                  .message_id = rows.text(3),
                  .sender = rows.text(4),
                  .message = rows.text(5),
                  .created = rows.timestamp(6),
                  .state = state_of(kMailStates, rows.text(7)),
                  .tries = rows.integer(8),
                  .next_try = rows.timestamp(9),
                  .fault = rows.text(10),
                  .in_doubt = rows.integer(11) != 0};
  if (!rows.is_null(12)) mail.settled = rows.timestamp(12);
  return mail;
}

}  // namespace

std::string_view name(AlertStage stage) {
  const auto found =
      std::ranges::find(kStages, stage, &std::pair<std::string_view, AlertStage>::second);
  assert(found != kStages.end());
  return found->first;
}

std::vector<AlertThread> Alerts::threads(std::optional<Timestamp> since) {
  std::vector<AlertThread> threads;
  sqlite::Rows rows = database_.query(
      "SELECT id, owner, key, kind, domain, cause, host, day, opened, told, news, noticed, "
      "message_id, subject, mail, told_before, webhook FROM alert_thread "
      "WHERE told <> 'resolved' OR noticed >= ? ORDER BY id",
      since.value_or(Timestamp::max()));
  while (rows.next())
    threads.push_back(make_thread(rows));
  return threads;
}

std::int64_t Alerts::add(const AlertThread& thread) {
  const auto news = word_of(thread.news);
  database_.run(
      "INSERT INTO alert_thread (owner, webhook, key, kind, domain, cause, host, day, opened, "
      "told, "
      "news, noticed, message_id, subject, mail, told_before) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      thread.owner, thread.webhook, thread.key, thread.kind, thread.domain, thread.cause,
      thread.host, thread.day, thread.opened, std::string(name(thread.told)), or_null(news),
      seconds_of(thread.noticed), thread.message_id, thread.subject, thread.mail,
      std::string(name(thread.told_before)));
  return database_.last_id();
}

void Alerts::change(const AlertThread& thread) {
  const auto news = word_of(thread.news);
  database_.run(
      "UPDATE alert_thread SET kind = ?, day = ?, opened = ?, told = ?, news = ?, noticed = ?, "
      "message_id = ?, subject = ?, mail = ?, told_before = ? WHERE id = ?",
      thread.kind, thread.day, thread.opened, std::string(name(thread.told)), or_null(news),
      seconds_of(thread.noticed), thread.message_id, thread.subject, thread.mail,
      std::string(name(thread.told_before)), thread.id);
}

void Alerts::remove(std::int64_t thread) {
  database_.run("DELETE FROM alert_thread WHERE id = ?", thread);
}

std::int64_t Alerts::add_mail(const OutboxMail& mail) {
  database_.run(
      "INSERT INTO alert_mail (owner, day, message_id, sender, message, created, state, tries, "
      "next_try, fault, in_doubt, settled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      mail.owner, mail.local_day, mail.message_id, mail.sender, mail.message, mail.created,
      std::string(name(mail.state)), mail.tries, mail.next_try, mail.fault,
      std::int64_t{mail.in_doubt}, seconds_of(mail.settled));
  OutboxMail added = mail;
  added.id = database_.last_id();
  add_recipients(added);
  return added.id;
}

std::vector<OutboxMail> Alerts::due(Timestamp by) {
  return read(database_.query(
      "SELECT id, owner, day, message_id, sender, message, created, state, tries, next_try, fault, "
      "in_doubt, settled FROM alert_mail WHERE state = 'waiting' AND next_try <= ? ORDER BY id",
      by));
}

std::vector<OutboxMail> Alerts::waiting() {
  return read(database_.query(
      "SELECT id, owner, day, message_id, sender, '', created, state, tries, next_try, fault, "
      "in_doubt, settled FROM alert_mail WHERE state = 'waiting' ORDER BY id"));
}

void Alerts::add_recipients(const OutboxMail& mail) {
  for (const OutboxRecipient& recipient : mail.recipients)
    database_.run("INSERT INTO alert_recipient VALUES (?, ?, ?, ?)", mail.id, recipient.address,
                  std::string(name(recipient.state)), recipient.answer);
}

void Alerts::note_try(const OutboxMail& mail) {
  database_.run(
      "UPDATE alert_mail SET state = ?, tries = ?, next_try = ?, fault = ?, in_doubt = ?, "
      "settled = ?, message = ? WHERE id = ?",
      std::string(name(mail.state)), mail.tries, mail.next_try, mail.fault,
      std::int64_t{mail.in_doubt}, seconds_of(mail.settled), mail.message, mail.id);
  for (const OutboxRecipient& recipient : mail.recipients)
    database_.run("UPDATE alert_recipient SET state = ?, answer = ? WHERE mail = ? AND address = ?",
                  std::string(name(recipient.state)), recipient.answer, mail.id, recipient.address);
}

void Alerts::take_back(std::int64_t mail) {
  database_.run(
      "UPDATE OR REPLACE alert_thread SET news = told, told = told_before, mail = NULL, "
      "message_id = CASE WHEN told_before = 'none' THEN '' ELSE message_id END, "
      "subject = CASE WHEN told_before = 'none' THEN '' ELSE subject END WHERE mail = ?",
      mail);
  database_.run("DELETE FROM alert_recipient WHERE mail = ?", mail);
  database_.run("DELETE FROM alert_mail WHERE id = ?", mail);
}

std::vector<OutboxStatus> Alerts::statuses() {
  std::vector<OutboxStatus> statuses;
  {
    sqlite::Rows rows = database_.query(
        "SELECT id, owner, day, message_id, sender, '', created, state, tries, next_try, fault, "
        "in_doubt, settled, (SELECT max(settled) FROM alert_mail AS other "
        "WHERE other.owner = alert_mail.owner AND other.state = 'sent') FROM alert_mail "
        "WHERE id = (SELECT max(id) FROM alert_mail AS last WHERE last.owner = alert_mail.owner) "
        "ORDER BY owner");
    while (rows.next()) {
      statuses.push_back({.last = make_mail(rows)});
      if (!rows.is_null(13)) statuses.back().last_sent = rows.timestamp(13);
    }
  }
  for (OutboxStatus& status : statuses)
    status.last.recipients = recipients_of(status.last.id);
  return statuses;
}

std::vector<OutboxMail> Alerts::read(sqlite::Rows rows) {
  std::vector<OutboxMail> mails;
  while (rows.next())
    mails.push_back(make_mail(rows));
  for (OutboxMail& mail : mails)
    mail.recipients = recipients_of(mail.id);
  return mails;
}

std::vector<OutboxRecipient> Alerts::recipients_of(std::int64_t mail) {
  std::vector<OutboxRecipient> recipients;
  sqlite::Rows rows = database_.query(
      "SELECT address, state, answer FROM alert_recipient WHERE mail = ? ORDER BY address", mail);
  while (rows.next())
    recipients.push_back({.address = rows.text(0),
                          .state = state_of(kRecipientStates, rows.text(1)),
                          .answer = rows.text(2)});
  return recipients;
}

}  // namespace tlsward
