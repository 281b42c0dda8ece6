#include "web/prometheus_text.h"

#include "schema/printable.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace tlsward {

namespace {

// Whole numbers without an exponent, others as short as they read back the same.
std::string number(double value) {
  constexpr double exact = 9007199254740992;  // 2^53
  if (std::floor(value) == value && std::abs(value) <= exact) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

}  // namespace

std::string escaped_label(std::string_view text) {
  bool changed = false;
  std::string escaped;
  for (const char c : to_utf8(text, changed)) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else if (c == '\0')
      escaped += "\xef\xbf\xbd";
    else
      escaped += c;
  }
  return escaped;
}

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  head_ = fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void PrometheusText::sample(Labels labels, double value, std::string_view suffix) {
  text_ += head_;
  head_.clear();
  text_ += name_;
  text_ += suffix;
  std::string_view before = "{";
  for (const auto& [name, text] : labels) {
    fmt::format_to(std::back_inserter(text_), "{}{}=\"{}\"", before, name, escaped_label(text));
    before = ",";
  }
  fmt::format_to(std::back_inserter(text_), "{} {}\n", labels.size() == 0 ? "" : "}",
                 number(value));
}

}  // namespace tlsward
