// Tests schema/sqlite/database.cpp: what the promise rests on that no contract of the store can
// see.
#include "schema/sqlite/database.h"

#include "schema/store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <new>
#include <string>
#include <thread>
#include <vector>

namespace tlsward::sqlite {

using tests::TemporaryFolder;

namespace {

std::string first(Rows rows) {
  REQUIRE(rows.next());
  return rows.text(0);
}

}  // namespace

TEST_CASE("every writing connection has a write-ahead log that is synced at each commit") {
  const TemporaryFolder folder;
  for (const Commits commits : {Commits::each, Commits::grouped, Commits::bulk}) {
    Database database(folder / "a.db", Access::write, commits);
    CHECK(first(database.query("PRAGMA journal_mode")) == "wal");
    CHECK(first(database.query("PRAGMA synchronous")) == "2");  // FULL
    CHECK(first(database.query("PRAGMA foreign_keys")) == "1");
    CHECK(first(database.query("PRAGMA busy_timeout")) == "2000");
  }
}

TEST_CASE("only its owner can read a new database") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  const Database database(path, Access::write, Commits::each);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a database of a newer version is refused, not changed") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  Database(path, Access::write, Commits::each).execute("PRAGMA user_version = 1000");
  CHECK_THROWS_AS(open_store(path, Commits::each), StoreUnusable);
  CHECK_THROWS_AS(open_store_read_only(path), StoreUnusable);
}

TEST_CASE("threads that make one database together make one") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.db";
  std::vector<HashKey> keys(8);
  {
    std::vector<std::jthread> threads;
    for (HashKey& key : keys)
      threads.emplace_back([&] { key = open_store(path, Commits::each)->hash_key(); });
  }
  for (const HashKey& key : keys)
    CHECK(key == keys.front());
}

TEST_CASE("a group that is lost is never said to be committed, whatever lost it") {
  const TemporaryFolder folder;
  Database database(folder / "a.db", Access::write, Commits::grouped);
  const auto keep = [&] { database.run("INSERT INTO domain (name) VALUES ('example.com')"); };
  database.transact(keep);
  CHECK_THROWS_AS(database.transact([&] {
    database.try_execute("ROLLBACK");  // as SQLite does by itself when it cannot go on
    throw std::bad_alloc();
  }),
                  std::bad_alloc);
  CHECK_THROWS_AS(database.transact(keep), std::runtime_error);
  CHECK_THROWS_AS(database.commit(), std::runtime_error);
}

}  // namespace tlsward::sqlite
