// Tests analyzer/counter_evidence.cpp: who would have met a failure, and what may be the same
// fault.
#include "analyzer/counter_evidence.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

Witness witness(const char* reporter, Trust trust = Trust::verified) {
  return {.reporter = reporter, .organization_name = reporter, .failed = 4, .trust = trust};
}

// What one of them, or another one, said of a host.
FailureGroup group(const char* cause, const char* result_type, const char* host,
                   const Witness& who = witness("big.example")) {
  return {.key = {.domain = Domain("example.com"), .cause = cause, .host = Domain(host)},
          .result_types = {result_type},
          .proven = is_proof(who) ? who.failed : 0,
          .witnesses = {who}};
}

Entry entry(const char* reporter, const char* policy_type, const Sessions& sessions,
            Trust trust = Trust::verified) {
  return {.domain = Domain("example.com"),
          .reporter = reporter,
          .organization_name = reporter,
          .policy_type = policy_type,
          .sessions = sessions,
          .trust = trust};
}

TEST_CASE("one fault has several words of a kind") {
  struct {
    const char* what;
    FailureGroup one;
    FailureGroup other;
    bool want;
  } const cases[] = {
      {"a chain that one names and another only distrusts",
       group("missing-intermediate", "certificate-not-trusted", "mx1"),
       group("certificate-expired", "certificate-expired", "mx1"), true},
      {"the same at another host",
       group("certificate-not-trusted", "certificate-not-trusted", "mx1"),
       group("certificate-expired", "certificate-expired", "mx2"), false},
      {"TLSA records, by their type and by the reason",
       group("tlsa-not-rolled", "validation-failure", "mx1"),
       group("tlsa-invalid", "tlsa-invalid", "mx1"), true},
      {"the policy's host",
       group("sts-policy-fetch-error", "sts-policy-fetch-error", "mta-sts.example.com"),
       group("sts-webpki-invalid", "sts-webpki-invalid", "mta-sts.example.com"), true},
      {"another kind at the host", group("starttls-not-supported", "starttls-not-supported", "mx1"),
       group("certificate-expired", "certificate-expired", "mx1"), false},
      {"no host", group("x", "validation-failure", ""), group("y", "validation-failure", ""),
       false},
  };
  for (const auto& test : cases) {
    CAPTURE(test.what);
    CHECK(are_of_one_kind(test.one, test.other) == test.want);
    CHECK(are_of_one_kind(test.other, test.one) == test.want);
  }
}

TEST_CASE("others speak against a failure only where they would have met it") {
  const Witness small = witness("small.example");
  const FailureGroup failing = group("validation-failure", "validation-failure", "mx1");
  const FailureGroup stripped = group("starttls-not-supported", "starttls-not-supported", "mx1");
  const FailureGroup untold = group("unexplained", "", "");
  struct {
    const char* what;
    FailureGroup group;
    std::vector<FailureGroup> others;
    Entry theirs;  // of who saw it
    Entry other;
    bool want;
  } const cases[] = {
      {"4 of 10 fail, 8 succeed",
       failing,
       {},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {8, 0}),
       true},
      {"4 of 10 fail, 7 succeed",
       failing,
       {},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {7, 0}),
       false},
      {"4 of 1,000 fail, 700 succeed",
       failing,
       {},
       entry("big.example", "sts", {996, 4}),
       entry("small.example", "sts", {700, 0}),
       false},
      {"4 of 1,000 fail, 800 succeed",
       failing,
       {},
       entry("big.example", "sts", {996, 4}),
       entry("small.example", "sts", {800, 0}),
       true},
      {"says a stranger",
       failing,
       {},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {99, 0}, Trust::unauthenticated),
       false},
      {"says the same organization",
       failing,
       {},
       entry("big.example", "sts", {6, 4}),
       entry("mail.big.example", "sts", {99, 0}),
       false},
      {"who fails elsewhere",
       failing,
       {group("x", "starttls-not-supported", "mx2", small)},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {99, 4}),
       true},
      {"who fails there too",
       failing,
       {group("x", "starttls-not-supported", "mx1", small)},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {99, 4}),
       false},
      {"who fails without a word",
       failing,
       {group("unexplained", "", "", small)},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {99, 4}),
       false},
      {"no word, others fail",
       untold,
       {group("x", "validation-failure", "mx1", small)},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "sts", {99, 4}),
       false},
      {"DANE, sessions without",
       failing,
       {},
       entry("big.example", "tlsa", {6, 4}),
       entry("small.example", "sts", {99, 0}),
       false},
      {"DANE, sessions with it",
       failing,
       {},
       entry("big.example", "tlsa", {6, 4}),
       entry("small.example", "tlsa", {99, 0}),
       true},
      {"MTA-STS, sessions without a policy",
       failing,
       {},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "no-policy-found", {99, 0}),
       false},
      {"no policy, sessions with MTA-STS",
       failing,
       {},
       entry("big.example", "no-policy-found", {6, 4}),
       entry("small.example", "sts", {99, 0}),
       true},
      {"no STARTTLS, sessions without a policy",
       stripped,
       {},
       entry("big.example", "sts", {6, 4}),
       entry("small.example", "no-policy-found", {99, 0}),
       true},
  };
  for (const auto& test : cases) {
    CAPTURE(test.what);
    std::vector<const FailureGroup*> groups = {&test.group};
    for (const FailureGroup& other : test.others)
      groups.push_back(&other);
    const Entry* const entries[] = {&test.theirs, &test.other};
    const auto who = who_would_have_met(test.group, entries, groups);
    REQUIRE(who.size() == (test.want ? 1 : 0));
    if (test.want) CHECK(who[0].reporter == test.other.reporter);
  }
}

TEST_CASE("sessions told under several policies count once") {
  const FailureGroup failing = group("validation-failure", "validation-failure", "mx1");
  const Entry theirs = entry("big.example", "no-policy-found", {6, 4});
  const Entry sts = entry("small.example", "sts", {7, 0});
  const Entry tlsa = entry("small.example", "tlsa", {7, 0});
  const FailureGroup* const groups[] = {&failing};
  const Entry* const entries[] = {&theirs, &sts, &tlsa};
  CHECK(who_would_have_met(failing, entries, groups).empty());
}

}  // namespace
}  // namespace tlsward
