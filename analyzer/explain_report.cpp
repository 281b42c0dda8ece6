#include "analyzer/explain_report.h"

#include "analyzer/grouping.h"
#include "analyzer/known_reasons.h"
#include "analyzer/list_output.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"
#include "schema/counting.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <span>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// What a reason means, in words; empty if it is not known.
std::string meaning_of(std::string_view reason, const Language& language) {
  const KnownReason* const known = find_reason(reason);
  return known == nullptr ? std::string() : std::string(meaning(*known, language));
}

ordered_json number_or_null(const SessionCount& count) {
  return count ? ordered_json(*count) : ordered_json();
}

ordered_json failure_json(const FailureDetail& detail, const Domain& domain,
                          const Language& language) {
  const std::string words = meaning_of(detail.failure_reason_code, language);
  const std::string_view cause = cause_of(detail.result_type, detail.failure_reason_code);
  return {{"result_type", text_or_null(detail.result_type)},
          {"sending_mta_ip", text_or_null(detail.sending_mta_ip)},
          {"receiving_mx_hostname", text_or_null(detail.receiving_mx_hostname.text())},
          {"receiving_mx_helo", text_or_null(detail.receiving_mx_helo)},
          {"receiving_ip", text_or_null(detail.receiving_ip)},
          {"failed_session_count", number_or_null(detail.failed_session_count)},
          {"additional_information", text_or_null(detail.additional_information)},
          {"failure_reason_code", text_or_null(detail.failure_reason_code)},
          {"cause", cause},
          {"meaning", text_or_null(words)},
          {"sentence", fill(find_remedy(cause, language).sentence, domain,
                            detail.receiving_mx_hostname, language)}};
}

ordered_json policy_json(const Policy& policy, const Language& language) {
  auto mx_host = ordered_json::array();
  for (const Domain& pattern : policy.mx_host)
    mx_host.push_back(pattern.text());
  auto failures = ordered_json::array();
  for (const FailureDetail& detail : policy.failure_details)
    failures.push_back(failure_json(detail, policy.policy_domain, language));
  const Summary& summary = policy.summary;
  return {
      {"policy_type", text_or_null(policy.policy_type)},
      {"policy_string", policy.policy_string},
      {"policy_domain", text_or_null(policy.policy_domain.text())},
      {"mx_host", mx_host},
      {"total_successful_session_count", number_or_null(summary.total_successful_session_count)},
      {"total_failure_session_count", number_or_null(summary.total_failure_session_count)},
      {"details_failed_session_count", sum_of_details(policy)},
      {"counted_failed_session_count", failures_of(policy)},
      {"failure_details", failures}};
}

ordered_json deviations_json(const Report& report) {
  auto deviations = ordered_json::array();
  for (const Deviation& deviation : report.deviations)
    deviations.push_back(
        {{"code", name(deviation.code)}, {"place", deviation.place}, {"count", deviation.count}});
  return deviations;
}

std::string policy_in_words(const Policy& policy, const Language& language) {
  if (policy.policy_type == "no-policy-found")
    return std::string(language.text("explain.policy-none"));
  if (policy.policy_type == "tlsa") return "DANE";
  const std::string mode = policy_mode(policy.policy_string);
  if (policy.policy_type == "sts")
    return mode.empty() ? "MTA-STS"
                        : put_in(language.text("explain.policy-mode"), {{"mode", mode}});
  const std::string type = policy.policy_type.empty()
                               ? std::string(language.text("explain.not-told"))
                               : policy.policy_type;
  return put_in(language.text("explain.policy-other"), {{"type", type}});
}

// `what` is "succeeded" or "failed".
std::string sessions_in_words(const SessionCount& count, std::string_view what,
                              const Language& language) {
  const std::string key = fmt::format("explain.{}", what);
  if (!count) return std::string(language.text(key + "-unknown"));
  return put_in(language.form(key, *count), {{"n", grouped(*count, language)}});
}

// The policy's failures as the digest groups them.
std::vector<FailureGroup> groups_of(const Policy& policy) {
  const Entry entry{.domain = policy.policy_domain,
                    .policy_type = policy.policy_type,
                    .policy_string = policy.policy_string,
                    .sessions = sessions_of(policy)};
  std::vector<Failure> failures;
  for (const FailureDetail& detail : policy.failure_details)
    failures.push_back({.domain = policy.policy_domain,
                        .policy_type = policy.policy_type,
                        .policy_string = policy.policy_string,
                        .detail = detail});
  return group_failures(std::span(&entry, 1), failures);
}

