// Tests web/prometheus_text.cpp: what Prometheus is given it can read, whatever stands in a label.
#include "web/prometheus_text.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace tlsward {
namespace {

using namespace std::string_literals;

TEST_CASE("a label cannot end its quotes, its line or its text") {
  struct {
    std::string text;
    std::string want;
  } const cases[] = {
      {"example.org", "example.org"},
      {"", ""},
      {"a\"b", "a\\\"b"},
      {"a\\", "a\\\\"},
      {"a\\\"} 1\ntlsward_up 0", "a\\\\\\\"} 1\\ntlsward_up 0"},
      {"bücher", "bücher"},
      {"a\xff", "a\xef\xbf\xbd"},
      {"a\0b"s, "a\xef\xbf\xbd"s + "b"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(escaped_label(c.text) == c.want);
  }
}

TEST_CASE("a family has its head once, and none without samples") {
  PrometheusText text;
  text.family("tlsward_a_total", "counter", "What a is.");
  text.sample({{"x", "1"}, {"y", "2"}}, 3);
  text.sample({}, 0.25, "_sum");
  text.family("tlsward_b", "gauge", "What b is.");
  text.family("tlsward_c", "gauge", "What c is.");
  text.sample({}, -1);
  CHECK(text.text() ==
        "# HELP tlsward_a_total What a is.\n# TYPE tlsward_a_total counter\n"
        "tlsward_a_total{x=\"1\",y=\"2\"} 3\ntlsward_a_total_sum 0.25\n"
        "# HELP tlsward_c What c is.\n# TYPE tlsward_c gauge\ntlsward_c -1\n");
}

TEST_CASE("times and counts are written out, what is larger reads back as the same") {
  const auto printed = [](double value) {
    PrometheusText text;
    text.sample({}, value);
    return text.text();
  };
  CHECK(printed(1795478400) == " 1795478400\n");
  CHECK(printed(0.1) == " 0.1\n");
  const double most = static_cast<double>(std::numeric_limits<std::int64_t>::max());
  CHECK(std::stod(printed(most)) == most);
}

}  // namespace
}  // namespace tlsward
