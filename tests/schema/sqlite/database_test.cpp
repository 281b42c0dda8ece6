// Tests schema/sqlite/database.h and what lies below it: what only this engine can do wrong.
#include "schema/sqlite/database.h"

#include "schema/deliveries.h"
#include "schema/reports.h"
#include "tests/support/filled_store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace tlsward::sqlite {

namespace {

using tests::TemporaryFolder;

void add(Store& store, int n) {
  tests::put(store, tests::make_report("example.net", "example.com",
                                       Day{std::chrono::days{20'000 + n}}, n));
}

std::size_t reports_in(const std::string& location) {
  return open_store_read_only(location)->reports().list({}).size();
}

std::string unusable(const std::string& location, Access access) {
  try {
    const Database database(location, access, Commits::each);
  } catch (const StoreUnusable& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Full {
  std::unique_ptr<Store> store;
  Database& inside;
};

// A database that can grow by three pages only, as on a full disk.
Full full_store(const std::string& location, Commits commits) {
  auto database = std::make_unique<Database>(location, Access::write, commits);
  Database& inside = *database;
  {
    Rows rows = inside.query("PRAGMA page_count");
    rows.next();
    inside.execute("PRAGMA max_page_count = " + std::to_string(rows.integer(0) + 3));
  }
  return {std::make_unique<Store>(std::move(database)), inside};
}

// The user nobody, if the tests run as root, whom no mode keeps out.
class WithoutRoot {
 public:
  WithoutRoot() {
    if (::geteuid() == 0 && ::seteuid(65534) == 0) was_root_ = true;
  }
  ~WithoutRoot() {
    if (was_root_ && ::seteuid(0) != 0) std::terminate();
  }
  WithoutRoot(const WithoutRoot&) = delete;
  WithoutRoot& operator=(const WithoutRoot&) = delete;

 private:
  bool was_root_ = false;
};

}  // namespace

TEST_CASE("a new database is for its owner only, and keeps its hash key") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  const HashKey key = open_store(location, Commits::each)->hash_key();
  struct stat status {};
  REQUIRE(::stat(location.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(open_store(location, Commits::bulk)->hash_key() == key);
  CHECK(open_store_read_only(location)->hash_key() == key);
  CHECK(open_store(folder / "other.db", Commits::each)->hash_key() != key);
  CHECK(key != HashKey{});
}

TEST_CASE("what cannot be opened says why and what to do") {
  const TemporaryFolder folder;
  CHECK(contains(unusable(folder / "no/tlsward.db", Access::write), "there is no folder"));
  CHECK(contains(unusable(folder / "tlsward.db", Access::read), "cannot be opened"));
  for (const Access access : {Access::read, Access::write})
    CHECK(contains(unusable(folder.path(), access), "is a folder; name a file in it"));
  CHECK_FALSE(std::filesystem::exists(folder / "tlsward.db"));
  CHECK(contains(unusable(folder.write("text.db", std::string(5000, 'x')), Access::write),
                 "restore a backup"));
  CHECK(contains(unusable(folder.write("empty.db", ""), Access::read), "bring it up to date"));
  CHECK(unusable(folder / "empty.db", Access::write).empty());
}

TEST_CASE("a database of a newer tlsward is left alone") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  Database(location, Access::write, Commits::each).execute("PRAGMA user_version = 99");
  CHECK(contains(unusable(location, Access::write), "version 99"));
  CHECK(contains(unusable(location, Access::read), "version 99"));
}

TEST_CASE("a database whose rows were lost says so") {
  Database database(":memory:", Access::write, Commits::each);
  CHECK_THROWS_AS(database.dimensions().policy(7), StoreUnusable);
}

TEST_CASE("eight threads that make one database at once make one") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 8; ++n)
      threads.emplace_back([&, n] { add(*open_store(location, Commits::each), n); });
  }
  CHECK(reports_in(location) == 8);
}

TEST_CASE("every writing connection has a write-ahead log that is synced at each commit") {
  const auto first = [](Rows rows) {
    REQUIRE(rows.next());
    return rows.text(0);
  };
  const TemporaryFolder folder;
  for (const Commits commits : {Commits::each, Commits::grouped, Commits::bulk}) {
    Database database(folder / "tlsward.db", Access::write, commits);
    CHECK(first(database.query("PRAGMA journal_mode")) == "wal");
    CHECK(first(database.query("PRAGMA synchronous")) == "2");  // FULL
    CHECK(first(database.query("PRAGMA foreign_keys")) == "1");
  }
}

TEST_CASE("each commits at once, the others with commit() only") {
  const TemporaryFolder folder;
  int n = 0;
  for (const Commits commits : {Commits::each, Commits::grouped, Commits::bulk}) {
    const std::string location = folder / (std::to_string(n) + ".db");
    const auto store = open_store(location, commits);
    add(*store, ++n);
    CHECK(reports_in(location) == (commits == Commits::each ? 1 : 0));
    store->commit();
    CHECK(reports_in(location) == 1);
  }
}

TEST_CASE("what is not committed goes with the store") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  add(*open_store(location, Commits::grouped), 1);
  CHECK(reports_in(location) == 0);
}

TEST_CASE("who finds the lock held is told to try again") {
  const TemporaryFolder folder;
  const std::string location = folder / "tlsward.db";
  Database other(location, Access::write, Commits::each);
  Database database(location, Access::write, Commits::each);
  other.execute("BEGIN IMMEDIATE");
  CHECK_THROWS_AS(database.transact([] {}), StoreBusy);
  CHECK(reports_in(location) == 0);
  other.execute("ROLLBACK");
  CHECK_NOTHROW(database.transact([] {}));
}

TEST_CASE("without room a report is refused, and taken when there is room again") {
  const TemporaryFolder folder;
  const Full full = full_store(folder / "tlsward.db", Commits::each);
  std::size_t stored = 0;
  const auto fill = [&] {
    for (;; ++stored)
      add(*full.store, static_cast<int>(stored));
  };
  CHECK_THROWS_AS(fill(), StoreFull);
  CHECK(full.store->reports().list({}).size() == stored);
  full.inside.execute("PRAGMA max_page_count = 10000");
  add(*full.store, static_cast<int>(stored));
  CHECK(full.store->reports().list({}).size() == stored + 1);
}

TEST_CASE("without room a group keeps what was in it, or says that it is lost") {
  for (const Commits commits : {Commits::grouped, Commits::bulk}) {
    const TemporaryFolder folder;
    const Full full = full_store(folder / "tlsward.db", commits);
    std::size_t taken = 0;
    const auto fill = [&] {
      for (;; ++taken)
        add(*full.store, static_cast<int>(taken));
    };
    CHECK_THROWS_AS(fill(), StoreFull);
    full.inside.execute("PRAGMA max_page_count = 10000");
    std::size_t promised = taken;
    try {
      full.store->commit();
    } catch (const std::runtime_error&) {
      promised = 0;
    }
    CHECK(full.store->reports().list({}).size() == promised);
  }
}

TEST_CASE("a group that lost its transaction cannot be committed as if nothing had been") {
  for (const Commits commits : {Commits::grouped, Commits::bulk}) {
    const TemporaryFolder folder;
    const Full full = full_store(folder / "tlsward.db", commits);
    add(*full.store, 1);
    // As SQLite does by itself after some faults of the disk.
    const auto fail = [&] {
      full.inside.execute("ROLLBACK");
      full.inside.execute("INSERT INTO nowhere VALUES (1)");
    };
    CHECK_THROWS_AS(full.store->transact(fail), std::runtime_error);
    CHECK_THROWS_AS(full.store->transact([] {}), std::runtime_error);
    CHECK_THROWS_AS(full.store->commit(), std::runtime_error);
    CHECK(full.store->reports().list({}).empty());
  }
}

TEST_CASE("a group that was lost without a fault of the engine says so too") {
  const TemporaryFolder folder;
  const Full full = full_store(folder / "tlsward.db", Commits::grouped);
  add(*full.store, 1);
  const auto run_out_of_memory = [&] {
    full.inside.execute("ROLLBACK");
    throw std::bad_alloc();
  };
  CHECK_THROWS_AS(full.store->transact(run_out_of_memory), std::bad_alloc);
  CHECK_THROWS_AS(full.store->commit(), std::runtime_error);
}

TEST_CASE("where nothing may be written, the database can be read") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "a?b#c%20");
  const std::string location = folder / "a?b#c%20/tlsward.db";
  add(*open_store(location, Commits::each), 1);
  std::filesystem::permissions(location, std::filesystem::perms(0444));
  std::filesystem::permissions(folder / "a?b#c%20", std::filesystem::perms(0555));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const WithoutRoot nobody;
  CHECK(reports_in(location) == 1);
  CHECK_FALSE(unusable(location, Access::write).empty());
}

