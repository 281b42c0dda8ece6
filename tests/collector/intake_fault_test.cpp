// collector/intake.cpp: several reports in one delivery, and a database that fails while they are
// kept.
#include "collector/intake.h"
#include "tests/support/house.h"
#include "tests/support/report_text.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {

using tests::ReportText;

namespace {

// A database file that fails at the n-th row that is written, as SQLite itself fails: ABORT takes
// back the statement, ROLLBACK (as a full disk does) the whole transaction.
class FailingDatabase {
 public:
  explicit FailingDatabase(const std::string& how) {
    { const auto made = open_store(path, Commits::each); }
    REQUIRE(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    const auto tables = rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "ORDER BY name");
    rows("CREATE TABLE fault (after INTEGER); INSERT INTO fault VALUES (0)");
    for (const std::string& table : tables) {
      for (const char* what : {"INSERT", "UPDATE"})
        rows(
            fmt::format("CREATE TRIGGER fault_{0}_{1} BEFORE {1} ON {0} BEGIN "
                        "UPDATE fault SET after = after - 1; "
                        "SELECT raise({2}, 'fault') FROM fault WHERE after = -1; END",
                        table, what, how));
      count_ += fmt::format("{}(SELECT count(*) FROM {})", count_.empty() ? "" : " + ", table);
    }
  }
  ~FailingDatabase() { sqlite3_close(database_); }
  FailingDatabase(const FailingDatabase&) = delete;
  FailingDatabase& operator=(const FailingDatabase&) = delete;

  void fail_after(int written) { rows(fmt::format("UPDATE fault SET after = {}", written)); }

  // How many rows there are in all tables, and how many of reports.
  std::string size() { return rows("SELECT " + count_).front(); }
  std::string reports() { return rows("SELECT count(*) FROM report").front(); }

 private:
  // The first column of what the SQL selects.
  std::vector<std::string> rows(const std::string& sql) {
    std::vector<std::string> found;
    const auto take = [](void* to, int, char** columns, char**) {
      static_cast<std::vector<std::string>*>(to)->emplace_back(columns[0]);
      return 0;
    };
    REQUIRE(sqlite3_exec(database_, sql.c_str(), take, &found, nullptr) == SQLITE_OK);
    return found;
  }

  tests::TemporaryFolder folder_;
  sqlite3* database_ = nullptr;
  std::string count_;

 public:
  const std::string path = folder_ / "tlsward.db";
};

// A mail: two new reports about failures, one cut off, which goes into quarantine.
constexpr const char* kMail =
    "From: a@sender.example\r\nTLS-Report-Domain: example.com\r\n"
    "Content-Type: multipart/report; report-type=tlsrpt; boundary=b\r\n\r\n";

std::string mail_of(const std::string& id) {
  std::string mail = kMail;
  for (const char* part : {"a", "b"})
    mail += "--b\r\nContent-Type: application/tlsrpt+json\r\n\r\n" +
            ReportText{.report_id = id + part, .failed = 3, .failure_details = 3}.json() + "\r\n";
  return mail + "--b\r\nContent-Type: application/tlsrpt+json\r\n\r\n{\"cut" + id + "\r\n--b--\r\n";
}

// Whether it was kept.
bool keep(Store& store, const Ownership& ownership, const std::string& bytes) {
  Intake intake({}, ownership, store.hash_key());
  auto mail = read_mail(bytes, {});
  REQUIRE(mail);
  const auto readings =
      intake.read_parts({.channel = "imap", .source = "UID 1", .received = tests::kNow}, *mail, {});
  REQUIRE(readings.size() == 3);
  try {
    intake.keep(store, readings);
    store.commit();
  } catch (const std::runtime_error&) {
    return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a mail's deliveries are kept all or none, at whatever row the database fails") {
  const Ownership ownership = tests::example_com();
  for (const char* how : {"ABORT", "ROLLBACK"}) {
    for (const Commits commits : {Commits::each, Commits::grouped, Commits::bulk}) {
      CAPTURE(how);
      CAPTURE(static_cast<int>(commits));
      FailingDatabase database(how);
      const std::string empty = database.size();
      int failed = 0;
      for (;; ++failed) {
        database.fail_after(failed);
        if (keep(*open_store(database.path, commits), ownership, mail_of("1"))) break;
        CAPTURE(failed);
        REQUIRE(database.size() == empty);
      }
      CHECK(failed > 20);
      CHECK(database.reports() == "2");
      database.fail_after(1'000'000);
      CHECK(keep(*open_store(database.path, commits), ownership, mail_of("1")));
      CHECK(database.reports() == "2");
    }
  }
}

TEST_CASE("a mail that fails takes nothing of the mails before it along, where they are grouped") {
  const Ownership ownership = tests::example_com();
  FailingDatabase database("ABORT");
  const auto store = open_store(database.path, Commits::grouped);
  Intake intake({}, ownership, store->hash_key());
  const auto readings = [&](const std::string& id) {
    auto mail = read_mail(mail_of(id), {});
    return intake.read_parts({.channel = "imap", .source = id, .received = tests::kNow}, *mail, {});
  };
  database.fail_after(1'000'000);
  intake.keep(*store, readings("1"));
  store->commit();
  for (int failed = 0; failed < 20; ++failed) {
    database.fail_after(failed);
    CHECK_THROWS_AS(intake.keep(*store, readings("2")), std::runtime_error);
    store->commit();
    CHECK(database.reports() == "2");
  }
  database.fail_after(1'000'000);
  intake.keep(*store, readings("2"));
  store->commit();
  CHECK(database.reports() == "4");
}

}  // namespace tlsward
