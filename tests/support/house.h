// A database in memory with the door to it: what becomes of a delivery is looked up behind it.
#pragma once

#include "collector/intake.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tlsward::tests {

inline const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;

inline Ownership example_com() {
  Ownership ownership;
  ownership.domains = {Domain("example.com")};
  return ownership;
}

// A database in memory and the door to it.
struct House {
  explicit House(const Limits& limits = {}, Ownership whose = example_com())
      : ownership(std::move(whose)), intake(limits, ownership, store->hash_key()) {}

  // Takes in a delivery of one report.
  Settled take(const std::string& bytes, Trust trust = Trust::vouched,
               const std::string& channel = "file", const std::string& source = "report.json") {
    const auto settled = take_all(bytes, trust, channel, source);
    REQUIRE(settled.size() == 1);
    return settled.front();
  }

  std::vector<Settled> take_all(const std::string& bytes, Trust trust = Trust::vouched,
                                const std::string& channel = "file",
                                const std::string& source = "report.json") {
    return intake.accept(*store, {.channel = channel,
                                  .source = source,
                                  .file_name = "",
                                  .trust = trust,
                                  .received = kNow,
                                  .bytes = bytes});
  }

  Settled post(const std::string& bytes, const std::string& source = "192.0.2.7") {
    return take(bytes, Trust::unauthenticated, "https", source);
  }

  std::vector<ReportRow> reports() { return store->reports().list({}); }

  // The failures that count.
  std::int64_t failures() {
    Sessions sum;
    for (const DaySum& day : store->reports().sums({}))
      sum += day.sessions;
    return sum.failed;
  }

  bool counts(std::int64_t report) { return store->reports().find(report)->counted; }

  Ownership ownership;
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Intake intake;
};

inline std::string reason_of(const Settled& settled) {
  return settled.rejection ? std::string(name(settled.rejection->reason)) : "";
}

}  // namespace tlsward::tests
