// Tests analyzer/hosted_policy.cpp: what policies that we serve look like, and when they are over.
#include "analyzer/hosted_policy.h"

#include "analyzer/compatibility.h"

#include <doctest/doctest.h>

#include <random>

namespace tlsward {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(14);

PolicyTerms random_terms(std::mt19937& random) {
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  PolicyTerms terms{
      .mode = static_cast<PolicyMode>(upto(2)), .mx = {}, .max_age = upto(31'557'600)};
  const int hosts = 1 + upto(9);
  for (int i = 0; i < hosts; ++i)
    terms.mx.push_back((upto(3) == 0 ? "*.mail" : "mx") + std::to_string(i) + ".example.org");
  return terms;
}

TEST_CASE("a policy is written with its version first and CRLF") {
  CHECK(policy_text({PolicyMode::enforce, {"mx1.example.org", "*.example.net"}, 604'800}) ==
        "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.org\r\nmx: *.example.net\r\n"
        "max_age: 604800\r\n");
}

TEST_CASE("whatever is written is read back the same, and no known program refuses it") {
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    const PolicyTerms terms = random_terms(random);
    const std::string text = policy_text(terms);
    CAPTURE(text);
    CHECK(terms_of(text) == terms);
    CHECK(quirks_of(read_policy(text).value(), text).empty());
  }
}

TEST_CASE("an id is of its time and of its text") {
  const std::string text = policy_text({PolicyMode::testing, {"mx.example.org"}, 86'400});
  const std::string id = policy_id(kNow, text);
  CHECK(id.size() == 22);
  CHECK(id.starts_with("20261124140000"));
  CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(is_id_of(id, text));
  CHECK_FALSE(is_id_of(id, text + ' '));
  CHECK(policy_record(id) == "v=STSv1; id=" + id);
}

HostedPolicy served(PolicyMode mode, std::int64_t max_age, int from, std::optional<int> until) {
  HostedPolicy policy{.domain = Domain("example.org"),
                      .text = policy_text({mode, {"mx.example.org"}, max_age}),
                      .id = "1",
                      .since = kNow + hours(from),
                      .until = {}};
  if (until) policy.until = kNow + hours(*until);
  return policy;
}

TEST_CASE("senders hold a policy for its max_age after it was last served") {
  using enum PolicyMode;
  const auto until = [](std::vector<HostedPolicy> history) { return held_until(history, kNow); };
  CHECK_FALSE(until({}));
  CHECK_FALSE(until({served(none, 604'800, -9, {})}));
  CHECK(until({served(enforce, 86'400, -9, {})}) == kNow + hours(25));
  CHECK(until({served(none, 86'400, -5, {}), served(enforce, 864'000, -9, -5)}) ==
        kNow + hours(-5 + 241));
  // One of long ago that is kept for longer than the last one.
  CHECK(until({served(none, 86'400, -5, {}), served(testing, 3'600, -6, -5),
               served(enforce, 604'800, -90, -6)}) == kNow + hours(-6 + 169));
}

}  // namespace
}  // namespace tlsward
