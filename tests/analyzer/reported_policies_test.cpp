// Tests analyzer/reported_policies.h.
#include "analyzer/reported_policies.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("a policy-string says the same however it is written") {
  const PolicyTerms terms{
      .mode = PolicyMode::enforce, .mx = {"*.example.net", "mx1.example.org"}, .max_age = 604'800};
  using Lines = std::vector<std::string>;
  for (const Lines& lines :
       {Lines{"version: STSv1", "mode: enforce", "mx: mx1.example.org", "mx: *.example.net",
              "max_age: 604800"},
        Lines{"version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmx: MX1.example.org\r\n"
              "max_age: 604800\r\n"},
        Lines{"max_age: 604800", "mx:mx1.example.org", "mx:mx1.example.org", "mx:*.example.net",
              "mode:enforce"}}) {
    CAPTURE(lines.front());
    CHECK(terms_in(lines) == terms);
  }
}

TEST_CASE("a policy-string without a mode says nothing") {
  const std::vector<std::string> without = {"version: STSv1", "mx: mx1.example.org"};
  const std::vector<std::string> other = {"mode: strict"};
  CHECK_FALSE(terms_in({}));
  CHECK_FALSE(terms_in(without));
  CHECK_FALSE(terms_in(other));
}

TEST_CASE("policies are the same that ask the same; a max_age that is not told fits each") {
  const PolicyTerms one{
      .mode = PolicyMode::testing, .mx = {"b.example", "a.example"}, .max_age = 1};
  PolicyTerms other = one;
  other.mx = {"a.example", "b.example"};
  CHECK(is_same_policy(one, other));
  other.max_age = 0;
  CHECK(is_same_policy(one, other));
  other.max_age = 2;
  CHECK_FALSE(is_same_policy(one, other));
  other = one;
  other.mode = PolicyMode::enforce;
  CHECK_FALSE(is_same_policy(one, other));
  other = one;
  other.mx = {"a.example"};
  CHECK_FALSE(is_same_policy(one, other));
}

}  // namespace
}  // namespace tlsward
