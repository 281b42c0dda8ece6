// JSON text -> a visitor's calls, in the order of the text and with no document in memory: a report
// may hold 100,000 failure details.
#pragma once

#include "schema/json_mender.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tlsward {

// Gets each value of a text. Every call returns whether to go on reading. Text is UTF-8 and lives
// as long as the call.
class JsonVisitor {
 public:
  virtual ~JsonVisitor() = default;
  virtual bool null() = 0;
  virtual bool boolean(bool value) = 0;
  virtual bool integer(std::int64_t value) = 0;
  virtual bool number(std::string_view literal) = 0;  // with a fraction, or no std::int64_t
  virtual bool text(std::string_view value) = 0;
  virtual bool begin_object() = 0;
  virtual bool key(std::string_view name) = 0;
  virtual bool end_object() = 0;
  virtual bool begin_array() = 0;
  virtual bool end_array() = 0;
};

enum class JsonEnd {
  complete,    // one value, and nothing but white space behind it
  text_after,  // one value, and more text behind it
  stopped,     // the visitor would not go on
  broken,      // no JSON from `position` on
};

struct JsonReading {
  JsonEnd end = JsonEnd::complete;
  std::size_t position = 0;  // in bytes of the text, of what is broken
};

// Reads strictly (RFC 8259; UTF-8 and surrogates must be right, numbers must fit a double). Throws
// only what the visitor throws, and std::bad_alloc.
JsonReading read_json(std::string_view text, JsonVisitor& visitor);

// The same of a text that is mended while it is read.
JsonReading read_json(JsonMender& text, JsonVisitor& visitor);

}  // namespace tlsward
