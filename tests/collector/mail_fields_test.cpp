// Tests collector/mail_fields.cpp.
#include "collector/mail_fields.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The fields of a mail's header, and what is left.
std::pair<Fields, std::string> split(std::string_view mail) {
  Fields fields;
  while (!header_ends(mail)) {
    const std::string_view field = next_field(mail);
    fields.emplace_back(field_name(field), field_value(field));
  }
  return {fields, std::string(mail)};
}

TEST_CASE("a header is split into its fields, whatever its lines end in") {
  CHECK(split("From: a@b\nSUBJECT: x\n\nbody: y\n") ==
        std::pair(Fields{{"from", " a@b\n"}, {"subject", " x\n"}}, std::string("\nbody: y\n")));
  CHECK(split("From: a@b\r\nX:\r\n\r\n") ==
        std::pair(Fields{{"from", " a@b\r\n"}, {"x", "\r\n"}}, std::string("\r\n")));
  CHECK(split("Subject: x") == std::pair(Fields{{"subject", " x"}}, std::string()));
  CHECK(split("") == std::pair(Fields{}, std::string()));
}

TEST_CASE("a folded field is one, also over a line of blanks") {
  CHECK(split("Subject: x\r\n y\r\n \r\n\tz\r\nFrom: a\r\n\r\n").first ==
        Fields{{"subject", " x\r\n y\r\n \r\n\tz\r\n"}, {"from", " a\r\n"}});
}

TEST_CASE("lines that are no field have no name, and end no header") {
  CHECK(split("From a@b Tue Nov 24 03:00:00 2026\njunk\n: x\nTo : b\n\n").first ==
        Fields{{"", "00:00 2026\n"}, {"", ""}, {"", " x\n"}, {"to", " b\n"}});
  CHECK(split(" folded: first\nTo: b\n\n").first == Fields{{"", " first\n"}, {"to", " b\n"}});
}

}  // namespace
}  // namespace tlsward
