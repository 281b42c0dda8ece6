#include "web/system_page.h"

#include "analyzer/mailbox_status.h"
#include "analyzer/verdict.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "web/errand_state.h"
#include "web/errands.h"
#include "web/page.h"
#include "web/system_mails.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::size_t kCountedAside = 1'000;  // in quarantine, one by one

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-system.{}", key)));
}

ordered_json time_or_null(const std::optional<Timestamp>& time, const Language& language) {
  return time ? time_values(*time, language) : ordered_json();
}

// "3 GiB", "212 MiB", "96 KiB".
std::string bytes_in_words(std::int64_t bytes, const Language& language) {
  constexpr std::int64_t kilo = 1024;
  if (bytes >= 10 * kilo * kilo * kilo) return grouped(bytes >> 30, language) + " GiB";
  if (bytes >= kilo * kilo) return grouped(bytes >> 20, language) + " MiB";
  return grouped((bytes + kilo - 1) / kilo, language) + " KiB";
}

// Without verdicts: other pages have these.
Metrics read_metrics(const Visit& visit) {
  MetricsOptions options = visit.options.metrics;
  options.database = visit.options.database;
  options.scope = {};
  return gather_metrics(options, visit.now);
}

void add_reasons(ordered_json& values, const Visit& visit) {
  HealthOptions options = visit.options.health;
  options.database = visit.options.database;
  auto reasons = ordered_json::array();
  for (const HealthReason& reason : reasons_against(look_at(options), options, visit.now))
    reasons.push_back({{"what", words(visit, fmt::format("what-{}", reason.what))},
                       {"reason", reason_in_words(reason, visit.language())},
                       {"next", next_in_words(reason, visit.language())}});
  const bool takes_none =
      !visit.options.health.has_endpoint && visit.options.metrics.mailboxes.empty();
  const bool has_none = !visit.store.reports().last_received();
  const std::string state = takes_none ? "takes-none" : has_none ? "has-none" : "well";
  add_verdict(values, !reasons.empty()  ? Verdict::action
                      : state != "well" ? Verdict::blind
                                        : Verdict::ok);
  values["is_well"] = reasons.empty();
  values["well"] = words(visit, state == "well" ? "well" : "blind");
  values["well_means"] = words(visit, state + "-means");
  values["reasons"] = std::move(reasons);
}

std::string days_left(const Visit& visit, Timestamp end) {
  if (end <= visit.now) return words(visit, "certificate-ended");
  return told("page-system.days-left", std::chrono::floor<days>(end - visit.now).count(), {},
              visit.language());
}

