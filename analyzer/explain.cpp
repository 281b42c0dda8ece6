#include "analyzer/explain.h"

#include "analyzer/grouping.h"
#include "analyzer/list_output.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// Stand for the reader's own names where a type is explained without a report.
const char* const kDomain = "example.com";
const char* const kMx = "mx.example.com";

// How many letters must be put in, taken out or changed (Levenshtein).
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string as_type(std::string_view text) {
  std::string type(text.substr(0, 64));
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == ' ') c = '-';
  }
  return type;
}

std::string example(std::string_view text) {
  return fill(text, Domain(kDomain), Domain(kMx));
}

std::string headline(std::string_view result_type, std::optional<std::string_view> nearest) {
  const ResultType* type = find_result_type(nearest.value_or(""));
  if (type == nullptr)
    return wrap(fmt::format("\"{}\" is no result type of RFC 8460 (section 4.3).",
                            printable(result_type, 80)),
                "", "");
  if (*nearest == result_type)
    return fmt::format("{} ({}, RFC 8460 section 4.3)\n", type->name, name(type->mechanism));
  return wrap(fmt::format("\"{}\" is no result type of RFC 8460 (section 4.3); the nearest is {}.",
                          printable(result_type, 80), type->name),
              "", "");
}

std::string steps_text(const Remedy& remedy) {
  std::string text;
  int number = 0;
  for (const std::string_view step : remedy.steps) {
    if (step.starts_with("$ "))
      text += fmt::format("       {}\n", example(step));
    else
      text += wrap(example(step), fmt::format("  {}. ", ++number), "     ");
  }
  return text;
}

ordered_json number_or_null(const SessionCount& count) {
  return count ? ordered_json(*count) : ordered_json();
}

ordered_json failure_json(const FailureDetail& detail, const Domain& domain) {
  return {{"result_type", text_or_null(detail.result_type)},
          {"sending_mta_ip", text_or_null(detail.sending_mta_ip)},
          {"receiving_mx_hostname", text_or_null(detail.receiving_mx_hostname.text())},
          {"receiving_mx_helo", text_or_null(detail.receiving_mx_helo)},
          {"receiving_ip", text_or_null(detail.receiving_ip)},
          {"failed_session_count", number_or_null(detail.failed_session_count)},
          {"additional_information", text_or_null(detail.additional_information)},
          {"failure_reason_code", text_or_null(detail.failure_reason_code)},
          {"sentence",
           fill(find_remedy(detail.result_type).sentence, domain, detail.receiving_mx_hostname)}};
}

ordered_json policy_json(const Policy& policy) {
  auto mx_host = ordered_json::array();
  for (const Domain& pattern : policy.mx_host)
    mx_host.push_back(pattern.text());
  auto failures = ordered_json::array();
  for (const FailureDetail& detail : policy.failure_details)
    failures.push_back(failure_json(detail, policy.policy_domain));
  const Summary& summary = policy.summary;
  return {
      {"policy_type", text_or_null(policy.policy_type)},
      {"policy_string", policy.policy_string},
      {"policy_domain", text_or_null(policy.policy_domain.text())},
      {"mx_host", mx_host},
      {"total_successful_session_count", number_or_null(summary.total_successful_session_count)},
      {"total_failure_session_count", number_or_null(summary.total_failure_session_count)},
      {"failure_details", failures}};
}

ordered_json deviations_json(const Report& report) {
  auto deviations = ordered_json::array();
  for (const Deviation& deviation : report.deviations)
    deviations.push_back(
        {{"code", name(deviation.code)}, {"place", deviation.place}, {"count", deviation.count}});
  return deviations;
}

std::string policy_in_words(const Policy& policy) {
  if (policy.policy_type == "no-policy-found") return "no policy found";
  if (policy.policy_type == "tlsa") return "DANE";
  const std::string mode = policy_mode(policy.policy_string);
  if (policy.policy_type == "sts") return mode.empty() ? "MTA-STS" : "MTA-STS, mode " + mode;
  return "policy type " + (policy.policy_type.empty() ? "not told" : policy.policy_type);
}

