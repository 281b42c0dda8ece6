// collector/group_commit.cpp: many threads, one database on disk.
#include "collector/group_commit.h"

#include "schema/deliveries.h"
#include "schema/reports.h"
#include "tests/support/report_text.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tlsward {

using tests::ReportText;
using tests::TemporaryFolder;

namespace {

Ownership everything() {
  Ownership ownership;
  ownership.accept_any = true;
  return ownership;
}

Delivery delivery_of(const std::string& report_id, const std::string& source = "192.0.2.7") {
  return {.channel = "https",
          .source = source,
          .file_name = "",
          .trust = Trust::unauthenticated,
          .received = parse_datetime("2026-11-24T12:00:00Z")->time,
          .bytes = ReportText{.report_id = report_id}.json()};
}

// Runs the work on so many threads at once, each with its number.
void on_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back(work, i);
}

std::multiset<std::string> stored_ids(const std::string& location) {
  std::multiset<std::string> ids;
  const auto store = open_store_read_only(location);
  for (const ReportRow& row : store->reports().list({}))
    ids.insert(row.report_id);
  return ids;
}

void execute_sql(const std::string& location, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(location.c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("what eight threads deliver is stored, each report once") {
  const TemporaryFolder folder;
  GroupCommit intake(folder / "tlsward.db", {}, everything());
  std::vector<int> stored(8);
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 200; ++i) {
      const auto settled = intake.accept(delivery_of(fmt::format("{}-{}", thread, i)));
      if (settled.size() == 1 && settled.front().outcome == Outcome::stored) {
        ++stored[static_cast<std::size_t>(thread)];
      }
    }
  });
  CHECK(stored == std::vector<int>(8, 200));
  const auto ids = stored_ids(folder / "tlsward.db");
  CHECK(ids.size() == 1600);
  CHECK(std::set(ids.begin(), ids.end()).size() == 1600);
}

TEST_CASE("of one report delivered by eight threads at once one is stored") {
  const TemporaryFolder folder;
  GroupCommit intake(folder / "tlsward.db", {}, everything());
  std::vector<Outcome> outcomes(8, Outcome::refused);
  on_threads(8, [&](int thread) {
    outcomes[static_cast<std::size_t>(thread)] = intake.accept(delivery_of("1")).front().outcome;
  });
  CHECK(std::ranges::count(outcomes, Outcome::stored) == 1);
  CHECK(std::ranges::count(outcomes, Outcome::duplicate) == 7);
  CHECK(stored_ids(folder / "tlsward.db").size() == 1);
}

TEST_CASE("it is on disk when accept() returns") {
  const TemporaryFolder folder;
  GroupCommit intake(folder / "tlsward.db", {}, everything());
  intake.accept(delivery_of("1"));
  CHECK(stored_ids(folder / "tlsward.db").count("1") == 1);
}

TEST_CASE("a delivery that throws harms none of the others") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  GroupCommit intake(location, {}, everything());
  execute_sql(location,
              "CREATE TRIGGER fault AFTER INSERT ON delivery WHEN new.source = 'bad' "
              "BEGIN SELECT raise(ABORT, 'fault'); END");
  std::vector<int> thrown(8);
  on_threads(8, [&](int thread) {
    for (int i = 0; i < 50; ++i) {
      const bool bad = i % 10 == thread;
      try {
        intake.accept(delivery_of(fmt::format("{}-{}", thread, i), bad ? "bad" : "192.0.2.7"));
      } catch (const std::runtime_error&) {
        thrown[static_cast<std::size_t>(thread)] += bad ? 1 : 1000;
      }
    }
  });
  CHECK(thrown == std::vector<int>(8, 5));
  CHECK(stored_ids(location).size() == 8 * 45);
}

TEST_CASE("a database that is gone takes nothing, and is written again when it is back") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "here");
  const std::string location = folder / "here/tlsward.db";
  GroupCommit intake(location, {}, everything());
  intake.accept(delivery_of("before"));

  std::filesystem::rename(folder / "here", folder / "away");
  on_threads(4, [&](int thread) {
    CHECK_THROWS_AS(intake.accept(delivery_of(std::to_string(thread))), StoreUnusable);
  });
  CHECK_THROWS_WITH(intake.accept(delivery_of("gone")),
                    doctest::Contains("the database is gone; put it back"));
  CHECK_FALSE(std::filesystem::exists(location));

  std::filesystem::rename(folder / "away", folder / "here");
  CHECK(intake.accept(delivery_of("after")).front().outcome == Outcome::stored);
  CHECK(stored_ids(location) == std::multiset<std::string>{"after", "before"});
}

TEST_CASE("another database in its place is not written") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  GroupCommit intake(location, {}, everything());
  std::filesystem::remove(location);
  CHECK_THROWS_AS(intake.accept(delivery_of("gone")), StoreUnusable);
  { const auto other = open_store(location, Commits::each); }
  CHECK_THROWS_WITH(intake.accept(delivery_of("other")),
                    doctest::Contains("another database is in its place"));
  CHECK(stored_ids(location).empty());
}

}  // namespace tlsward