void add_endpoint(ordered_json& values, const Visit& visit, const Metrics& metrics) {
  const Language& language = visit.language();
  values["endpoint"] = ordered_json();
  if (!metrics.endpoint) return;
  const EndpointStatus& status = *metrics.endpoint;
  ordered_json endpoint{{"address", printable(status.address, 200)},
                        {"alive", time_or_null(status.alive, language)},
                        {"certificate", time_or_null(status.certificate_not_after, language)},
                        {"has_fault", !status.fault.empty()},
                        {"fault", printable(status.fault, 1'000)}};
  if (status.certificate_not_after)
    endpoint["days_left"] = days_left(visit, *status.certificate_not_after);
  values["endpoint"] = std::move(endpoint);
}

// Absent of one that was never polled.
const MailboxStatus* find_status(const Metrics& metrics, const std::string& mailbox) {
  const auto found = std::ranges::find(metrics.mailboxes, mailbox, &MailboxStatus::mailbox);
  return found == metrics.mailboxes.end() ? nullptr : &*found;
}

ordered_json mailbox_values(const Visit& visit, const std::string& name,
                            const MailboxStatus* status) {
  const Language& language = visit.language();
  ordered_json values{{"name", printable(name, 80)}, {"path_name", percent_encoded(name)}};
  add_verdict(values, status == nullptr       ? Verdict::blind
                      : status->fault.empty() ? Verdict::ok
                                              : Verdict::action);
  const MailboxStatus seen = status == nullptr ? MailboxStatus{} : *status;
  values["last_poll"] = status == nullptr ? ordered_json() : time_values(seen.last_poll, language);
  values["last_success"] = time_or_null(seen.last_success, language);
  values["pending"] = grouped(seen.pending, language);
  values["set_aside"] = grouped(seen.set_aside, language);
  values["fault"] = printable(seen.fault, 1'000);
  values["note"] = printable(seen.note, 1'000);
  values["has_fault"] = !seen.fault.empty();
  values["has_note"] = !seen.note.empty();
  if (status == nullptr)
    values["state"] = words(visit, "mailbox-never");
  else if (seen.fault.empty())
    values["state"] = words(visit, "mailbox-read");
  else
    values["state"] = told("page-system.mailbox-failed", seen.failures, {}, language);
  return values;
}

void add_mailboxes(ordered_json& values, const Visit& visit, const Metrics& metrics) {
  auto rows = ordered_json::array();
  for (const std::string& name : visit.options.metrics.mailboxes)
    rows.push_back(mailbox_values(visit, name, find_status(metrics, name)));
  values["has_mailboxes"] = !rows.empty();
  values["mailboxes"] = std::move(rows);
  values["mailbox_data"] = data_links(visit, "mailboxes");
}

std::vector<Column> mailbox_columns() {
  return {{"mailbox", "MAILBOX"},
          {"last_poll", "LAST POLL"},
          {"last_success", "LAST SUCCESS"},
          {"last_uid", "LAST UID", ColumnKind::number},
          {"pending", "PENDING", ColumnKind::number},
          {"set_aside", "SET ASIDE", ColumnKind::number},
          {"failures", "FAILURES", ColumnKind::number},
          {"fault", "FAULT"},
          {"note", "NOTE"}};
}

// Those that were polled, and those that are configured and were not.
ordered_json mailbox_rows(const Visit& visit, const Metrics& metrics) {
  ordered_json rows = mailboxes_as_json(metrics.mailboxes);
  for (const std::string& name : visit.options.metrics.mailboxes)
    if (find_status(metrics, name) == nullptr) rows.push_back({{"mailbox", name}});
  for (ordered_json& row : rows)
    for (const Column& column : mailbox_columns())
      if (!row.contains(column.key)) row[std::string(column.key)] = nullptr;
  return rows;
}

void add_store(ordered_json& values, const Visit& visit, const Metrics& metrics) {
  const Language& language = visit.language();
  const StoreFigures figures = visit.store.reports().figures();
  const std::size_t aside = visit.store.deliveries().quarantine({}, kCountedAside + 1).size();
  values["reports"] = grouped(figures.reports, language);
  values["last_received"] = time_or_null(figures.last_received, language);
  values["aside"] = grouped(static_cast<std::int64_t>(std::min(aside, kCountedAside)), language) +
                    (aside > kCountedAside ? "+" : "");
  values["store_bytes"] = bytes_in_words(metrics.store_bytes, language);
  values["free_bytes"] = bytes_in_words(metrics.free_bytes, language);
  values["version"] = metrics.version;
  values["started"] = time_or_null(visit.options.started, language);
}

std::vector<Column> limit_columns() {
  return {{"setting", "SETTING"}, {"count", "COUNT", ColumnKind::number}};
}

ordered_json limit_rows(const Metrics& metrics) {
  auto rows = ordered_json::array();
  for (const ExceededCap& cap : metrics.exceeded)
    rows.push_back({{"setting", cap.setting}, {"count", cap.count}});
  return rows;
}

void add_limits(ordered_json& values, const Visit& visit, const Metrics& metrics) {
  auto rows = ordered_json::array();
  for (const ExceededCap& cap : metrics.exceeded)
    rows.push_back(
        {{"setting", printable(cap.setting, 80)}, {"count", grouped(cap.count, visit.language())}});
  values["has_limits"] = !rows.empty();
  values["limits"] = std::move(rows);
  values["limit_data"] = data_links(visit, "limits");
}

std::string test_of(const std::string& mailbox) {
  return "poll " + mailbox;
}

constexpr auto kMailsTest = "alerts test";

// What became of the tests that were begun from here; whether one runs.
bool add_tests(ordered_json& values, const Visit& visit) {
  auto tests = ordered_json::array();
  for (const std::string& name : visit.options.metrics.mailboxes) {
    ordered_json test = errand_values(visit, test_of(name));
    if (test.is_null()) continue;
    test["what"] = printable(name, 80);
    tests.push_back(std::move(test));
  }
  values["mail_test"] = errand_values(visit, kMailsTest);
  values["can_begin"] = can_begin(visit);
  values["can_test"] =
      can_begin(visit) && (!visit.options.owners.empty() || values["has_webhooks"] == true);
  const bool runs = is_under_way(values["mail_test"]) || std::ranges::any_of(tests, is_under_way);
  values["mailbox_tests"] = std::move(tests);
  return runs;
}

std::optional<Response> as_data(const Visit& visit, const Metrics& metrics) {
  if (const auto format = asked_as_data(visit, "mailboxes"))
    return table_data("mailboxes", *format, mailbox_columns(), mailbox_rows(visit, metrics));
  if (const auto format = asked_as_data(visit, "limits"))
    return table_data("limits", *format, limit_columns(), limit_rows(metrics));
  return mails_as_data(visit);
}

}  // namespace

Response system_page(const Visit& visit) {
  const Metrics metrics = read_metrics(visit);
  if (auto data = as_data(visit, metrics)) return std::move(*data);
  ordered_json values;
  add_reasons(values, visit);
  add_endpoint(values, visit, metrics);
  add_mailboxes(values, visit, metrics);
  add_mails(values, visit);
  add_webhooks(values, visit);
  add_store(values, visit, metrics);
  add_limits(values, visit, metrics);
  const bool runs = add_tests(values, visit);
  Response response = make_page(visit,
                                {.name = "system",
                                 .title = words(visit, "title"),
                                 .section = "system",
                                 .command = "tlsward status"},
                                std::move(values));
  if (runs) response.headers.emplace_back("Refresh", "3");
  return response;
}

Response test_mailbox(const Visit& visit) {
  const auto& names = visit.options.metrics.mailboxes;
  const auto found = std::ranges::find(names, visit.captures.at(0));
  if (found == names.end()) return message_page(visit, 404, "not-found");
  return begin_errand(visit, test_of(*found),
                      {"poll", "--once", "--dry-run", "--mailbox=" + *found}, "/system#mailboxes");
}

Response test_mails(const Visit& visit) {
  return begin_errand(visit, kMailsTest, {"alerts", "test"}, "/system#mails");
}

}  // namespace tlsward
