// schema/json_text.cpp: the calls that a visitor gets, and how a reading ends.
#include "schema/json_text.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

// Writes each call down; stops at the text "stop".
class Recorder final : public JsonVisitor {
 public:
  bool null() override { return add("null"); }
  bool boolean(bool value) override { return add(value ? "true" : "false"); }
  bool integer(std::int64_t value) override { return add("i" + std::to_string(value)); }
  bool number(std::string_view literal) override { return add("n" + std::string(literal)); }
  bool text(std::string_view value) override {
    return add("'" + std::string(value) + "'") && value != "stop";
  }
  bool begin_object() override { return add("{"); }
  bool key(std::string_view name) override { return add(std::string(name) + ":"); }
  bool end_object() override { return add("}"); }
  bool begin_array() override { return add("["); }
  bool end_array() override { return add("]"); }

  std::string calls;

 private:
  bool add(const std::string& call) {
    calls += call + ' ';
    return true;
  }
};

}  // namespace

TEST_CASE("a visitor gets each value in the order of the text") {
  const std::string_view text =
      R"({"a":[1,-1,9223372036854775807,9223372036854775808,1.50,true,null],"b":{"c":"\u00e9"}})";
  const std::string_view want =
      "{ a: [ i1 i-1 i9223372036854775807 n9223372036854775808 n1.50 true null ] b: { c: "
      "'\xc3\xa9' "
      "} } ";
  Recorder strict;
  CHECK(read_json(text, strict).end == JsonEnd::complete);
  CHECK(strict.calls == want);
  Recorder lenient;
  JsonMender mender(text);
  CHECK(read_json(mender, lenient).end == JsonEnd::complete);
  CHECK(lenient.calls == want);
}

TEST_CASE("a reading tells how it ended") {
  const struct {
    std::string_view text;
    JsonEnd strict;
    JsonEnd mended;
  } cases[] = {
      {"{} \r\n", JsonEnd::complete, JsonEnd::complete},
      {"{} x", JsonEnd::text_after, JsonEnd::text_after},
      {"{}{}", JsonEnd::text_after, JsonEnd::text_after},
      {R"({"a":"stop"})", JsonEnd::stopped, JsonEnd::stopped},
      {R"({"a":)", JsonEnd::broken, JsonEnd::broken},
      {R"({"a" 1})", JsonEnd::broken, JsonEnd::broken},
      {R"({"a":NaN})", JsonEnd::broken, JsonEnd::complete},
      {"{\"a\":\"\xff\"}", JsonEnd::broken, JsonEnd::complete},
      {"", JsonEnd::broken, JsonEnd::broken},
  };
  for (const auto& [text, strict, mended] : cases) {
    CAPTURE(text);
    Recorder recorder;
    CHECK(read_json(text, recorder).end == strict);
    JsonMender mender(text);
    CHECK(read_json(mender, recorder).end == mended);
  }
}

}  // namespace tlsward
