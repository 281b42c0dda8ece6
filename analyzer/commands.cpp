#include "analyzer/commands.h"

#include "analyzer/delivery_list.h"
#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "analyzer/explain_report.h"
#include "analyzer/mailbox_status.h"
#include "analyzer/outbox_status.h"
#include "analyzer/unsubscribe.h"
#include "analyzer/webhook_status.h"
#include "analyzer/wording.h"
#include "schema/alert_mails.h"
#include "schema/deliveries.h"
#include "schema/printable.h"
#include "schema/webhooks.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kProblemsInStatus = 3;

bool is_for_people(const OutputOptions& output) {
  return output.format == Format::table || output.format == Format::csv;
}

std::string stored_line(const StoredReport& stored) {
  std::string text = fmt::format("Report {}: {}, received {}, trust {}: {}", stored.id,
                                 printable(stored.channel), format_datetime(stored.received),
                                 name(stored.trust), trust_reason(stored.trust, stored.evidence));
  text += stored.counted ? "\n" : "; it does not count\n";
  for (const std::int64_t other : stored.conflicts_with)
    text += fmt::format("! It contradicts report {} of the same identity.\n", other);
  for (const PolicyLine& line : stored.lines)
    if (!line.ours)
      text += fmt::format("What it says of {} is set aside: not one of your domains.\n",
                          shown_name(line.domain.display()));
  return text;
}

std::string show_as_text(const StoredReport& stored, const std::vector<KeptDelivery>& receipts) {
  std::string text = stored_line(stored) + '\n' + explain_report(stored.report) + "\nReceipts\n";
  for (const KeptDelivery& receipt : receipts)
    text += fmt::format("  {}  {}  {}  {}: {}\n", format_datetime(receipt.received),
                        printable(receipt.channel), printable(receipt.source), name(receipt.trust),
                        trust_reason(receipt.trust, receipt.evidence));
  return text;
}

const char* ranking_title(Ranking ranking) {
  switch (ranking) {
    case Ranking::domains:
      return "DOMAIN";
    case Ranking::reporters:
      return "REPORTER";
    case Ranking::result_types:
      return "TYPE";
    case Ranking::mx:
      return "MX";
    case Ranking::ips:
      return "IP";
  }
  return "NAME";
}

// Details know failures only.
bool has_sessions(Ranking ranking) {
  return ranking == Ranking::domains || ranking == Ranking::reporters;
}

std::vector<Column> ranking_columns(Ranking ranking) {
  std::vector<Column> columns{{"name", ranking_title(ranking), ColumnKind::name},
                              {"failed", "FAILED", ColumnKind::failures}};
  if (has_sessions(ranking)) columns.push_back({"sessions", "SESSIONS", ColumnKind::number, 1});
  columns.push_back({"reports", "REPORTS", ColumnKind::number, 2});
  return columns;
}

// The worst problems of all domains.
std::vector<const DigestProblem*> worst_problems(const Digest& digest) {
  std::vector<const DigestProblem*> problems;
  for (const auto& [problem, domain] : all_problems(digest))
    if (problems.size() < kProblemsInStatus) problems.push_back(problem);
  return problems;
}

// What to type now. A database of old files has no report of yesterday: its newest day then.
std::string next_command(const Digest& digest, const StoreFigures& figures) {
  if (figures.reports == 0) return "tlsward import FILE";
  const bool is_known = digest.reports != 0 || !figures.last_day;
  return "tlsward digest --day " + format_day(is_known ? digest.day : *figures.last_day);
}

std::string status_of_nothing(const std::string& next) {
  return "BLIND - No reports yet.\n\n"
         "Put in those that you have:   " +
         next +
         "\n"
         "See it with made-up reports:  tlsward demo\n"
         "Receive them by HTTPS:        tlsward config init; tlsward serve\n\n"
         "Senders report once a day; the first reports come 24-48 h after the TXT\n"
         "record at _smtp._tls of your domain is published.\n";
}

std::string in_words(const StoreFigures& figures) {
  std::string text = counted(figures.reports, "report");
  if (figures.first_day && figures.last_day)
    text +=
        fmt::format(" for {} to {}", format_day(*figures.first_day), format_day(*figures.last_day));
  if (figures.last_received)
    text += fmt::format(", the last received {}", format_datetime(*figures.last_received));
  return text + '.';
}

