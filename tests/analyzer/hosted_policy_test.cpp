// Tests analyzer/hosted_policy.cpp: what policies that we serve look like, and when they are over.
#include "analyzer/hosted_policy.h"

#include "analyzer/compatibility.h"

#include <doctest/doctest.h>

#include <algorithm>
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

// A life of a domain's policies by chance, in hours before and up to kNow: each follows another at
// once or after a pause in which nothing is served. The newest first, as Policies::history() has
// it.
std::vector<HostedPolicy> random_history(std::mt19937& random) {
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  std::vector<HostedPolicy> history;
  std::optional<int> until;  // of the one before in this order; absent: it is served
  int from = upto(9) == 0 ? 0 : -upto(40);
  if (upto(2) == 0) until = std::min(from + upto(20), 0);
  for (int count = 1 + upto(4); count > 0; --count) {
    history.push_back(served(static_cast<PolicyMode>(upto(2)), 3'600 * upto(60), from, until));
    until = upto(3) == 0 ? from - upto(10) : from;
    from = *until - upto(30);
  }
  return history;
}

// The same by trying it out: a sender comes in each hour in which something is served, or has just
// ceased to be, and keeps it for its max_age and the hour of the record. The last hour from kNow in
// which one of them holds what asks for anything; absent if none ever did.
std::optional<int> last_hour_held(const std::vector<HostedPolicy>& history) {
  std::optional<int> last;
  const auto hour = [](Timestamp time) { return static_cast<int>((time - kNow) / hours(1)); };
  for (const HostedPolicy& policy : history) {
    const PolicyTerms terms = terms_of(policy.text).value();
    if (terms.mode == PolicyMode::none) continue;
    for (int come = hour(policy.since); come <= hour(policy.until.value_or(kNow)); ++come)
      for (int held = come; held <= come + terms.max_age / 3'600 + 1; ++held)
        last = std::max(last.value_or(held), held);
  }
  return last;
}

TEST_CASE("the countdown is that of senders who come in each hour, whatever was served") {
  std::mt19937 random(8461);
  int over = 0;
  int never = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<HostedPolicy> history = random_history(random);
    const auto wanted = last_hour_held(history);
    const auto got = held_until(history, kNow);
    REQUIRE(got.has_value() == wanted.has_value());
    if (wanted) CHECK(*got == kNow + hours(*wanted));
    never += wanted ? 0 : 1;
    over += wanted && *wanted <= 0 ? 1 : 0;
  }
  CHECK(over > 100);  // of both kinds there were enough
  CHECK(never > 100);
}

}  // namespace
}  // namespace tlsward
