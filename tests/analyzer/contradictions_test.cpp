// Tests analyzer/contradictions.cpp: what a report that does not count says is not hidden.
#include "analyzer/contradictions.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace tlsward {
namespace {

Conflict conflict(std::int64_t counted, std::int64_t other, std::int64_t report = 12) {
  return {.domain = Domain("example.com"),
          .reporter = "example.net",
          .organization_name = "Example\nMail",
          .counted = {7, Trust::verified, counted},
          .other = {report, Trust::unauthenticated, other}};
}

TEST_CASE("of the sides that say more failures than the one that counts the worst is told") {
  struct {
    std::vector<Conflict> conflicts;
    std::int64_t worst;  // report; 0: none says more
    std::int64_t count;
  } const cases[] = {
      {{}, 0, 0},
      {{conflict(0, 0)}, 0, 0},
      {{conflict(5, 4), conflict(5, 5)}, 0, 0},
      {{conflict(5, 6)}, 12, 1},
      {{conflict(5, 6, 20), conflict(5, 9, 21), conflict(5, 8, 22), conflict(5, 1, 23)}, 21, 3},
      {{conflict(0, INT64_MAX, 20), conflict(0, 1, 21)}, 20, 2},
  };
  for (const auto& c : cases) {
    Contradictions contradictions;
    for (const Conflict& one : c.conflicts)
      add(contradictions, one);
    CHECK(contradictions.size() == (c.worst == 0 ? 0 : 1));
    if (contradictions.empty()) continue;
    CHECK(contradictions.at(Domain("example.com")).worst.other.report == c.worst);
    CHECK(contradictions.at(Domain("example.com")).count == c.count);
  }
}

TEST_CASE("the sentence names both sides, what they say and how to compare them") {
  CHECK(sentence({conflict(3, 1203), 1}) ==
        "Example\\x0aMail says two things about example.com: report 12 (unauthenticated) has "
        "1,203 failures, 1,200 more than the one that counts: report 7 (verified) has 3 failures. "
        "Until it is clear, take the worse one for true. Compare: tlsward show 12; tlsward show 7. "
        "To let the other one count: tlsward quarantine "
        "release ID (the ID is in tlsward quarantine list)");
  CHECK(sentence({conflict(3, 4), 3}).find("3 failures. And 2 more such. Until") !=
        std::string::npos);
}

TEST_CASE("the JSON has both sides") {
  const auto json = to_json({conflict(3, 4), 2});
  CHECK(json["counted"] ==
        nlohmann::ordered_json{{"id", 7}, {"failed_session_count", 3}, {"trust", "verified"}});
  CHECK(json["other"] == nlohmann::ordered_json{{"id", 12},
                                                {"failed_session_count", 4},
                                                {"trust", "unauthenticated"}});
  CHECK(json["more"] == 1);
  CHECK(json["sentence"].is_string());
}

}  // namespace
}  // namespace tlsward
