// Tests analyzer/digest.cpp: what strangers and contradictions may do to a verdict.
#include "analyzer/digest.h"
#include "analyzer/digest_text.h"
#include "tests/support/digests.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::kDay;
using tests::kinds;
using tests::line;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

TEST_CASE("reports by HTTPS alone never need action, and the digest says what they are") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, make_failing_report("a.example", "example.com", kDay, "certificate-expired", 1000000),
      Trust::unauthenticated);
  put(*store, make_report("b.example", "example.com", kDay, 5), Trust::verified,
      std::chrono::hours(24 * 9));
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::watch);
  CHECK(kinds(digest) == std::vector<std::string>{"late", "unauthenticated"});
}

// What Google reports for some days; what strangers add comes before or after it.
struct Genuine {
  const char* mode;
  bool fails;
  int days;
};

void put_genuine(Store& store, const Genuine& genuine) {
  for (int back = genuine.days - 1; back >= 0; --back) {
    Report report = genuine.fails
                        ? make_failing_report("google.example", "example.com", kDay - days(back),
                                              "tlsa-invalid", 6)
                        : make_report("google.example", "example.com", kDay - days(back), 60);
    report.policies[0].policy_string = {"version: STSv1", genuine.mode};
    put(store, report, Trust::verified);
  }
}

// Of strangers, in Google's name and in others, for four days.
void put_flood(Store& store, std::int64_t failed, std::int64_t successful) {
  for (const char* reporter : {"google.example", "b.example", "c.example", "d.example"})
    for (int back = 3; back >= 0; --back) {
      Report report = failed == 0
                          ? make_report(reporter, "example.com", kDay - days(back), successful)
                          : make_failing_report(reporter, "example.com", kDay - days(back),
                                                "tlsa-invalid", failed);
      report.report_id += "_forged";
      put(store, report, Trust::unauthenticated);
    }
}

TEST_CASE("neither a forged flood nor forged clean reports change a verdict or a side") {
  struct {
    Genuine genuine;
    Verdict want;
    Verdict flooded;
  } const cases[] = {
      {{"mode: enforce", true, 1}, Verdict::action, Verdict::action},
      {{"mode: testing", true, 1}, Verdict::watch, Verdict::watch},
      {{"mode: testing", true, 3}, Verdict::action, Verdict::action},
      {{"mode: testing", false, 3}, Verdict::ok, Verdict::watch},  // never more
  };
  for (const auto& test : cases)
    for (const bool before : {true, false})
      for (const std::int64_t failed : {0, 1'000'000}) {
        CAPTURE(test.genuine.mode);
        CAPTURE(test.genuine.days);
        CAPTURE(before);
        CAPTURE(failed);
        const auto store = open_store(":memory:", Commits::each);
        if (before) put_flood(*store, failed, 1'000'000);
        put_genuine(*store, test.genuine);
        if (!before) put_flood(*store, failed, 1'000'000);
        const DigestDomain domain = line(make_digest(*store, kDay, {}), "example.com");
        CHECK(name(domain.verdict) == name(failed == 0 ? test.want : test.flooded));
        if (test.genuine.fails)
          CHECK(name(domain.problems.at(0).diagnosis.side) == name(Side::you));
        else if (failed != 0)
          CHECK(name(domain.problems.at(0).diagnosis.side) == name(Side::unknown));
      }
}

TEST_CASE("where proof is usual, a day on which only strangers report is BLIND") {
  const auto store = open_store(":memory:", Commits::each);
  for (int back = 7; back > 0; --back)
    put(*store, make_report("a.example", "example.com", kDay - days(back), 5), Trust::verified);
  put(*store, make_report("a.example", "example.com", kDay, 5), Trust::unauthenticated);
  put(*store, make_report("a.example", "example.net", kDay, 5), Trust::unauthenticated);
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::blind);
  CHECK(line(digest, "example.com").report_was_due);
  CHECK(line(digest, "example.net").verdict == Verdict::ok);
}

TEST_CASE("a clean version of a report never hides the failures of another version") {
  struct {
    Trust clean;
    Trust failing;
    Verdict want;
  } const cases[] = {{Trust::unauthenticated, Trust::unauthenticated, Verdict::watch},
                     {Trust::verified, Trust::verified, Verdict::watch},
                     {Trust::verified, Trust::unauthenticated, Verdict::watch},
                     {Trust::verified, Trust::refused, Verdict::ok}};
  for (const auto& c : cases) {
    const auto store = open_store(":memory:", Commits::each);
    put(*store, make_report("a.example", "example.com", kDay, 10), c.clean);
    const Report failing =
        make_failing_report("a.example", "example.com", kDay, "certificate-expired", 40);
    const std::int64_t hidden = put(*store, failing, c.failing);
    store->transact([&] { store->reports().set_counted(hidden, false); });

    const Digest digest = make_digest(*store, kDay, {});
    CHECK(name(digest.verdict) == name(c.want));
    CHECK(name(line(digest, "example.com").verdict) == name(c.want));
    CHECK(digest.sessions.failed == 0);
    const bool told = std::ranges::any_of(digest.blind_spots, [](const BlindSpot& spot) {
      return spot.kind == "conflict" && spot.sentence.find("tlsward show 2") != std::string::npos;
    });
    CHECK(told == (c.want == Verdict::watch));
    CHECK(to_json(digest)["domains"][0]["contradiction"].is_null() != told);
  }
}

TEST_CASE("a stranger's words for the same cause do not make it graver than it is proven to be") {
  const auto store = open_store(":memory:", Commits::each);
  put_genuine(*store, {"mode: testing", true, 1});
  Report forged =
      make_failing_report("b.example", "example.com", kDay - days(1), "tlsa-invalid", 9);
  forged.policies[0].failure_details[0].failure_reason_code = "never seen";
  put(*store, forged, Trust::unauthenticated);
  put(*store, make_report("google.example", "example.com", kDay + days(1), 60), Trust::verified);
  const Digest digest = make_digest(*store, kDay + days(1), {});
  const DigestProblem& problem = line(digest, "example.com").problems.at(0);
  CHECK(problem.ids.size() == 2);
  CHECK(problem.group.effect == Effect::tested);
}

}  // namespace
}  // namespace tlsward
