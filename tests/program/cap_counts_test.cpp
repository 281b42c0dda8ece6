// Tests program/cap_counts.cpp.
#include "program/cap_counts.h"

#include "schema/deliveries.h"
#include "schema/store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>

namespace tlsward {

namespace {

const Day kDay = Day(std::chrono::days(20'000));

std::map<std::string, std::int64_t> kept(const std::string& database) {
  std::map<std::string, std::int64_t> counts;
  for (const ExceededCap& cap :
       open_store(database, Commits::each)->deliveries().exceeded(kDay, kDay))
    counts[cap.setting] = cap.count;
  return counts;
}

}  // namespace

TEST_CASE("caps that were met are kept once each") {
  const tests::TemporaryFolder folder;
  const std::string database = folder / "tlsward.db";
  CapCounts caps;
  caps.keep(database, kDay);
  CHECK_FALSE(std::filesystem::exists(database));  // there was nothing to keep
  caps.count("limits.a");
  caps.count("limits.a");
  caps.count("limits.b");
  caps.keep(database, kDay);
  caps.keep(database, kDay);
  CHECK(kept(database) == std::map<std::string, std::int64_t>{{"limits.a", 2}, {"limits.b", 1}});
  caps.count("limits.b");
  caps.keep(database, kDay);
  CHECK(kept(database)["limits.b"] == 2);
}

TEST_CASE("a database that cannot be written loses no count") {
  const tests::TemporaryFolder folder;
  const std::string database = folder / "tlsward.db";
  CapCounts caps;
  caps.count("limits.a");
  std::filesystem::create_directory(database);
  CHECK_THROWS_AS(caps.keep(database, kDay), StoreUnusable);
  std::filesystem::remove(database);
  caps.keep(database, kDay);
  CHECK(kept(database)["limits.a"] == 1);
}

}  // namespace tlsward
