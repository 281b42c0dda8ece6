// nlohmann/json reads; nothing of it is seen outside of this file.
#include "schema/json_text.h"

#include <nlohmann/json.hpp>

#include <iterator>
#include <string>

namespace tlsward {
namespace {

using nlohmann::json;

// nlohmann's events -> the visitor's.
class Adapter final : public json::json_sax_t {
 public:
  explicit Adapter(JsonVisitor& visitor) : visitor_(visitor) {}

  bool null() override { return visitor_.null(); }
  bool boolean(bool value) override { return visitor_.boolean(value); }
  bool number_integer(std::int64_t value) override { return visitor_.integer(value); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > INT64_MAX) return visitor_.number(std::to_string(value));
    return visitor_.integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double, const std::string& literal) override {
    return visitor_.number(literal);
  }
  bool string(std::string& value) override { return visitor_.text(value); }
  bool binary(json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return opened(visitor_.begin_object()); }
  bool key(std::string& name) override { return visitor_.key(name); }
  bool end_object() override { return closed(visitor_.end_object()); }
  bool start_array(std::size_t) override { return opened(visitor_.begin_array()); }
  bool end_array() override { return closed(visitor_.end_array()); }

  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    reading_ = {complete_ ? JsonEnd::text_after : JsonEnd::broken, position};
    return false;
  }

  JsonReading result(bool parsed) const {
    return parsed || reading_.end != JsonEnd::complete ? reading_
                                                       : JsonReading{JsonEnd::stopped, 0};
  }

 private:
  bool opened(bool go_on) {
    ++open_;
    return go_on;
  }
  bool closed(bool go_on) {
    complete_ = --open_ == 0;
    return go_on;
  }

  JsonVisitor& visitor_;
  std::size_t open_ = 0;
  bool complete_ = false;
  JsonReading reading_;
};

// The mender as the pair of iterators that nlohmann reads from; no mender is the end.
class MendedCharacters {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  MendedCharacters() = default;
  explicit MendedCharacters(JsonMender& mender) : mender_(&mender) {}

  char operator*() const { return mender_->peek(); }
  MendedCharacters& operator++() {
    mender_->advance();
    return *this;
  }
  bool operator==(const MendedCharacters& other) const { return at_end() == other.at_end(); }

 private:
  bool at_end() const { return mender_ == nullptr || mender_->at_end(); }

  JsonMender* mender_ = nullptr;
};

}  // namespace

JsonReading read_json(std::string_view text, JsonVisitor& visitor) {
  Adapter adapter(visitor);
  return adapter.result(json::sax_parse(text, &adapter));
}

JsonReading read_json(JsonMender& text, JsonVisitor& visitor) {
  Adapter adapter(visitor);
  JsonReading reading =
      adapter.result(json::sax_parse(MendedCharacters(text), MendedCharacters(), &adapter));
  if (reading.end == JsonEnd::broken) reading.position = text.position();
  return reading;
}

}  // namespace tlsward
