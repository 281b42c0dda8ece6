#include "web/report_page.h"

#include "analyzer/explain_report.h"
#include "analyzer/wording.h"
#include "schema/deliveries.h"
#include "schema/looks.h"
#include "schema/printable.h"
#include "schema/text.h"
#include "web/asked.h"
#include "web/page.h"
#include "web/report_failures.h"
#include "web/seen_report.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kShownJson = 12 << 10;  // bytes of the report that a page shows
constexpr std::size_t kMostRaw = 256 << 10;   // bytes that are put in order for it
constexpr std::size_t kMostEntries = 200;     // policies and failures that are, likewise
constexpr std::size_t kRoom = 300;            // for groups of failures and their addresses
constexpr std::size_t kShownLines = 100;      // of a policy
constexpr std::size_t kShownPolicies = 30;

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-report.{}", key)));
}

std::string words(const Visit& visit, std::string_view key,
                  std::initializer_list<std::pair<std::string_view, std::string>> values) {
  return put_in(words(visit, key), values);
}

std::string sender_of(const Report& report, const Language& language) {
  return shown_name(
      report.organization_name.empty() ? report.contact_info : report.organization_name, 200,
      language);
}

// Whether it counts, and why not.
std::string counting_in_words(const Visit& visit, const StoredReport& stored) {
  if (stored.counted) return words(visit, "counts");
  if (stored.trust == Trust::refused) return words(visit, "refused");
  return words(visit, stored.conflicts_with.empty() ? "does-not-count" : "other-counts");
}

// Of all its policies together, as they stand in it.
std::string sessions_in_words(const Visit& visit, const Report& report) {
  Sessions all;
  bool is_unknown = false;
  for (const Policy& policy : report.policies) {
    all += {policy.summary.total_successful_session_count.value_or(0), failures_of(policy)};
    is_unknown |= !policy.summary.total_failure_session_count && failures_of(policy) == 0;
  }
  return words(visit, "sessions-words",
               {{"successful", grouped(all.successful, visit.language())},
                {"failed", grouped(all.failed, visit.language()) + (is_unknown ? "+" : "")}});
}

void add_facts(ordered_json& values, const Visit& visit, const StoredReport& stored) {
  const Language& language = visit.language();
  const Report& report = stored.report;
  auto facts = ordered_json::array();
  const auto add = [&](std::string_view key, const std::string& text) {
    facts.push_back({{"label", language.text(key)}, {"words", text}});
  };
  add("page-report.from", report.contact_info.empty()
                              ? sender_of(report, language)
                              : fmt::format("{} ({})", sender_of(report, language),
                                            printable(report.contact_info, 200)));
  add("page-report.sessions", sessions_in_words(visit, report));
  add("page-report.range",
      words(visit, "range-words",
            {{"start", time_in_words(report.start, language)},
             {"end", time_in_words(report.end, language)},
             {"day", day_in_words(report_day(report.start, report.end), language)}}));
  add("pages.report-id", report.report_id.empty() ? "-" : printable(report.report_id));
  add("pages.received", time_in_words(stored.received, language));
  add("pages.via", channel_in_words(stored.channel, language));
  std::string trust = trust_in_words(stored.trust, language);
  if (!stored.evidence.empty()) trust += fmt::format(" ({})", printable(stored.evidence));
  add("pages.trust", trust);
  add("page-report.counted", counting_in_words(visit, stored));
  for (const PolicyLine& line : stored.lines)
    if (!line.ours)
      add("page-report.set-aside",
          words(visit, "not-ours", {{"domain", shown_name(line.domain.display(), 200, language)}}));
  values["facts"] = std::move(facts);
  values["conflicts"] = stored.conflicts_with;
  values["has_conflicts"] = !stored.conflicts_with.empty();
}

std::string count_in_words(const SessionCount& count, const Language& language) {
  return count ? grouped(*count, language) : "?";
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(text, "\n"))
    if (!trimmed(line).empty()) lines.push_back(trimmed(line));
  return lines;
}