std::string sessions_in_words(const SessionCount& count, std::string_view what) {
  return count ? fmt::format("{} {}", counted(*count, "session"), what)
               : fmt::format("an unknown number {}", what);
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

std::string group_text(const FailureGroup& group) {
  const std::string type =
      group.result_type.empty() ? "no details given" : printable(group.result_type, 80);
  const std::string_view sentence = group.result_type.empty()
                                        ? "The sender does not say why."
                                        : find_remedy(group.result_type).sentence;
  std::string text = wrap(fmt::format("{} failed ({}): {}", grouped(group.failed), type,
                                      fill(sentence, group.domain, group.receiving_mx_hostname)),
                          "  ! ", "    ");
  if (!group.reasons.empty())
    text += wrap("Reason given: " + enumerate(group.reasons), "    ", "    ");
  if (!group.sending_mta_ips.empty())
    text += wrap("Sent from " + enumerate(group.sending_mta_ips), "    ", "    ");
  if (!group.receiving_ips.empty())
    text += wrap("Received at " + enumerate(group.receiving_ips), "    ", "    ");
  return text;
}

std::string policy_text(const Policy& policy) {
  const Summary& summary = policy.summary;
  std::string text = wrap(fmt::format("{} - {}", shown_name(policy.policy_domain.display()),
                                      printable(policy_in_words(policy), 80)),
                          "", "  ");
  text += wrap(
      fmt::format("{}, {}.", sessions_in_words(summary.total_successful_session_count, "succeeded"),
                  sessions_in_words(summary.total_failure_session_count, "failed")),
      "  ", "  ");
  for (const FailureGroup& group : groups_of(policy))
    text += group_text(group);
  return text;
}

std::string deviations_text(const Report& report) {
  if (report.deviations.empty()) return {};
  std::string text = "\nOtherwise than RFC 8460 says, and read all the same\n";
  for (const Deviation& deviation : report.deviations)
    text +=
        wrap(fmt::format(
                 "{} at {}{}", name(deviation.code),
                 deviation.place.empty() ? "the document" : printable(deviation.place),
                 deviation.count > 1 ? fmt::format(" ({} times)", grouped(deviation.count)) : ""),
             "  ", "    ");
  return text;
}

}  // namespace

std::optional<std::string_view> nearest_type(std::string_view text) {
  constexpr std::size_t farthest = 3;
  const std::string wanted = as_type(text);
  if (wanted.size() < 4) return {};
  const ResultType* nearest = nullptr;
  std::size_t least = farthest + 1;
  for (const ResultType& type : result_types()) {
    if (type.name.find(wanted) != std::string_view::npos) return type.name;
    if (const std::size_t letters = distance(wanted, type.name); letters < least) {
      least = letters;
      nearest = &type;
    }
  }
  return nearest == nullptr ? std::nullopt : std::optional(nearest->name);
}

std::string explain_type(std::string_view result_type) {
  const auto nearest = nearest_type(result_type);
  const Remedy& remedy = find_remedy(nearest.value_or("unlisted"));
  return headline(result_type, nearest) + '\n' + wrap(example(remedy.sentence), "", "") +
         "\nWhat it means\n" + wrap(example(remedy.technical), "  ", "  ") + "\nWhat to do\n" +
         steps_text(remedy) + "\nHow to see that it is mended\n" +
         wrap(example(remedy.verify), "  ", "  ") + '\n' +
         wrap(fmt::format("({} stands for your domain, {} for its mail server.)", kDomain, kMx), "",
              "");
}

ordered_json explain_type_json(std::string_view result_type) {
  const auto nearest = nearest_type(result_type);
  const Remedy& remedy = find_remedy(nearest.value_or("unlisted"));
  auto steps = ordered_json::array();
  for (const std::string_view step : remedy.steps)
    steps.push_back(example(step));
  const ResultType* type = find_result_type(nearest.value_or(""));
  return {{"schema", 1},
          {"result_type", result_type},
          {"nearest", nearest ? ordered_json(*nearest) : ordered_json()},
          {"mechanism", type ? ordered_json(name(type->mechanism)) : ordered_json()},
          {"sentence", example(remedy.sentence)},
          {"technical", example(remedy.technical)},
          {"steps", steps},
          {"verify", example(remedy.verify)}};
}

std::string explain_report(const Report& report) {
  const std::string who = shown_name(report.organization_name);
  std::string text =
      wrap(report.contact_info.empty()
               ? "Report from " + who
               : fmt::format("Report from {} ({})", who, printable(report.contact_info, 200)),
           "", "  ");
  text += wrap(fmt::format("for {} to {}, counted on {} (UTC)", format_datetime(report.start),
                           format_datetime(report.end),
                           format_day_long(report_day(report.start, report.end))),
               "  ", "  ");
  text +=
      wrap("report-id " + (report.report_id.empty() ? "not given" : printable(report.report_id)),
           "  ", "  ");
  for (const Policy& policy : report.policies)
    text += '\n' + policy_text(policy);
  return text + deviations_text(report);
}

ordered_json explain_report_json(const Report& report) {
  auto policies = ordered_json::array();
  for (const Policy& policy : report.policies)
    policies.push_back(policy_json(policy));
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