// Each as it was sent, with its meaning where it is known.
std::vector<std::string> reasons_in_words(const std::vector<std::string>& reasons,
                                          const Language& language) {
  std::vector<std::string> all;
  for (const std::string& reason : reasons) {
    const std::string words = meaning_of(reason, language);
    const std::string shown = printable(reason, 200);
    all.push_back(words.empty() ? shown
                                : put_in(language.text("explain.reason-meaning"),
                                         {{"reason", shown}, {"meaning", words}}));
  }
  return all;
}

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string group_text(const FailureGroup& group, const Language& language) {
  const bool explained = !group.result_types.empty();
  const auto detail = [&](std::string_view key, std::string_view name, const std::string& value) {
    return wrap(put_in(language.text(key), {{name, value}}), "    ", "    ");
  };
  const std::string_view sentence = explained ? find_remedy(group.key.cause, language).sentence
                                              : language.text("explain.no-reason");
  std::string text =
      wrap(put_in(language.text("explain.group"),
                  {{"n", grouped(group.failed, language)},
                   {"type", explained ? enumerate(group.result_types, 3, language)
                                      : std::string(language.text("explain.no-details"))},
                   {"sentence", fill(sentence, group.key.domain, group.key.host, language)}}),
           "  ! ", "    ");
  if (!group.reasons.empty())
    text += detail("explain.reason-given", "reasons",
                   joined(reasons_in_words(group.reasons, language)));
  if (!group.sending_mta_ips.empty())
    text += detail("explain.sent-from", "addresses", enumerate(group.sending_mta_ips, 3, language));
  if (!group.receiving_ips.empty())
    text += detail("explain.received-at", "addresses", enumerate(group.receiving_ips, 3, language));
  return text;
}

// Both figures of the failures, where they differ; else empty.
std::string two_counts(const Policy& policy, const Language& language) {
  const SessionCount& total = policy.summary.total_failure_session_count;
  const std::int64_t details = sum_of_details(policy);
  if (policy.failure_details.empty() || !total || *total == details) return {};
  return wrap(put_in(language.text("explain.two-counts"),
                     {{"total", grouped(*total, language)},
                      {"details", grouped(details, language)},
                      {"counted", grouped(failures_of(policy), language)}}),
              "  ", "  ");
}

std::string policy_text(const Policy& policy, const Language& language) {
  const Summary& summary = policy.summary;
  std::string text =
      wrap(fmt::format("{} - {}", shown_name(policy.policy_domain.display(), 200, language),
                       printable(policy_in_words(policy, language), 80)),
           "", "  ");
  text += wrap(
      put_in(
          language.text("explain.sessions"),
          {{"succeeded",
            sessions_in_words(summary.total_successful_session_count, "succeeded", language)},
           {"failed", sessions_in_words(summary.total_failure_session_count, "failed", language)}}),
      "  ", "  ");
  text += two_counts(policy, language);
  for (const FailureGroup& group : groups_of(policy))
    text += group_text(group, language);
  return text;
}

std::string deviation_text(const Deviation& deviation, const Language& language) {
  const std::string code(name(deviation.code));
  const std::string place = deviation.place.empty()
                                ? std::string(language.text("explain.the-document"))
                                : printable(deviation.place);
  if (deviation.count <= 1)
    return put_in(language.text("explain.deviation"), {{"code", code}, {"place", place}});
  return put_in(language.form("explain.deviation-times", deviation.count),
                {{"code", code}, {"place", place}, {"n", grouped(deviation.count, language)}});
}

std::string deviations_text(const Report& report, const Language& language) {
  if (report.deviations.empty()) return {};
  std::string text = fmt::format("\n{}\n", language.text("explain.deviations"));
  for (const Deviation& deviation : report.deviations)
    text += wrap(deviation_text(deviation, language), "  ", "    ");
  return text;
}

// Who, for which time, by which name.
std::string origin_text(const Report& report, const Language& language) {
  const std::string who = shown_name(report.organization_name, 200, language);
  const std::string id = report.report_id.empty() ? std::string(language.text("explain.not-given"))
                                                  : printable(report.report_id);
  return wrap(report.contact_info.empty()
                  ? put_in(language.text("explain.report-from"), {{"who", who}})
                  : put_in(language.text("explain.report-from-contact"),
                           {{"who", who}, {"contact", printable(report.contact_info, 200)}}),
              "", "  ") +
         wrap(put_in(language.text("explain.range"),
                     {{"start", format_datetime(report.start)},
                      {"end", format_datetime(report.end)},
                      {"day", day_in_words(report_day(report.start, report.end), language)}}),
              "  ", "  ") +
         wrap(put_in(language.text("explain.report-id"), {{"id", id}}), "  ", "  ");
}

}  // namespace

std::string explain_report(const Report& report, const Language& language) {
  std::string text = origin_text(report, language);
  for (const Policy& policy : report.policies)
    text += '\n' + policy_text(policy, language);
  return text + deviations_text(report, language);
}

ordered_json explain_report_json(const Report& report, const Language& language) {
  auto policies = ordered_json::array();
  for (const Policy& policy : report.policies)
    policies.push_back(policy_json(policy, language));
  return {{"schema", 1},
          {"organization_name", text_or_null(report.organization_name)},
          {"start_datetime", text_or_null(report.start_datetime)},
          {"end_datetime", text_or_null(report.end_datetime)},
          {"start", format_datetime(report.start)},
          {"end", format_datetime(report.end)},
          {"day", format_day(report_day(report.start, report.end))},
          {"contact_info", text_or_null(report.contact_info)},
          {"report_id", text_or_null(report.report_id)},
          {"policies", policies},
          {"deviations", deviations_json(report)}};
}

}  // namespace tlsward
