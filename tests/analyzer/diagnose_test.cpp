// Tests analyzer/diagnose.cpp: on whose side a failure is, and what speaks for it.
#include "analyzer/diagnose.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tlsward {
namespace {

Witness witness(const char* reporter, Trust trust = Trust::verified) {
  return {.reporter = reporter, .organization_name = reporter, .failed = 4, .trust = trust};
}

std::vector<std::string> kinds(const Diagnosis& diagnosis) {
  std::vector<std::string> kinds;
  for (const Clue& clue : diagnosis.evidence)
    kinds.push_back(clue.kind);
  return kinds;
}

TEST_CASE("the side is told by who saw it, who did not, and what it is") {
  const Witness google = witness("google.com");
  const Witness below = witness("mail.google.com");
  const Witness microsoft = witness("microsoft.com", Trust::vouched);
  const Witness stranger = witness("example.net", Trust::unauthenticated);
  const Witness other = witness("example.org", Trust::unauthenticated);
  const char* const kExpired = "certificate-expired";
  const char* const kStripped = "starttls-not-supported";
  struct {
    std::string what;
    std::string result_type;
    std::vector<Witness> witnesses;
    std::vector<Witness> succeeding;
    Side side;
    std::vector<std::string> evidence;
  } const cases[] = {
      {"two", kStripped, {google, microsoft}, {}, Side::you, {"several-reporters"}},
      {"two, whoever succeeds",
       kExpired,
       {google, microsoft},
       {witness("a.example")},
       Side::you,
       {"several-reporters"}},
      {"one organization is one", kStripped, {google, below}, {}, Side::unknown, {"one-reporter"}},
      {"one, an expired certificate",
       kExpired,
       {google},
       {},
       Side::you,
       {"one-reporter", "usual-cause"}},
      {"the same, and another succeeds, perhaps at another host",
       kExpired,
       {google},
       {microsoft},
       Side::you,
       {"one-reporter", "usual-cause", "others-succeed"}},
      {"one, of a kind that tells nothing",
       "validation-failure",
       {google},
       {},
       Side::unknown,
       {"one-reporter"}},
      {"one, and another succeeds",
       "validation-failure",
       {google},
       {microsoft},
       Side::sender,
       {"one-reporter", "others-succeed"}},
      {"one, and only itself succeeds",
       "validation-failure",
       {google},
       {google, below},
       Side::unknown,
       {"one-reporter"}},
      {"one misses encryption that others get",
       kStripped,
       {google},
       {microsoft},
       Side::path,
       {"one-reporter", "others-succeed", "may-be-interception"}},
      {"one meets a strange certificate",
       "certificate-not-trusted",
       {google},
       {microsoft},
       Side::path,
       {"one-reporter", "others-succeed", "may-be-interception"}},
      {"strangers alone", kStripped, {stranger, other}, {microsoft}, Side::unknown, {"unproven"}},
      {"a stranger is no second reporter",
       kStripped,
       {google, stranger},
       {},
       Side::unknown,
       {"one-reporter"}},
      {"nor does it take interception away",
       kStripped,
       {google, stranger, other},
       {microsoft},
       Side::path,
       {"one-reporter", "others-succeed", "may-be-interception"}},
      {"nobody", kExpired, {}, {}, Side::unknown, {"unproven"}},
  };
  for (const auto& test : cases) {
    CAPTURE(test.what);
    const FailureGroup group{.result_types = {test.result_type}, .witnesses = test.witnesses};
    const Diagnosis diagnosis = diagnose(group, {.succeeding = test.succeeding});
    CHECK(name(diagnosis.side) == name(test.side));
    CHECK(kinds(diagnosis) == test.evidence);
  }
}

TEST_CASE("an MX that the policy does not name is yours, whoever succeeds at another one") {
  const FailureGroup group{.key = {.cause = "mx-not-in-policy"},
                           .result_types = {"validation-failure"},
                           .witnesses = {witness("microsoft.com")}};
  const Diagnosis diagnosis = diagnose(group, {.succeeding = {witness("google.com")}});
  CHECK(diagnosis.side == Side::you);
  CHECK(sentence(diagnosis) == "Most likely yours.");
}

TEST_CASE("who tells of the same type at the same host in other words is a second witness") {
  const FailureGroup group{.result_types = {"certificate-not-trusted"},
                           .witnesses = {witness("google.com")}};
  const LineDay line{.succeeding = {witness("google.com"), witness("microsoft.com")}};
  const std::vector<Witness> alike = {witness("microsoft.com"), witness("google.com")};
  const Diagnosis diagnosis = diagnose(group, line, english(), alike);
  CHECK(diagnosis.side == Side::you);
  CHECK(sentence(diagnosis) == "Yours.");
  CHECK(diagnosis.evidence.front().sentence ==
        "google.com and microsoft.com saw it independently of each other.");
  const FailureGroup unproven{.result_types = {"certificate-not-trusted"},
                              .witnesses = {witness("a.example", Trust::unauthenticated)}};
  CHECK(diagnose(unproven, line, english(), alike).side == Side::unknown);
}

TEST_CASE("evidence names who and where, safe to print") {
  const FailureGroup group{.result_types = {"starttls-not-supported"},
                           .witnesses = {witness("a.example")},
                           .receiving_ips = {"2001:db8::25"}};
  const Diagnosis diagnosis = diagnose(group, {.succeeding = {witness("b\x1b.example")}});
  const std::vector<std::string> want = {
      "Only a.example saw it.",
      "b\\x1b.example had successful sessions with the domain on that day, perhaps at another "
      "server "
      "or hour.",
      "Somebody between the two could cause this; a fault of that sender looks the same.",
      "All failures were at the mail server's address 2001:db8::25."};
  REQUIRE(diagnosis.evidence.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    CHECK(diagnosis.evidence[i].sentence == want[i]);
}

}  // namespace
}  // namespace tlsward
