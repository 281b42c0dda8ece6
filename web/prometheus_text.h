// What Prometheus reads (text format 0.0.4), written line by line: a family of samples has its HELP
// and TYPE once, whatever stands in a label is escaped, and names and labels come from us.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tlsward {

inline constexpr auto kPrometheusText = "text/plain; version=0.0.4; charset=utf-8";

// As it stands between the quotes of a label: \\, \" and \n for these three; what is no UTF-8
// becomes U+FFFD, as does a NUL.
std::string escaped_label(std::string_view text);

class PrometheusText {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // The samples that follow are of this family. `type`: "counter", "gauge" or "histogram". One
  // without samples is left out.
  void family(std::string_view name, std::string_view type, std::string_view help);

  // `suffix` follows the family's name: "_bucket". Values are printed so that they read back the
  // same.
  void sample(Labels labels, double value, std::string_view suffix = {});

  const std::string& text() const { return text_; }

 private:
  std::string head_;  // of the family, until its first sample
  std::string name_;
  std::string text_;
};

}  // namespace tlsward