TEST_CASE("a query may be asked inside its own answer, and after many others") {
  Database database(":memory:", Access::write, Commits::each);
  const auto ask = [&](std::int64_t number, int terms) {
    Query query;
    query.add("SELECT ? ", number);
    for (int i = 0; i < terms; ++i)
      query.add("+ 0 ");
    return database.query(query);
  };
  Rows outer = ask(7, 0);
  REQUIRE(outer.next());
  for (int terms = 0; terms < 100; ++terms) {
    Rows inner = ask(terms, terms);
    REQUIRE(inner.next());
    CHECK(inner.integer(0) == terms);
  }
  CHECK(outer.integer(0) == 7);
  CHECK_FALSE(outer.next());
}

TEST_CASE("what many remember is forgotten before it fills the memory") {
  Remembered<std::string, int> remembered;
  remembered.add("first", 1, 5);
  for (int n = 0; n < 9'999; ++n)
    remembered.add(std::to_string(n), n, 5);
  CHECK(remembered.find("first") != nullptr);
  remembered.add("one more", 1, 5);
  CHECK(remembered.find("first") == nullptr);
  CHECK(*remembered.find("one more") == 1);
  remembered.add("large", 2, 3'000'000);
  CHECK(remembered.find("one more") == nullptr);
}

}  // namespace tlsward::sqlite
