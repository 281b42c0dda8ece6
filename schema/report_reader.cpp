// Follows the nesting of the document, finds whose value comes, and puts it where it belongs.
#include "schema/report_reader.h"

#include "schema/counting.h"
#include "schema/result_type.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

namespace tlsward {
namespace {

using Code = DeviationCode;

// Lines and hosts of all policies, empty ones included, after which no more elements are read:
// 1,000 policies of 100.
constexpr std::size_t kMaxLines = 100'000;

// From here on a list of details gets room for all that may come: doubling would hold old and new
// at once, and pages that nobody touches cost nothing.
constexpr std::size_t kManyDetails = 4096;

constexpr std::uint32_t bit(Field field) {
  return std::uint32_t{1} << static_cast<unsigned>(field);
}

std::string larger(std::string_view what, std::size_t cap, std::string_view setting) {
  return fmt::format("more {} than {}; raise limits.{} if this is a report", what, cap, setting);
}

// Whether a policy was applied and is not told (RFC 8460 section 4.5). What could not be fetched
// has no text.
bool lacks_policy_string(const Policy& policy) {
  if (policy.policy_type != "sts" && policy.policy_type != "tlsa") return false;
  return policy.policy_string.empty() &&
         std::ranges::none_of(policy.failure_details, [](const FailureDetail& detail) {
           return detail.result_type == "sts-policy-fetch-error";
         });
}

bool is_list(const Member& member) {
  return member.shape == Shape::lines || member.shape == Shape::objects;
}

}  // namespace

ReportReader::ReportReader(const ReportCaps& caps)
    : caps_(caps), note_([this](DeviationCode code) { note_here(code); }) {
  frames_.reserve(8);
}

// Whose value comes now; nullptr if nobody's. Of an array where one value should be, the first.
const Member* ReportReader::target() const {
  if (skipped_ > 0) return nullptr;
  if (frames_.empty()) return &kReportMember;
  const Frame& frame = frames_.back();
  if (!frame.is_array) return frame.member;
  return is_list(*frame.self) || frame.index == 0 ? frame.self : nullptr;
}

void ReportReader::set_filled(const Member& member) {
  const auto object = std::find_if(frames_.rbegin(), frames_.rend(),
                                   [](const Frame& frame) { return !frame.is_array; });
  if (object != frames_.rend()) object->filled |= bit(member.field);
}

bool ReportReader::value_done() {
  if (skipped_ == 0 && !is_direct()) ++frames_.back().index;
  return true;
}

bool ReportReader::refuse(Reason reason, std::string detail) {
  refusal_ = {reason, std::move(detail)};
  return false;
}

// An object or array begins.
bool ReportReader::open() {
  if (++depth_ <= caps_.max_depth) return true;
  return refuse(Reason::not_understood,
                fmt::format("it nests deeper than {} levels", caps_.max_depth));
}

bool ReportReader::skip() {
  ++skipped_;
  return true;
}

bool ReportReader::begin_object() {
  if (!open()) return false;
  const Member* const member = target();
  if (member == nullptr) return skip();
  if (member->shape == Shape::object || member->shape == Shape::objects) return enter(*member);
  if (member->shape == Shape::count) set_filled(*member);
  note_here(member->shape == Shape::count ? Code::count_unreadable : Code::wrong_type);
  return skip();
}

bool ReportReader::enter(const Member& member) {
  const bool is_detail = member.field == Field::failure_details;
  if (member.shape == Shape::objects && is_direct()) {
    note_here(is_detail ? Code::failure_details_is_object : Code::wrong_type);
  }
  if (member.field == Field::policies && !add_policy()) return false;
  if (is_detail && !add_detail()) return false;
  set_filled(member);
  frames_.push_back({&member, false});
  return true;
}

bool ReportReader::add_policy() {
  if (report_.policies.size() == caps_.max_policies) {
    return refuse(Reason::too_large, larger("policies", caps_.max_policies, "max_policies"));
  }
  report_.policies.emplace_back();
  return true;
}

bool ReportReader::add_detail() {
  if (details_ == caps_.max_failure_details) {
    return refuse(Reason::too_large,
                  larger("failure-details", caps_.max_failure_details, "max_failure_details"));
  }
  std::vector<FailureDetail>& details = policy().failure_details;
  if (details.size() == kManyDetails) {
    details.reserve(kManyDetails + caps_.max_failure_details - details_);
  }
  ++details_;
  details.emplace_back();
  return true;
}

bool ReportReader::key(std::string_view name) {
  if (skipped_ > 0) return true;
  Frame& frame = frames_.back();
  const std::span<const Member> members = members_of(frame.self->field);
  const auto found = std::find_if(members.begin(), members.end(),
                                  [name](const Member& member) { return member.key == name; });
  frame.member = found == members.end() ? nullptr : &*found;
  if (frame.member == nullptr) return true;
  if (found->alias) note_here(*found->alias);
  if ((frame.seen & bit(found->field)) != 0) {
    note_here(Code::duplicate_key);  // RFC 7493 section 2.3; the first value counts.
    frame.member = nullptr;
  }
  frame.seen |= bit(found->field);
  return true;
}

bool ReportReader::end_object() {
  --depth_;
  if (skipped_ > 0) {
    --skipped_;
  } else {
    frames_.back().member = nullptr;
    note_missing();
    if (frames_.back().self->field == Field::policies) finish_policy();
    if (frames_.back().self->field == Field::failure_details) finish_detail();
    frames_.pop_back();
  }
  return value_done();
}

bool ReportReader::begin_array() {
  if (!open()) return false;
  const Member* const member = target();
  if (member == nullptr) return skip();
  if (!is_list(*member) || !is_direct()) note_here(Code::wrong_type);
  frames_.push_back({member, true});
  return true;
}

bool ReportReader::end_array() {
  --depth_;
  if (skipped_ > 0) {
    --skipped_;
  } else {
    frames_.pop_back();
  }
  return value_done();
}

bool ReportReader::null() {
  const Member* const member = target();
  if (member != nullptr && !member->missing) note_here(Code::null_value);
  return value_done();
}

bool ReportReader::boolean(bool value) {
  return scalar(value ? "true" : "false", false);
}

bool ReportReader::integer(std::int64_t value) {
  const Member* const member = target();
  if (member == nullptr || member->shape != Shape::count) {
    return scalar(std::to_string(value), false);
  }
  set_count(*member, count_value(value, note_));
  return value_done();
}

bool ReportReader::number(std::string_view literal) {
  return scalar(literal, false);
}

bool ReportReader::text(std::string_view value) {
  return scalar(value, true);
}

bool ReportReader::scalar(std::string_view text, bool is_text) {
  const Member* const member = target();
  if (member == nullptr) return value_done();
  if (member->shape == Shape::count) {
    if (is_text) note_here(Code::count_is_string);
    set_count(*member, count_value(text, note_));
    return value_done();
  }
  const bool is_object = member->shape == Shape::object || member->shape == Shape::objects;
  if (!is_text || is_object) note_here(Code::wrong_type);
  if (member->shape == Shape::lines) add_line(*member, text);
  if (member->shape == Shape::text) set_text(*member, text);
  return value_done();
}

void ReportReader::set_text(const Member& member, std::string_view text) {
  const std::string line = line_value(text, caps_.max_string_bytes, note_);
  if (!trimmed(line).empty()) set_filled(member);
  switch (member.field) {
    case Field::organization_name:
      report_.organization_name = line;
      break;
    case Field::contact_info:
      report_.contact_info = line;
      break;
    case Field::report_id:
      report_.report_id = line;
      break;
    case Field::start_datetime:
      report_.start_datetime = line;
      start_ = line.empty() ? std::nullopt : date_value(line, note_);
      break;
    case Field::end_datetime:
      report_.end_datetime = line;
      end_ = line.empty() ? std::nullopt : date_value(line, note_);
      break;
    case Field::policy_type:
      set_policy_type(line);
      break;
    case Field::policy_domain:
      set_policy_domain(line);
      break;
    default:
      set_detail_text(member.field, line);
  }
}

void ReportReader::set_policy_type(std::string_view line) {
  policy().policy_type = word_value(line, note_);
  const std::string& type = policy().policy_type;
  const bool known = type == "sts" || type == "tlsa" || type == "no-policy-found";
  if (!known && !type.empty()) note_here(Code::policy_type_unknown);
}

void ReportReader::set_policy_domain(std::string_view line) {
  Domain& domain = policy().policy_domain;
  domain = domain_value(line, Code::policy_domain_not_a_label, note_);
  if (!domain.is_host_name() && !domain.empty()) note_here(Code::policy_domain_invalid);
}

void ReportReader::set_detail_text(Field field, const std::string& line) {
  switch (field) {
    case Field::result_type:
      detail().result_type = word_value(line, note_);
      if (!line.empty() && find_result_type(detail().result_type) == nullptr) {
        note_here(Code::result_type_unknown);
      }
      break;
    case Field::sending_mta_ip:
      detail().sending_mta_ip = ip_value(line, note_);
      break;
    case Field::receiving_mx_hostname:
      detail().receiving_mx_hostname = domain_value(line, Code::mx_host_not_a_label, note_);
      break;
    case Field::receiving_mx_helo:
      detail().receiving_mx_helo = line;
      break;
    case Field::receiving_ip:
      detail().receiving_ip = ip_value(line, note_);
      break;
    case Field::additional_information:
      detail().additional_information = line;
      break;
    default:
      detail().failure_reason_code = line;
  }
}

void ReportReader::set_count(const Member& member, SessionCount count) {
  set_filled(member);
  if (member.field == Field::failed_session_count) {
    detail().failed_session_count = count;
  } else if (member.field == Field::total_failure_session_count) {
    policy().summary.total_failure_session_count = count;
  } else {
    policy().summary.total_successful_session_count = count;
  }
}

// One element of policy-string or mx-host, or a string where the list should be (the RFC's own
// example in appendix B, samples/reports/rfc8460-example.json; Halon).
void ReportReader::add_line(const Member& member, std::string_view text) {
  const bool is_policy_string = member.field == Field::policy_string;
  if (is_direct()) {
    note_here(is_policy_string ? Code::policy_string_is_string : Code::mx_host_is_string);
  }
  if (lines_ >= kMaxLines) {
    note_here(Code::list_too_long);
  } else if (is_policy_string) {
    add_policy_lines(text);
  } else {
    add_mx_host(text);
  }
}

void ReportReader::add_policy_lines(std::string_view text) {
  std::vector<std::string>& lines = policy().policy_string;
  const std::size_t before = lines.size();
  append_policy_lines(text, caps_.max_policy_string_bytes, note_, lines);
  lines_ += std::max<std::size_t>(1, lines.size() - before);
}

void ReportReader::add_mx_host(std::string_view text) {
  Domain host = mx_pattern_value(line_value(text, caps_.max_string_bytes, note_), note_);
  if (!host.empty()) policy().mx_host.push_back(std::move(host));
  ++lines_;
}

Deviation* ReportReader::known(DeviationCode code) {
  const auto found =
      std::find_if(report_.deviations.begin(), report_.deviations.end(),
                   [code](const Deviation& deviation) { return deviation.code == code; });
  return found == report_.deviations.end() ? nullptr : &*found;
}

void ReportReader::note(DeviationCode code, std::string_view place, std::int64_t count) {
  if (Deviation* const deviation = known(code)) {
    deviation->count += count;
  } else {
    report_.deviations.push_back({code, std::string(place), count});
  }
}

void ReportReader::note_here(DeviationCode code) {
  if (Deviation* const deviation = known(code)) {
    ++deviation->count;
  } else {
    report_.deviations.push_back({code, place(), 1});
  }
}

// At a member of the object that ends.
void ReportReader::note_at(Field field, DeviationCode code) {
  Frame& frame = frames_.back();
  const std::span<const Member> members = members_of(frame.self->field);
  frame.member = &*std::ranges::find(members, field, &Member::field);
  note_here(code);
  frame.member = nullptr;
}

// An object ends: notes the members that it should have had.
void ReportReader::note_missing() {
  const Frame& frame = frames_.back();
  for (const Member& member : members_of(frame.self->field)) {
    const bool missing = member.missing && (frame.filled & bit(member.field)) == 0;
    if (missing) note_at(member.field, *member.missing);
  }
}

// A session failed between two hosts (RFC 8460 section 4.4), but the RFC's own example in appendix
// B leaves receiving-ip out; a policy fails without any.
void ReportReader::finish_detail() {
  const ResultType* const type = find_result_type(detail().result_type);
  if (type == nullptr || type->mechanism != Mechanism::starttls) return;
  if (detail().sending_mta_ip.empty()) note_at(Field::sending_mta_ip, Code::sending_mta_ip_missing);
  if (detail().receiving_mx_hostname.empty())
    note_at(Field::receiving_mx_hostname, Code::receiving_mx_hostname_missing);
}

void ReportReader::finish_policy() {
  if (lacks_policy_string(policy()))
    note(Code::policy_string_missing, place() + "/policy/policy-string");
  const std::int64_t details = sum_of_details(policy());
  const SessionCount total = policy().summary.total_failure_session_count;
  if (details == std::numeric_limits<std::int64_t>::max()) note_here(Code::sum_overflow);
  if (!total) return;
  // mox sends details with a zero total, mail.ru details that overlap, Halon totals alone.
  if (*total == 0 && details > 0) note_here(Code::details_without_total);
  if (*total > 0 && policy().failure_details.empty()) note_here(Code::total_without_details);
  if (*total > 0 && details > *total) note_here(Code::details_exceed_total);
}

// Where the reading is, as a JSON Pointer. The keys are those of our tables and need no escaping.
std::string ReportReader::place() const {
  std::string pointer;
  for (const Frame& frame : frames_) {
    if (frame.is_array) {
      pointer += fmt::format("/{}", frame.index);
    } else if (frame.member != nullptr) {
      pointer += fmt::format("/{}", frame.member->key);
    }
  }
  return pointer;
}

}  // namespace tlsward
