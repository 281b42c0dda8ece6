#include "web/system_mails.h"

#include "analyzer/digest_schedule.h"
#include "analyzer/outbox_status.h"
#include "analyzer/owner.h"
#include "analyzer/verdict.h"
#include "analyzer/webhook_status.h"
#include "analyzer/wording.h"
#include "schema/alert_mails.h"
#include "schema/outbox.h"
#include "schema/printable.h"
#include "schema/webhooks.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-system.{}", key)));
}

ordered_json time_or_null(const std::optional<Timestamp>& time, const Language& language) {
  return time ? time_values(*time, language) : ordered_json();
}

// How the last mail of an owner fares: a try that failed is nothing yet.
Verdict verdict_of(const OutboxMail& mail) {
  if (mail.state == MailState::refused || mail.state == MailState::given_up) return Verdict::action;
  const bool waits = mail.state == MailState::waiting && mail.tries > 0;
  return waits || mail.has(RecipientState::refused) ? Verdict::watch : Verdict::ok;
}

// The last mail of a kind of an owner; without one of who has had none yet.
struct MailLine {
  std::string_view kind;
  std::string owner;
  const OutboxStatus* status = nullptr;
  std::optional<Timestamp> next = {};  // when a digest is due
};

ordered_json mail_values(const Visit& visit, const MailLine& line) {
  const Language& language = visit.language();
  ordered_json values{{"kind", words(visit, line.kind)},
                      {"owner", printable(line.owner, 80)},
                      {"next", time_or_null(line.next, language)},
                      {"last_sent", ordered_json()},
                      {"to", "-"},
                      {"has_detail", false},
                      {"state", words(visit, "mail-none")}};
  add_verdict(values, Verdict::blind);
  if (line.status == nullptr) return values;
  const OutboxMail& last = line.status->last;
  std::vector<std::string> addresses;
  for (const OutboxRecipient& recipient : last.recipients)
    addresses.push_back(printable(recipient.address, 200));
  const Verdict verdict = verdict_of(last);
  values["state"] = words(visit, fmt::format("mail-{}", name(last.state)));
  values["last_sent"] = time_or_null(line.status->last_sent, language);
  if (!addresses.empty()) values["to"] = enumerate(addresses, 5, language);
  values["has_detail"] = verdict != Verdict::ok;
  values["detail"] = outcome_of(last);
  add_verdict(values, verdict);
  return values;
}

// When the owner's next digest is due; absent where no day of the next fortnight has one.
std::optional<Timestamp> next_due(const DigestSchedule& schedule, Timestamp now) {
  const Day latest = latest_due_day(schedule, now);
  for (Day day = latest + days(1); day <= latest + days(14); day += days(1))
    if (const auto due = due_time(schedule, day); due && *due > now) return due;
  return {};
}

// Of all that are configured, and then of who once was.
std::vector<MailLine> digest_lines(const Visit& visit, const std::vector<OutboxStatus>& statuses) {
  std::vector<MailLine> lines;
  for (const Owner& owner : visit.options.owners)
    lines.push_back(
        {.kind = "digest", .owner = owner.name, .next = next_due(owner.schedule, visit.now)});
  for (const OutboxStatus& status : statuses) {
    auto line = std::ranges::find(lines, status.last.owner, &MailLine::owner);
    if (line == lines.end())
      line = lines.insert(line, {.kind = "digest", .owner = status.last.owner});
    line->status = &status;
  }
  return lines;
}

// Digests, then alerts.
void for_each_line(const Visit& visit, const std::function<void(const MailLine&)>& use) {
  const std::vector<OutboxStatus> digests = visit.store.outbox().statuses();
  for (const MailLine& line : digest_lines(visit, digests))
    use(line);
  for (const OutboxStatus& status : visit.store.alert_mails().statuses())
    use({.kind = "alert", .owner = status.last.owner, .status = &status});
}

// Of something that is configured, and of which nothing is known yet.
ordered_json empty_row(const std::vector<Column>& columns) {
  ordered_json row;
  for (const Column& column : columns)
    row[column.key] = nullptr;
  return row;
}

std::vector<Column> mail_columns() {
  return {{"kind", "KIND"},           {"owner", "OWNER"},   {"state", "STATE"},
          {"last_sent", "LAST SENT"}, {"local_day", "DAY"}, {"tries", "TRIES", ColumnKind::number},
          {"next_try", "NEXT TRY"},   {"fault", "FAULT"}};
}

