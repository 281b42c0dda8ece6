// From a text to a Report or a Rejection, and back to text: the order of the steps.
#include "schema/report_json.h"

#include "schema/date_range.h"
#include "schema/json_text.h"
#include "schema/report_reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace tlsward {
namespace {

using Json = nlohmann::ordered_json;

// From here on a text is mended while it is read, whether it needs that or not: the parser keeps a
// string or a run of blanks whole and twice, the mender bounds them.
constexpr std::size_t kLargeText = 1 << 20;

// The escape of one character is six at most ("\u0041").
constexpr std::size_t kMaxEscape = 6;

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

bool begins_an_object(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '{';
}

void note_mends(const Mends& mends, ReportReader& reader) {
  const struct {
    std::int64_t count;
    DeviationCode code;
  } kinds[] = {
      {mends.invalid_utf8, DeviationCode::invalid_utf8},
      {mends.lone_surrogates, DeviationCode::lone_surrogate},
      {mends.invalid_escapes, DeviationCode::invalid_escape},
      {mends.control_characters, DeviationCode::control_character},
      {mends.numbers_out_of_range, DeviationCode::number_out_of_range},
      {mends.bare_words, DeviationCode::bare_word},
  };
  for (const auto& kind : kinds) {
    if (kind.count > 0) reader.note(kind.code, "", kind.count);
  }
}

JsonReading read_mended(std::string_view document, const ReportCaps& caps, ReportReader& reader) {
  const std::size_t max_string_bytes =
      kMaxEscape * (std::max(caps.max_string_bytes, caps.max_policy_string_bytes) + 1);
  JsonMender mender(document, max_string_bytes);
  const JsonReading reading = read_json(mender, reader);
  note_mends(mender.mends(), reader);
  return reading;
}

// What the JSON says of the time counts (RFC 8460 section 5.6); only where it says nothing readable
// does the file name.
expected<Report, Rejection> finish(ReportReader& reader, std::string_view file_name) {
  const std::string_view place = "/date-range";
  const auto note = [&](DeviationCode code) { reader.note(code, place); };
  const std::optional<DateRange> said = make_date_range(reader.start(), reader.end(), note);
  const std::optional<DateRange> of_file = date_range_of_file(file_name);
  const bool is_empty = reader.report().policies.empty();
  if (!said && is_empty) {
    return unexpected(Rejection{Reason::not_understood, "JSON, but with no policies and no dates"});
  }
  if (!said && !of_file) {
    return unexpected(
        Rejection{Reason::implausible, "no readable date, and none in the file name"});
  }
  if (!said) note(DeviationCode::date_from_file_name);
  if (said && !is_utc_day(*said)) note(DeviationCode::date_range_not_a_day);
  if (said && of_file && *said != *of_file) note(DeviationCode::file_name_differs);
  Report report = std::move(reader.report());
  report.start = (said ? said : of_file)->start;
  report.end = (said ? said : of_file)->end;
  return report;
}

expected<Report, Rejection> finish(const JsonReading& reading, ReportReader& reader,
                                   std::string_view file_name) {
  switch (reading.end) {
    case JsonEnd::stopped:
      return unexpected(reader.refusal());
    case JsonEnd::broken:
      return unexpected(Rejection{Reason::not_understood,
                                  fmt::format("no JSON from byte {} on", reading.position)});
    case JsonEnd::text_after:
      reader.note(DeviationCode::text_after_document, "");
      break;
    case JsonEnd::complete:
      break;
  }
  return finish(reader, file_name);
}

// The date as sent where it can be read again, else what it was taken for.
std::string date_text(const std::string& sent, Timestamp taken_for) {
  const bool is_readable = date_value(sent, [](DeviationCode) {}).has_value();
  return is_readable ? sent : format_datetime(taken_for);
}

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

void put(Json& object, const char* key, const Domain& domain) {
  put(object, key, domain.text());
}

void put(Json& object, const char* key, SessionCount count) {
  if (count) object[key] = *count;
}

Json to_value(const FailureDetail& detail) {
  Json value = Json::object();
  put(value, "result-type", detail.result_type);
  put(value, "sending-mta-ip", detail.sending_mta_ip);
  put(value, "receiving-mx-hostname", detail.receiving_mx_hostname);
  put(value, "receiving-mx-helo", detail.receiving_mx_helo);
  put(value, "receiving-ip", detail.receiving_ip);
  put(value, "failed-session-count", detail.failed_session_count);
  put(value, "additional-information", detail.additional_information);
  put(value, "failure-reason-code", detail.failure_reason_code);
  return value;
}

Json to_value(const Policy& entry) {
  Json policy = Json::object();
  put(policy, "policy-type", entry.policy_type);
  if (!entry.policy_string.empty()) policy["policy-string"] = entry.policy_string;
  put(policy, "policy-domain", entry.policy_domain);
  for (const Domain& host : entry.mx_host)
    policy["mx-host"].push_back(host.text());
  Json summary = Json::object();
  put(summary, "total-successful-session-count", entry.summary.total_successful_session_count);
  put(summary, "total-failure-session-count", entry.summary.total_failure_session_count);
  Json value = {{"policy", policy}, {"summary", summary}};
  for (const FailureDetail& detail : entry.failure_details) {
    value["failure-details"].push_back(to_value(detail));
  }
  return value;
}

}  // namespace

expected<Report, Rejection> parse_report(std::string_view text, std::string_view file_name,
                                         const ReportCaps& caps) {
  const std::string_view document = without_byte_order_mark(text);
  if (!begins_an_object(document)) {
    return unexpected(Rejection{Reason::not_a_report, "no JSON object"});
  }
  std::optional<ReportReader> reader(caps);
  JsonReading reading{JsonEnd::broken, 0};
  if (document.size() <= kLargeText) reading = read_json(document, *reader);
  if (reading.end == JsonEnd::broken) {
    reader.emplace(caps);
    reading = read_mended(document, caps, *reader);
  }
  if (document.size() != text.size()) reader->note(DeviationCode::byte_order_mark, "");
  return finish(reading, *reader, file_name);
}

std::string to_json(const Report& report) {
  Json value = Json::object();
  put(value, "organization-name", report.organization_name);
  value["date-range"] = {{"start-datetime", date_text(report.start_datetime, report.start)},
                         {"end-datetime", date_text(report.end_datetime, report.end)}};
  put(value, "contact-info", report.contact_info);
  put(value, "report-id", report.report_id);
  value["policies"] = Json::array();
  for (const Policy& policy : report.policies)
    value["policies"].push_back(to_value(policy));
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tlsward
