// The members of a report's JSON -> a Report, one call for each value. Only members that RFC 8460
// section 4.4 knows are looked at; a value of another type than it should have is taken for what it
// can mean, and costs at most its own field.
#pragma once

#include "schema/field_values.h"
#include "schema/json_text.h"
#include "schema/rejection.h"
#include "schema/report_fields.h"
#include "schema/report_json.h"
#include "schema/report_members.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

class ReportReader final : public JsonVisitor {
 public:
  explicit ReportReader(const ReportCaps& caps);
  ReportReader(const ReportReader&) = delete;
  ReportReader& operator=(const ReportReader&) = delete;

  bool null() override;
  bool boolean(bool value) override;
  bool integer(std::int64_t value) override;
  bool number(std::string_view literal) override;
  bool text(std::string_view value) override;
  bool begin_object() override;
  bool key(std::string_view name) override;
  bool end_object() override;
  bool begin_array() override;
  bool end_array() override;

  // Adds to the deviation of that code; `place` is used if it was not met before.
  void note(DeviationCode code, std::string_view place, std::int64_t count = 1);

  // What was read; its range is not set yet.
  Report& report() { return fields_.report(); }
  std::optional<Timestamp> start() const { return fields_.start(); }
  std::optional<Timestamp> end() const { return fields_.end(); }

  // Why a call said not to go on.
  const Rejection& refusal() const { return refusal_; }

 private:
  // An object or array that is open. Within an array, each element stands for the member itself.
  struct Frame {
    const Member* self;
    bool is_array;
    const Member* member = nullptr;  // of an object: whose value is read now; nullptr: nobody's
    std::uint32_t seen = 0;          // members met, one bit for each Field
    std::uint32_t filled = 0;        // members that have a value
    std::size_t index = 0;           // of an array: the element that is read now
  };

  const Member* target() const;
  bool is_direct() const { return frames_.empty() || !frames_.back().is_array; }
  void set_filled(const Member& member);
  bool value_done();
  bool open();
  bool skip();
  bool refuse(Rejection refusal);
  bool enter(const Member& member);

  bool scalar(std::string_view text, bool is_text);
  void set_text(const Member& member, std::string_view text);
  void set_count(const Member& member, SessionCount count);
  void add_line(const Member& member, std::string_view text);

  Deviation* known(DeviationCode code);
  void note_here(DeviationCode code);
  void note_at(Field field, DeviationCode code);
  void note_missing();
  void finish_policy();
  void finish_detail();
  std::string place() const;

  const ReportCaps& caps_;
  const Note note_;
  ReportFields fields_;
  Rejection refusal_;
  std::vector<Frame> frames_;
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  // containers open that nobody looks at
};

}  // namespace tlsward