ordered_json mail_rows(const Visit& visit) {
  auto rows = ordered_json::array();
  for_each_line(visit, [&](const MailLine& line) {
    ordered_json row = empty_row(mail_columns());
    if (line.status != nullptr) row = outbox_as_json({*line.status}).front();
    row.erase("recipients");
    row.update({{"kind", line.kind}, {"owner", line.owner}});
    rows.push_back(std::move(row));
  });
  return rows;
}

// Of all that are configured, and then of those that once were.
struct WebhookLine {
  std::string name;
  const WebhookStatus* status = nullptr;  // null: nothing was ever posted
};

std::vector<WebhookLine> webhook_lines(const Visit& visit,
                                       const std::vector<WebhookStatus>& statuses) {
  std::vector<WebhookLine> lines;
  for (const std::string& name : visit.options.webhooks)
    lines.push_back({name});
  for (const WebhookStatus& status : statuses) {
    auto line = std::ranges::find(lines, status.last.webhook, &WebhookLine::name);
    if (line == lines.end()) line = lines.insert(line, {status.last.webhook});
    line->status = &status;
  }
  return lines;
}

Verdict verdict_of(const WebhookPost& post) {
  if (post.state == PostState::given_up) return Verdict::action;
  return post.state == PostState::waiting && post.tries > 0 ? Verdict::watch : Verdict::ok;
}

ordered_json webhook_values(const Visit& visit, const WebhookLine& line) {
  const Language& language = visit.language();
  ordered_json values{{"name", printable(line.name, 80)},
                      {"state", words(visit, "post-none")},
                      {"last_taken", ordered_json()},
                      {"waiting", "0"},
                      {"given_up", "0"},
                      {"has_detail", false}};
  add_verdict(values, Verdict::blind);
  if (line.status == nullptr) return values;
  const WebhookStatus& status = *line.status;
  const Verdict verdict = verdict_of(status.last);
  values["state"] = words(visit, fmt::format("post-{}", name(status.last.state)));
  values["last_taken"] = time_or_null(status.last_taken, language);
  values["waiting"] = grouped(status.waiting, language);
  values["given_up"] = grouped(status.given_up, language);
  values["has_detail"] = verdict != Verdict::ok;
  values["detail"] = outcome_of(status.last);
  add_verdict(values, verdict);
  return values;
}

std::vector<Column> webhook_columns() {
  return {{"webhook", "WEBHOOK"},
          {"event", "EVENT"},
          {"state", "STATE"},
          {"tries", "TRIES", ColumnKind::number},
          {"next_try", "NEXT TRY"},
          {"fault", "FAULT"},
          {"waiting", "WAITING", ColumnKind::number},
          {"given_up", "GIVEN UP", ColumnKind::number},
          {"last_taken", "LAST TAKEN"}};
}

ordered_json webhook_rows(const Visit& visit) {
  const std::vector<WebhookStatus> statuses = visit.store.webhooks().statuses();
  auto rows = ordered_json::array();
  for (const WebhookLine& line : webhook_lines(visit, statuses)) {
    ordered_json row = empty_row(webhook_columns());
    row["waiting"] = row["given_up"] = 0;
    if (line.status != nullptr) row = webhooks_as_json({*line.status}).front();
    row["webhook"] = line.name;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

void add_mails(ordered_json& values, const Visit& visit) {
  auto rows = ordered_json::array();
  for_each_line(visit, [&](const MailLine& line) { rows.push_back(mail_values(visit, line)); });
  values["has_mails"] = !rows.empty();
  values["mails"] = std::move(rows);
  values["mail_data"] = data_links(visit, "mails");
}

void add_webhooks(ordered_json& values, const Visit& visit) {
  const std::vector<WebhookStatus> statuses = visit.store.webhooks().statuses();
  auto rows = ordered_json::array();
  for (const WebhookLine& line : webhook_lines(visit, statuses))
    rows.push_back(webhook_values(visit, line));
  values["has_webhooks"] = !rows.empty();
  values["webhooks"] = std::move(rows);
  values["webhook_data"] = data_links(visit, "webhooks");
}

std::optional<Response> mails_as_data(const Visit& visit) {
  if (const auto format = asked_as_data(visit, "mails"))
    return table_data("mails", *format, mail_columns(), mail_rows(visit));
  if (const auto format = asked_as_data(visit, "webhooks"))
    return table_data("webhooks", *format, webhook_columns(), webhook_rows(visit));
  return {};
}

}  // namespace tlsward