std::string status_as_text(const Digest& digest, const StoreFigures& figures,
                           const std::vector<MailboxStatus>& mailboxes,
                           const OutputOptions& output) {
  const std::string next = next_command(digest, figures);
  const std::size_t columns = paragraph_columns(output.width);
  if (figures.reports == 0) return mailboxes_as_text(mailboxes, columns) + status_of_nothing(next);
  std::string text = verdict_paragraph(
      digest.verdict, name(digest.verdict),
      fmt::format(" - {} (UTC day): {}.", day_in_words(digest.day), summary(digest)),
      {.color = output.color, .width = output.width});
  for (const DigestProblem* problem : worst_problems(digest))
    text +=
        wrap(fmt::format(
                 "{}: {} {} failed, {}.", shown_name(problem->group.key.domain.display()),
                 problem->advice.sentence, grouped(problem->group.failed),
                 counted(static_cast<std::int64_t>(problem->group.witnesses.size()), "reporter")),
             fmt::format(" {} ", symbol(problem->verdict)), "   ", columns);
  return text + '\n' + wrap(in_words(figures), "", "", columns) +
         mailboxes_as_text(mailboxes, columns) + "Next: " + next + '\n';
}

// `status` tells what was turned away and cut off in the last seven days, today included.
constexpr std::chrono::days kLately{6};

// What is of no domain.
struct MachineStatus {
  std::vector<MailboxStatus> mailboxes;
  std::vector<OutboxStatus> digests;
  std::vector<OutboxStatus> alerts;
  std::vector<EndedSubscription> unsubscribed;
  std::vector<WebhookStatus> webhooks;
  std::vector<RefusedCount> refused;
  std::vector<ExceededCap> exceeded;
};

MachineStatus read_machine(Store& store, Day today) {
  return {.mailboxes = store.mailboxes().statuses(),
          .digests = store.outbox().statuses(),
          .alerts = store.alert_mails().statuses(),
          .unsubscribed = store.subscriptions().ended(),
          .webhooks = store.webhooks().statuses(),
          .refused = store.deliveries().refused(today - kLately, today),
          .exceeded = store.deliveries().exceeded(today - kLately, today)};
}

StoreFigures figures_of(Store& store, const std::vector<Domain>& domains) {
  const Filter filter{.domains = domains};
  StoreFigures figures{.last_received = store.reports().last_received_of(filter)};
  for (const DayTotal& total : store.reports().totals(filter)) {  // by day
    if (!figures.first_day) figures.first_day = total.day;
    figures.last_day = total.day;
    figures.reports += total.reports;
  }
  store.reports().each_conflict(filter, [&](const Conflict&) { ++figures.conflicts; });
  return figures;
}

std::string refused_as_text(std::span<const RefusedCount> refused, std::size_t columns) {
  if (refused.empty()) return {};
  std::vector<std::string> parts;
  for (const RefusedCount& each : refused)
    parts.push_back(fmt::format("{} {} by {}", grouped(each.count), each.reason, each.channel));
  return wrap(fmt::format("Turned away in 7 days: {}. Look: tlsward quarantine list --reason {}",
                          fmt::join(parts, ", "), refused.front().reason),
              "", "", columns);
}

ordered_json refused_as_json(std::span<const RefusedCount> refused) {
  auto rows = ordered_json::array();
  for (const RefusedCount& each : refused)
    rows.push_back({{"reason", each.reason}, {"channel", each.channel}, {"count", each.count}});
  return rows;
}

std::string exceeded_as_text(std::span<const ExceededCap> caps, std::size_t columns) {
  if (caps.empty()) return {};
  std::vector<std::string> parts;
  for (const ExceededCap& each : caps)
    parts.push_back(fmt::format("{} {}", each.setting, grouped(each.count)));
  std::string text =
      wrap(fmt::format("At a limit in 7 days, and cut off, refused or told to come again: {}. "
                       "Scanners do that; what stops senders of reports is to be changed in "
                       "[limits].",
                       fmt::join(parts, ", ")),
           "", "", columns);
  if (std::ranges::find(caps, "limits.min_free_bytes", &ExceededCap::setting) != caps.end())
    text += wrap("Reports were sent away because the disk is nearly full: free some space.", "", "",
                 columns);
  return text;
}

ordered_json exceeded_as_json(std::span<const ExceededCap> caps) {
  auto rows = ordered_json::array();
  for (const ExceededCap& each : caps)
    rows.push_back({{"setting", each.setting}, {"count", each.count}});
  return rows;
}

ordered_json status_as_json(const Digest& digest, const StoreFigures& figures) {
  auto problems = ordered_json::array();
  for (const DigestProblem* problem : worst_problems(digest))
    problems.push_back({{"policy_domain", problem->group.key.domain.text()},
                        {"result_type", text_or_null(problem->group.result_types.empty()
                                                         ? ""
                                                         : problem->group.result_types.front())},
                        {"receiving_mx_hostname", text_or_null(problem->group.key.host.text())},
                        {"failed_session_count", problem->group.failed},
                        {"verdict", name(problem->verdict)},
                        {"sentence", problem->advice.sentence}});
  const auto day = [](const std::optional<Day>& value) {
    return value ? ordered_json(format_day(*value)) : ordered_json();
  };
  return {{"schema", 1},
          {"day", format_day(digest.day)},
          {"verdict", name(digest.verdict)},
          {"problems", problems},
          {"reports", figures.reports},
          {"conflicts", figures.conflicts},
          {"first_day", day(figures.first_day)},
          {"last_day", day(figures.last_day)},
          {"last_received", figures.last_received
                                ? ordered_json(format_datetime(*figures.last_received))
                                : ordered_json()},
          {"next", next_command(digest, figures)}};
}

}  // namespace

