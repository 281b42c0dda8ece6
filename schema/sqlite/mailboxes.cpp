// Mailboxes over SQLite.
#include "schema/mailboxes.h"

#include "schema/sqlite/database.h"

namespace tlsward {

namespace {

// A status row, with what other tables say of the mailbox.
MailboxStatus make_status(const sqlite::Rows& rows) {
  MailboxStatus status;
  status.mailbox = rows.text(0);
  status.last_poll = rows.timestamp(1);
  if (!rows.is_null(2)) status.last_success = rows.timestamp(2);
  status.pending = rows.integer(3);
  status.failures = rows.integer(4);
  status.fault = rows.text(5);
  status.note = rows.text(6);
  status.last_uid = rows.integer(7);
  status.set_aside = rows.integer(8);
  return status;
}

}  // namespace

FolderPosition Mailboxes::position(const FolderName& folder) {
  sqlite::Rows rows = database_.query(
      "SELECT uid_validity, last_uid, trying_uid, tries FROM mailbox_folder "
      "WHERE mailbox = ? AND folder = ?",
      folder.mailbox, folder.folder);
  if (!rows.next()) return {};
  return {rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)};
}

void Mailboxes::set_position(const FolderName& folder, const FolderPosition& position) {
  database_.run("INSERT OR REPLACE INTO mailbox_folder VALUES (?, ?, ?, ?, ?, ?)", folder.mailbox,
                folder.folder, position.uid_validity, position.last_uid, position.trying_uid,
                position.tries);
}

void Mailboxes::forget_mails(const FolderName& folder) {
  database_.run("DELETE FROM mail_to_finish WHERE mailbox = ? AND folder = ?", folder.mailbox,
                folder.folder);
  database_.run("DELETE FROM mail_set_aside WHERE mailbox = ? AND folder = ?", folder.mailbox,
                folder.folder);
}

void Mailboxes::add_to_finish(const FolderName& folder, const MailToFinish& mail) {
  database_.run("INSERT OR REPLACE INTO mail_to_finish VALUES (?, ?, ?, ?, ?)", folder.mailbox,
                folder.folder, mail.uid, mail.kept, mail.due);
}

std::vector<MailToFinish> Mailboxes::due_to_finish(const FolderName& folder, Timestamp now,
                                                   std::size_t limit) {
  std::vector<MailToFinish> mails;
  sqlite::Rows rows = database_.query(
      "SELECT uid, kept, due FROM mail_to_finish "
      "WHERE mailbox = ?1 AND folder = ?2 AND uid IN (SELECT DISTINCT uid FROM mail_to_finish "
      "WHERE mailbox = ?1 AND folder = ?2 AND due <= ?3 ORDER BY uid LIMIT ?4) ORDER BY uid",
      folder.mailbox, folder.folder, now, static_cast<std::int64_t>(limit));
  while (rows.next())
    mails.push_back({rows.integer(0), rows.integer(1), rows.timestamp(2)});
  return mails;
}

void Mailboxes::finished(const FolderName& folder, std::int64_t uid) {
  database_.run("DELETE FROM mail_to_finish WHERE mailbox = ? AND folder = ? AND uid = ?",
                folder.mailbox, folder.folder, uid);
}

void Mailboxes::set_aside(const FolderName& folder, const MailSetAside& mail) {
  database_.run("INSERT OR REPLACE INTO mail_set_aside VALUES (?, ?, ?, ?, ?)", folder.mailbox,
                folder.folder, mail.uid, mail.why, mail.tried);
}

std::vector<MailSetAside> Mailboxes::set_aside(const FolderName& folder) {
  std::vector<MailSetAside> mails;
  sqlite::Rows rows = database_.query(
      "SELECT uid, why, tried FROM mail_set_aside WHERE mailbox = ? AND folder = ? "
      "ORDER BY tried, uid",
      folder.mailbox, folder.folder);
  while (rows.next())
    mails.push_back({rows.integer(0), rows.text(1), rows.timestamp(2)});
  return mails;
}

void Mailboxes::take_up(const FolderName& folder, std::int64_t uid) {
  database_.run("DELETE FROM mail_set_aside WHERE mailbox = ? AND folder = ? AND uid = ?",
                folder.mailbox, folder.folder, uid);
}

void Mailboxes::set_status(const MailboxStatus& status) {
  const auto success =
      status.last_success
          ? std::optional<std::int64_t>(status.last_success->time_since_epoch().count())
          : std::nullopt;
  database_.run("INSERT OR REPLACE INTO mailbox VALUES (?, ?, ?, ?, ?, ?, ?)", status.mailbox,
                status.last_poll, success, status.pending, status.failures, status.fault,
                status.note);
}

std::optional<MailboxStatus> Mailboxes::status(const std::string& mailbox) {
  for (MailboxStatus& status : statuses()) {
    if (status.mailbox == mailbox) return std::move(status);
  }
  return {};
}

std::vector<MailboxStatus> Mailboxes::statuses() {
  std::vector<MailboxStatus> statuses;
  sqlite::Rows rows = database_.query(
      "SELECT name, last_poll, last_success, pending, failures, fault, note, "
      "(SELECT coalesce(max(last_uid), 0) FROM mailbox_folder WHERE mailbox = name), "
      "(SELECT count(*) FROM mail_set_aside WHERE mailbox = name) FROM mailbox ORDER BY name");
  while (rows.next())
    statuses.push_back(make_status(rows));
  return statuses;
}

}  // namespace tlsward