// The lines as sent, each beside the same one of the other side, and what that has alone.
ordered_json compared(const std::vector<std::string>& sent, std::vector<std::string_view> seen) {
  auto rows = ordered_json::array();
  const auto add = [&](std::string_view one, std::string_view other) {
    if (rows.size() < kShownLines)
      rows.push_back(
          {{"sent", printable(one)}, {"seen", printable(other)}, {"differs", one != other}});
  };
  for (const std::string& line : sent) {
    const auto same = std::ranges::find(seen, trimmed(line));
    if (same == seen.end()) {
      add(trimmed(line), "");
      continue;
    }
    add(trimmed(line), *same);
    seen.erase(same);
  }
  for (const std::string_view line : seen)
    add("", line);
  return rows;
}

// The policy as sent, of MTA-STS beside the file that we saw last.
void add_policy_text(ordered_json& values, const Visit& visit, const Policy& policy) {
  const bool is_sts = policy.policy_type == "sts";
  const std::vector<SetUp> seen =
      is_sts ? visit.store.looks().set_ups(policy.policy_domain) : std::vector<SetUp>();
  const bool is_beside = !seen.empty() && !seen.back().policy.empty();
  const ordered_json rows =
      compared(policy.policy_string,
               is_beside ? lines_of(seen.back().policy) : std::vector<std::string_view>());
  const bool differs =
      std::ranges::any_of(rows, [](const ordered_json& row) { return row["differs"] == true; });
  values["has_lines"] = !policy.policy_string.empty();
  values["lines"] = rows;
  values["is_beside"] = is_beside && !policy.policy_string.empty();
  if (!is_beside) return;
  values["beside"] = words(visit, differs ? "differs-from-seen" : "same-as-seen",
                           {{"time", time_in_words(seen.back().last, visit.language())}});
}

ordered_json policy_values(const Visit& visit, const Policy& policy, const PolicyLine& line,
                           std::size_t& room) {
  const Language& language = visit.language();
  const Domain& domain = policy.policy_domain.empty() ? line.domain : policy.policy_domain;
  const bool is_own = domain.is_host_name() && visit.viewer.sees(domain);
  ordered_json values = failure_groups(policy, language, room);
  values["domain"] = shown_name(domain.display(), 200, language);
  values["domain_path"] =
      is_own ? ordered_json("/domains/" + percent_encoded(domain.text())) : ordered_json();
  values["type"] = policy.policy_type.empty() ? "?" : printable(policy.policy_type, 100);
  values["successful"] = count_in_words(policy.summary.total_successful_session_count, language);
  values["failed"] = count_in_words(policy.summary.total_failure_session_count, language);
  values["is_unexplained"] = policy.failure_details.empty() && failures_of(policy) > 0;
  add_policy_text(values, visit, policy);
  return values;
}

// Those with failures first, the most before others: more than some are not shown.
std::vector<std::size_t> in_order(const std::vector<Policy>& policies) {
  std::vector<std::size_t> order(policies.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t n) { return failures_of(policies[n]); });
  return order;
}

void add_policies(ordered_json& values, const Visit& visit, const StoredReport& stored) {
  auto policies = ordered_json::array();
  std::size_t room = kRoom;
  for (const std::size_t n : in_order(stored.report.policies)) {
    if (policies.size() == kShownPolicies) break;
    policies.push_back(policy_values(visit, stored.report.policies[n], stored.lines[n], room));
  }
  values["more_policies"] =
      stored.lines.size() <= kShownPolicies
          ? ordered_json()
          : ordered_json(grouped(static_cast<std::int64_t>(stored.lines.size() - kShownPolicies),
                                 visit.language()));
  values["policies"] = std::move(policies);
}

// Where it came from is told to those who see all: names of files and addresses are of no domain.
void add_receipts(ordered_json& values, const Visit& visit, const StoredReport& stored) {
  const Language& language = visit.language();
  auto receipts = ordered_json::array();
  for (const KeptDelivery& receipt : visit.store.deliveries().receipts(stored.id))
    receipts.push_back({{"received", time_values(receipt.received, language)},
                        {"via", channel_in_words(receipt.channel, language)},
                        {"source", visit.viewer.sees_all() ? printable(receipt.source, 200) : "-"},
                        {"trust", receipt.evidence.empty() ? trust_in_words(receipt.trust, language)
                                                           : name(receipt.trust, language)},
                        {"why", printable(receipt.evidence, 300)}});
  values["receipts"] = std::move(receipts);
  values["more_receipts"] = stored.more_receipts == 0
                                ? ordered_json()
                                : ordered_json(grouped(stored.more_receipts, language));
}

