#include "schema/sqlite/domain_list.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tlsward::sqlite {

namespace {

constexpr char kBetween = ' ';

}  // namespace

std::string joined(const std::vector<Domain>& domains) {
  std::string text;
  for (const Domain& domain : domains) {
    if (!text.empty()) text += kBetween;
    text += domain.text();
  }
  return text;
}

std::vector<Domain> domains_in(const std::string& text) {
  std::vector<Domain> domains;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(kBetween, begin), text.size());
    domains.emplace_back(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  return domains;
}

}  // namespace tlsward::sqlite