ordered_json report_json(const StoredReport& stored, std::span<const KeptDelivery> receipts) {
  ordered_json shown = explain_report_json(stored.report);
  auto lines = ordered_json::array();
  for (const PolicyLine& line : stored.lines)
    lines.push_back({{"policy_domain", line.domain.text()}, {"ours", line.ours}});
  auto receipt_rows = ordered_json::array();
  for (const KeptDelivery& receipt : receipts)
    receipt_rows.push_back(receipt_row(receipt));
  shown["id"] = stored.id;
  shown["received"] = format_datetime(stored.received);
  shown["channel"] = stored.channel;
  shown["trust"] = name(stored.trust);
  shown["trust_reason"] = trust_reason(stored.trust, stored.evidence);
  shown["counted"] = stored.counted;
  shown["lines"] = lines;
  shown["conflicts_with"] = stored.conflicts_with;
  shown["receipts"] = receipt_rows;
  return shown;
}

std::optional<std::string> show_report(Store& store, std::int64_t id, const OutputOptions& output) {
  const auto stored = store.reports().find(id);
  if (!stored) return {};
  const auto receipts = store.deliveries().receipts(id);
  return is_for_people(output) ? show_as_text(*stored, receipts)
                               : write_json(report_json(*stored, receipts));
}

ordered_json top_rows(Store& store, Ranking ranking, const Filter& filter) {
  auto rows = ordered_json::array();
  for (const TopRow& row : store.reports().top(ranking, filter))
    rows.push_back(
        {{"name", row.name},
         {"failed", row.sessions.failed},
         {"sessions", has_sessions(ranking) ? ordered_json(row.sessions.total()) : ordered_json()},
         {"reports", row.reports}});
  return rows;
}

std::string top(Store& store, Ranking ranking, const Filter& filter, const OutputOptions& output) {
  return write_list("top", ranking_columns(ranking), top_rows(store, ranking, filter), output);
}

ordered_json deviation_rows(Store& store, const Filter& filter) {
  auto rows = ordered_json::array();
  for (const DeviationRow& row : store.reports().deviations(filter))
    rows.push_back({{"organization_name", row.organization_name},
                    {"code", row.code},
                    {"count", row.count},
                    {"reports", row.reports},
                    {"last_day", format_day(row.last)}});
  return rows;
}

std::string top_deviations(Store& store, const Filter& filter, const OutputOptions& output) {
  const std::vector<Column> columns{{"organization_name", "REPORTER", ColumnKind::name},
                                    {"code", "DEVIATION"},
                                    {"count", "COUNT", ColumnKind::number, 1},
                                    {"reports", "REPORTS", ColumnKind::number},
                                    {"last_day", "LAST", ColumnKind::text, 2}};
  return write_list("deviations", columns, deviation_rows(store, filter), output);
}

std::string status(Store& store, Day today, const DigestScope& scope, const OutputOptions& output) {
  const Digest digest = make_digest(store, today - std::chrono::days(1), scope);
  const StoreFigures figures =
      scope.is_guest ? figures_of(store, scope.domains) : store.reports().figures();
  const MachineStatus machine = scope.is_guest ? MachineStatus() : read_machine(store, today);
  if (is_for_people(output)) {
    const std::size_t columns = paragraph_columns(output.width);
    return status_as_text(digest, figures, machine.mailboxes, output) +
           outbox_as_text(machine.digests, columns) +
           outbox_as_text(machine.alerts, columns, "Alert") +
           ended_as_text(machine.unsubscribed, columns) +
           webhooks_as_text(machine.webhooks, columns) + refused_as_text(machine.refused, columns) +
           exceeded_as_text(machine.exceeded, columns);
  }
  ordered_json json = status_as_json(digest, figures);
  json["mailboxes"] = mailboxes_as_json(machine.mailboxes);
  json["digests"] = outbox_as_json(machine.digests);
  json["alerts"] = outbox_as_json(machine.alerts);
  json["unsubscribed"] = ended_as_json(machine.unsubscribed);
  json["webhooks"] = webhooks_as_json(machine.webhooks);
  json["refused"] = refused_as_json(machine.refused);
  json["exceeded"] = exceeded_as_json(machine.exceeded);
  return write_json(json);
}

}  // namespace tlsward
