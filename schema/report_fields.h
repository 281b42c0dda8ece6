// The Report while it is read: where each value of its members belongs, in the form in which it is
// kept. What is odd about a value is noted, and where that is, the reader knows.
#pragma once

#include "schema/expected.h"
#include "schema/field_values.h"
#include "schema/rejection.h"
#include "schema/report.h"
#include "schema/report_json.h"
#include "schema/report_members.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

class ReportFields {
 public:
  // Both are lent.
  ReportFields(const ReportCaps& caps, const Note& note) : caps_(caps), note_(note) {}

  // One more, of which the values that follow are. Refused as too large over the cap.
  expected<void, Rejection> add_policy();
  expected<void, Rejection> add_detail();

  // The field's value, a line_value().
  void set_text(Field field, const std::string& line);
  void set_count(Field field, SessionCount count);

  // One more element of policy-string or mx-host, as sent.
  void add_line(Field field, std::string_view text);

  // What was read; its range is not set yet.
  Report& report() { return report_; }
  std::optional<Timestamp> start() const { return start_; }
  std::optional<Timestamp> end() const { return end_; }

  // The last one that was added; one must have been.
  Policy& policy() { return report_.policies.back(); }
  FailureDetail& detail() { return policy().failure_details.back(); }

 private:
  void set_policy_type(std::string_view line);
  void set_policy_domain(std::string_view line);
  void set_detail_text(Field field, const std::string& line);
  void add_policy_lines(std::string_view text);
  void add_mx_host(std::string_view text);

  const ReportCaps& caps_;
  const Note& note_;
  Report report_;
  std::optional<Timestamp> start_;
  std::optional<Timestamp> end_;
  std::size_t details_ = 0;
  std::size_t lines_ = 0;  // of all lists of text; an empty element is one too
};

}  // namespace tlsward