std::vector<Column> receipt_columns() {
  return {{"received", "RECEIVED"},
          {"channel", "VIA"},
          {"source", "SOURCE"},
          {"trust", "TRUST"},
          {"trust_reason", "BELIEVED BECAUSE"}};
}

ordered_json receipt_rows(const Visit& visit, const StoredReport& stored) {
  auto rows = ordered_json::array();
  for (const KeptDelivery& receipt : visit.store.deliveries().receipts(stored.id))
    rows.push_back(
        {{"received", format_datetime(receipt.received)},
         {"channel", receipt.channel},
         {"source", visit.viewer.sees_all() ? ordered_json(receipt.source) : ordered_json()},
         {"trust", name(receipt.trust)},
         {"trust_reason", trust_reason(receipt.trust, receipt.evidence)}});
  return rows;
}

std::vector<Column> failure_columns() {
  return {{"policy_domain", "DOMAIN", ColumnKind::name},
          {"result_type", "TYPE"},
          {"receiving_mx_hostname", "MX", ColumnKind::name},
          {"sending_mta_ip", "SENT FROM"},
          {"receiving_ip", "RECEIVED AT"},
          {"failed_session_count", "FAILED", ColumnKind::failures},
          {"failure_reason_code", "REASON"}};
}

ordered_json failure_rows(const StoredReport& stored) {
  auto rows = ordered_json::array();
  for (const Policy& policy : stored.report.policies)
    for (const FailureDetail& detail : policy.failure_details)
      rows.push_back({{"policy_domain", policy.policy_domain.text()},
                      {"result_type", detail.result_type},
                      {"receiving_mx_hostname", detail.receiving_mx_hostname.text()},
                      {"sending_mta_ip", detail.sending_mta_ip},
                      {"receiving_ip", detail.receiving_ip},
                      {"failed_session_count", detail.failed_session_count
                                                   ? ordered_json(*detail.failed_session_count)
                                                   : ordered_json()},
                      {"failure_reason_code", detail.failure_reason_code}});
  return rows;
}

void add_deviations(ordered_json& values, const Visit& visit, const StoredReport& stored) {
  auto deviations = ordered_json::array();
  for (const Deviation& deviation : stored.report.deviations)
    deviations.push_back(
        {{"words", visit.language().text(fmt::format("deviations.{}", name(deviation.code)))},
         {"code", name(deviation.code)},
         {"place", deviation.place.empty() ? words(visit, "document") : printable(deviation.place)},
         {"count", grouped(deviation.count, visit.language())}});
  values["has_deviations"] = !deviations.empty();
  values["deviations"] = std::move(deviations);
}

// JSON that a parser bounded in depth has read before; in ASCII, so that what is shown is exact.
std::string formatted(const ordered_json& json) {
  return json.dump(2, ' ', true, ordered_json::error_handler_t::replace);
}

bool is_json(std::string_view bytes) {
  return trimmed(bytes).starts_with('{');
}

// The same report with its first entries: a page shows the beginning of it, and all of one can be
// a hundred thousand.
Report beginning_of(const Report& report) {
  Report beginning{.organization_name = report.organization_name,
                   .start_datetime = report.start_datetime,
                   .end_datetime = report.end_datetime,
                   .contact_info = report.contact_info,
                   .report_id = report.report_id,
                   .start = report.start,
                   .end = report.end,
                   .deviations = report.deviations};
  std::size_t room = kMostEntries;
  for (const Policy& policy : report.policies) {
    if (room == 0) break;
    --room;
    const auto some = [](const auto& list, std::size_t most) {
      return std::decay_t<decltype(list)>(
          list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), most)));
    };
    beginning.policies.push_back({.policy_type = policy.policy_type,
                                  .policy_string = some(policy.policy_string, kShownLines),
                                  .policy_domain = policy.policy_domain,
                                  .mx_host = some(policy.mx_host, kShownLines),
                                  .summary = policy.summary,
                                  .failure_details = some(policy.failure_details, room)});
    room -= beginning.policies.back().failure_details.size();
  }
  return beginning;
}

