// Alerts over SQLite.
#include "schema/alerts.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/mail_rows.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace tlsward {

namespace {

constexpr std::array<std::pair<std::string_view, AlertStage>, 6> kStages = {
    {{"none", AlertStage::none},
     {"opened", AlertStage::opened},
     {"reminder-1", AlertStage::reminder_1},
     {"reminder-3", AlertStage::reminder_3},
     {"reminder-7", AlertStage::reminder_7},
     {"resolved", AlertStage::resolved}}};

AlertStage stage_of(std::string_view word) {
  const auto found =
      std::ranges::find(kStages, word, &std::pair<std::string_view, AlertStage>::first);
  assert(found != kStages.end());  // nothing else is written
  return found->second;
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
                     .heard = rows.day(17),
                     .told = stage_of(rows.text(9)),
                     .message_id = rows.text(12),
                     .subject = rows.text(13),
                     .mail = rows.optional_integer(14),
                     .told_before = stage_of(rows.text(15))};
  if (!rows.is_null(10)) thread.news = stage_of(rows.text(10));
  if (!rows.is_null(11)) thread.noticed = rows.timestamp(11);
  return thread;
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
      "message_id, subject, mail, told_before, webhook, heard FROM alert_thread "
      "WHERE told <> 'resolved' OR noticed >= ? ORDER BY id",
      since.value_or(Timestamp::max()));
  while (rows.next())
    threads.push_back(make_thread(rows));
  for (AlertThread& thread : threads)
    thread.lines = lines_of(thread.id);
  return threads;
}

std::vector<std::string> Alerts::lines_of(std::int64_t thread) {
  std::vector<std::string> lines;
  sqlite::Rows rows =
      database_.query("SELECT line FROM alert_line WHERE thread = ? ORDER BY line", thread);
  while (rows.next())
    lines.push_back(rows.text(0));
  return lines;
}

void Alerts::set_lines(std::int64_t thread, const std::vector<std::string>& lines) {
  database_.run("DELETE FROM alert_line WHERE thread = ?", thread);
  for (const std::string& line : lines)
    database_.run("INSERT INTO alert_line VALUES (?, ?)", thread, line);
}

std::int64_t Alerts::add(const AlertThread& thread) {
  const auto news = word_of(thread.news);
  database_.run(
      "INSERT INTO alert_thread (owner, webhook, key, kind, domain, cause, host, day, opened, "
      "heard, told, news, noticed, message_id, subject, mail, told_before) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      thread.owner, thread.webhook, thread.key, thread.kind, thread.domain, thread.cause,
      thread.host, thread.day, thread.opened, thread.heard, std::string(name(thread.told)),
      or_null(news), sqlite::seconds_of(thread.noticed), thread.message_id, thread.subject,
      thread.mail, std::string(name(thread.told_before)));
  const std::int64_t id = database_.last_id();
  set_lines(id, thread.lines);
  return id;
}

void Alerts::change(const AlertThread& thread) {
  const auto news = word_of(thread.news);
  database_.run(
      "UPDATE alert_thread SET kind = ?, day = ?, opened = ?, heard = ?, told = ?, news = ?, "
      "noticed = ?, "
      "message_id = ?, subject = ?, mail = ?, told_before = ? WHERE id = ?",
      thread.kind, thread.day, thread.opened, thread.heard, std::string(name(thread.told)),
      or_null(news), sqlite::seconds_of(thread.noticed), thread.message_id, thread.subject,
      thread.mail, std::string(name(thread.told_before)), thread.id);
  set_lines(thread.id, thread.lines);
}

void Alerts::remove(std::int64_t thread) {
  set_lines(thread, {});
  database_.run("DELETE FROM alert_thread WHERE id = ?", thread);
}

}  // namespace tlsward
