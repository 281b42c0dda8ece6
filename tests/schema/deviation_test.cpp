// schema/deviation.cpp: every deviation has one name, and the name leads back to it.
#include "schema/deviation.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace tlsward {

TEST_CASE("every deviation has a name of its own in kebab-case, and is found by it") {
  std::set<std::string_view> names;
  const int last = static_cast<int>(DeviationCode::file_name_differs);
  for (int i = 0; i <= last; ++i) {
    const auto code = static_cast<DeviationCode>(i);
    CAPTURE(i);
    CAPTURE(name(code));
    CHECK(!name(code).empty());
    CHECK(name(code).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
          std::string_view::npos);
    CHECK(names.insert(name(code)).second);
    CHECK(find_deviation_code(name(code)) == code);
  }
}

TEST_CASE("a deviation's name stays as it was released") {
  CHECK(name(DeviationCode::byte_order_mark) == "byte-order-mark");
  CHECK(name(DeviationCode::mx_host_is_string) == "mx-host-is-string");
  CHECK(name(DeviationCode::file_name_differs) == "file-name-differs");
}

TEST_CASE("an unknown name is no deviation") {
  for (const auto* const text : {"", "mx_host_is_string", "Mx-Host-Is-String", "mx-host-is"}) {
    CAPTURE(text);
    CHECK(!find_deviation_code(text));
  }
}

}  // namespace tlsward
