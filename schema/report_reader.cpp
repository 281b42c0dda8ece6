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

constexpr std::uint32_t bit(Field field) {
  return std::uint32_t{1} << static_cast<unsigned>(field);
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
    : caps_(caps), note_([this](DeviationCode code) { note_here(code); }), fields_(caps, note_) {
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

bool ReportReader::refuse(Rejection refusal) {
  refusal_ = std::move(refusal);
  return false;
}

// An object or array begins.
bool ReportReader::open() {
  if (++depth_ <= caps_.max_depth) return true;
  return refuse(
      {Reason::not_understood, fmt::format("it nests deeper than {} levels", caps_.max_depth)});
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
  auto room = is_detail                         ? fields_.add_detail()
              : member.field == Field::policies ? fields_.add_policy()
                                                : expected<void, Rejection>();
  if (!room) return refuse(std::move(room.error()));
  set_filled(member);
  frames_.push_back({&member, false});
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
  fields_.set_text(member.field, line);
}

void ReportReader::set_count(const Member& member, SessionCount count) {
  set_filled(member);
  fields_.set_count(member.field, count);
}

// One element of policy-string or mx-host, or a string where the list should be (the RFC's own
// example in appendix B, samples/reports/rfc8460-example.json; Halon).
void ReportReader::add_line(const Member& member, std::string_view text) {
  const bool is_policy_string = member.field == Field::policy_string;
  if (is_direct())
    note_here(is_policy_string ? Code::policy_string_is_string : Code::mx_host_is_string);
  fields_.add_line(member.field, text);
}

Deviation* ReportReader::known(DeviationCode code) {
  const auto found =
      std::find_if(report().deviations.begin(), report().deviations.end(),
                   [code](const Deviation& deviation) { return deviation.code == code; });
  return found == report().deviations.end() ? nullptr : &*found;
}

void ReportReader::note(DeviationCode code, std::string_view place, std::int64_t count) {
  if (Deviation* const deviation = known(code)) {
    deviation->count += count;
  } else {
    report().deviations.push_back({code, std::string(place), count});
  }
}

void ReportReader::note_here(DeviationCode code) {
  if (Deviation* const deviation = known(code)) {
    ++deviation->count;
  } else {
    report().deviations.push_back({code, place(), 1});
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
  const ResultType* const type = find_result_type(fields_.detail().result_type);
  if (type == nullptr || type->mechanism != Mechanism::starttls) return;
  if (fields_.detail().sending_mta_ip.empty())
    note_at(Field::sending_mta_ip, Code::sending_mta_ip_missing);
  if (fields_.detail().receiving_mx_hostname.empty())
    note_at(Field::receiving_mx_hostname, Code::receiving_mx_hostname_missing);
}

void ReportReader::finish_policy() {
  if (lacks_policy_string(fields_.policy()))
    note(Code::policy_string_missing, place() + "/policy/policy-string");
  const std::int64_t details = sum_of_details(fields_.policy());
  const SessionCount total = fields_.policy().summary.total_failure_session_count;
  if (details == std::numeric_limits<std::int64_t>::max()) note_here(Code::sum_overflow);
  if (!total) return;
  // mox sends details with a zero total, mail.ru details that overlap, Halon totals alone.
  if (*total == 0 && details > 0) note_here(Code::details_without_total);
  if (*total > 0 && fields_.policy().failure_details.empty())
    note_here(Code::total_without_details);
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