void add_json(ordered_json& values, const Visit& visit, const SeenReport& seen) {
  const std::string raw =
      seen.is_whole ? visit.store.deliveries().raw(seen.stored.id).value_or("") : std::string();
  ordered_json json;
  if (is_json(raw) && raw.size() <= kMostRaw) json = ordered_json::parse(raw, nullptr, false);
  const bool is_as_sent = json.is_object();
  if (!is_as_sent) json = explain_report_json(beginning_of(seen.stored.report), visit.language());
  std::string text = formatted(json);
  values["json_title"] = words(visit, is_as_sent ? "json-sent" : "json-read");
  values["is_json_cut"] =
      text.size() > kShownJson || (!is_as_sent && entries_of(seen.stored.report) > kMostEntries);
  if (text.size() > kShownJson) text.resize(kShownJson);
  values["json"] = std::move(text);
  values["raw_path"] =
      raw.empty() ? ordered_json() : ordered_json(fmt::format("/reports/{}/raw", seen.stored.id));
}

}  // namespace

Response report_page(const Visit& visit) {
  const auto seen = asked_report(visit);
  if (!seen) return message_page(visit, 404, "not-found");
  const StoredReport& stored = seen->stored;
  if (const auto format = asked_as_data(visit, "receipts"))
    return table_data("receipts", *format, receipt_columns(), receipt_rows(visit, stored));
  if (const auto format = asked_as_data(visit, "failures"))
    return table_data("failures", *format, failure_columns(), failure_rows(stored));
  const Language& language = visit.language();
  const std::string title =
      words(visit, "title",
            {{"day", day_in_words(report_day(stored.report.start, stored.report.end), language)},
             {"who", sender_of(stored.report, language)}});
  ordered_json values{{"heading", title}, {"is_part", !seen->is_whole}};
  add_facts(values, visit, stored);
  add_policies(values, visit, stored);
  add_receipts(values, visit, stored);
  values["receipt_data"] = data_links(visit, "receipts");
  const bool has_failures = std::ranges::any_of(
      stored.report.policies, [](const Policy& policy) { return !policy.failure_details.empty(); });
  values["failure_data"] = has_failures ? data_links(visit, "failures") : ordered_json();
  if (seen->is_whole) add_deviations(values, visit, stored);
  add_json(values, visit, *seen);
  return make_page(visit,
                   {.name = "report",
                    .title = title,
                    .section = "reports",
                    .command = fmt::format("tlsward show {}", stored.id)},
                   std::move(values));
}

std::optional<Response> find_raw_report(const Visit& visit) {
  const auto seen = asked_report(visit);
  auto raw = seen && seen->is_whole ? visit.store.deliveries().raw(seen->stored.id) : std::nullopt;
  if (!raw) return {};
  // What a sender writes otherwise than JSON, and we mend, is no JSON for others.
  const bool is_valid = is_json(*raw) && ordered_json::accept(*raw);
  const bool is_gzip = raw->starts_with("\x1f\x8b");
  const std::string_view ending = is_json(*raw) ? "json" : is_gzip ? "json.gz" : "bin";
  return Response{.media_type = is_valid  ? kJson
                                : is_gzip ? "application/gzip"
                                          : "application/octet-stream",
                  .body = std::move(*raw),
                  .headers = {{"Content-Disposition",
                               fmt::format("attachment; filename=\"tlsward-report-{}.{}\"",
                                           seen->stored.id, ending)}}};
}

Response raw_report(const Visit& visit) {
  auto raw = find_raw_report(visit);
  return raw ? *std::move(raw) : message_page(visit, 404, "not-found");
}

}  // namespace tlsward
