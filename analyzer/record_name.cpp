#include "analyzer/record_name.h"

#include "schema/text.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tlsward {
namespace {

// Labels that belong to the record and not to its domain.
bool is_of_record(std::string_view label) {
  return label.starts_with('_') || label == "mta-sts" || label == "@";
}

// A DNS panel adds the domain to what is typed, so that it stands there twice.
void drop_repeated(std::vector<std::string_view>& labels) {
  const std::size_t half = labels.size() / 2;
  if (half < 2 || labels.size() % 2 != 0) return;
  const auto middle = labels.begin() + static_cast<std::ptrdiff_t>(half);
  if (std::equal(labels.begin(), middle, middle)) labels.erase(middle, labels.end());
}

}  // namespace

Domain domain_of_record(const Domain& name) {
  std::vector<std::string_view> labels = split(name.text(), ".");
  const auto first = std::ranges::find_if_not(labels, is_of_record);
  labels.erase(labels.begin(), first);
  drop_repeated(labels);
  std::string domain;
  for (const std::string_view label : labels)
    domain.append(domain.empty() ? "" : ".").append(label);
  return Domain(domain);
}

Domain right_name(const Domain& name, std::string_view label) {
  const Domain domain = domain_of_record(name);
  std::string right(label);
  if (!domain.empty()) right.append(".").append(domain.text());
  return Domain(right);
}

}  // namespace tlsward
