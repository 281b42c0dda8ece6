#include "schema/sqlite/connection.h"

#include "schema/store.h"

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

namespace tlsward::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

// A lock is asked for this often, for 2 s in all. SQLite's own way is to ask ever more seldom: it
// would sleep through the moments that an import leaves to others (collector/file_import.cpp).
constexpr int kAskAgainMs = 2;
constexpr std::chrono::seconds kLockWait{2};

constexpr std::size_t kKeptQueries = 32;  // a digest asks fewer, some of them often

// SQLite calls it on the thread that waits, with 0 when the wait begins.
int wait_for_lock(void*, int asked) {
  thread_local Clock::time_point begun;
  if (asked == 0) begun = Clock::now();
  if (Clock::now() - begun >= kLockWait) return 0;
  sqlite3_sleep(kAskAgainMs);
  return 1;
}

struct Fault {
  int code = SQLITE_ERROR;  // primary or extended
  int system_error = 0;     // errno, where the operating system said no
  std::string message;
};

// The fault as the exception that a caller tells apart, with what to do.
std::exception_ptr to_exception(const std::string& location, const Fault& fault) {
  const auto say = [&](std::string_view what) {
    return fmt::format("database {}: {}", location, what);
  };
  const int code = fault.code & 0xff;
  const bool no_room = fault.system_error == ENOSPC || fault.system_error == EDQUOT;
  if (code == SQLITE_FULL || ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && no_room)) {
    return std::make_exception_ptr(StoreFull(say("no room on the disk; free some space")));
  }
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return std::make_exception_ptr(StoreBusy(say(
          "another process has held its lock for 2 s (an open sqlite3 shell?); try again later")));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return std::make_exception_ptr(StoreUnusable(
          say(fault.message + "; it is damaged or no database: restore a backup or move it away")));
    case SQLITE_CANTOPEN:
      return std::make_exception_ptr(StoreUnusable(
          say("cannot be opened; check that it and its folder exist and may be read and written")));
    case SQLITE_READONLY:
      return std::make_exception_ptr(
          StoreUnusable(say("cannot be written; check owner and mode of it and its folder")));
    default:
      return std::make_exception_ptr(std::runtime_error(say(fault.message)));
  }
}

bool is_file(const std::string& location) {
  return location != ":memory:";
}

// Makes the file for its owner only. O_EXCL: closing a file descriptor of a database that another
// connection of this process has open would drop that connection's locks.
void make_file(const std::string& location) {
  const std::filesystem::path folder = std::filesystem::path(location).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    throw StoreUnusable(fmt::format("database {}: there is no folder {}; make it first", location,
                                    folder.string()));
  }
  const int file = ::open(location.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

// Whether nobody has the database open, and it lies where we may not write: on a file system that
// was mounted read-only, say. SQLite cannot make there what it needs for reading beside a writer.
bool is_frozen(const std::string& location) {
  const std::filesystem::path folder = std::filesystem::absolute(location).parent_path();
  return !std::filesystem::exists(location + "-wal") && ::euidaccess(folder.c_str(), W_OK) != 0;
}

// The location as a URI (sqlite.org/uri.html), to be read as a file that does not change.
std::string immutable_uri(const std::string& location) {
  std::string uri = "file:";
  for (const char character : location) {
    if (character == '%' || character == '?' || character == '#') {
      uri += fmt::format("%{:02x}", character);
    } else {
      uri += character;
    }
  }
  return uri + "?immutable=1";
}

SQLite::Database open_for_writing(const std::string& location) {
  if (is_file(location)) make_file(location);
  return {location, SQLite::OPEN_READWRITE | SQLITE_OPEN_NOMUTEX};
}

SQLite::Database open_for_reading(const std::string& location) {
  const int flags = SQLite::OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  if (is_frozen(location)) {
    return {immutable_uri(location), flags | SQLite::OPEN_URI};
  }
  return {location, flags};
}

SQLite::Database open_database(const std::string& location, Access access) {
  std::error_code unreadable;
  if (std::filesystem::is_directory(location, unreadable))
    throw StoreUnusable(fmt::format("database {}: is a folder; name a file in it", location));
  try {
    return access == Access::write ? open_for_writing(location) : open_for_reading(location);
  } catch (const SQLite::Exception& error) {
    std::rethrow_exception(to_exception(location, {error.getErrorCode(), errno, error.what()}));
  }
}

}  // namespace

Connection::Connection(const std::string& location, Access access)
    : location_(location), database_(open_database(location, access)) {
  sqlite3_busy_handler(database_.getHandle(), wait_for_lock, nullptr);
  // Nothing that is written in the database file can change how it is read.
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

bool Connection::found_lock_held() const {
  return sqlite3_errcode(database_.getHandle()) == SQLITE_BUSY;
}

void Connection::require_in_place() const {
  int moved = 0;
  sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved == 0) return;
  throw StoreUnusable(fmt::format("database {}: it was moved or removed while open", location_));
}

void Connection::fail() {
  sqlite3* const handle = database_.getHandle();
  last_fault_ = to_exception(location_, {sqlite3_extended_errcode(handle),
                                         sqlite3_system_errno(handle), sqlite3_errmsg(handle)});
  std::rethrow_exception(last_fault_);
}

void Connection::execute(const std::string& script) {
  if (!try_execute(script.c_str())) fail();
}

bool Connection::try_execute(const char* script) noexcept {
  return database_.tryExec(script) == SQLITE_OK;
}

std::unique_ptr<Prepared> Connection::prepare(const char* sql) {
  try {
    return std::make_unique<Prepared>(database_, sql);
  } catch (const SQLite::Exception&) {
    fail();
  }
}

Prepared& Connection::prepared_for(Sql sql) {
  std::unique_ptr<Prepared>& prepared = statements_[sql.text];
  if (!prepared) prepared = prepare(sql.text);
  assert(!prepared->in_use);
  return *prepared;
}

void Connection::finish(Prepared& prepared) {
  const int code = prepared.statement.tryExecuteStep();
  prepared.statement.tryReset();  // keeps the fault for fail()
  if (code != SQLITE_DONE) fail();
}

// Null if its answer is being read.
Prepared* Connection::find_kept(const std::string& sql) {
  auto found = queries_.find(sql);
  if (found == queries_.end()) {
    if (queries_.size() >= kKeptQueries)
      std::erase_if(queries_, [](const auto& kept) { return !kept.second->in_use; });
    found = queries_.emplace(sql, prepare(sql.c_str())).first;
  }
  return found->second->in_use ? nullptr : found->second.get();
}

Rows Connection::query(const Query& query) {
  if (Prepared* const kept = find_kept(query.sql())) {
    bind_all(kept->statement, query);
    return Rows(*this, *kept);
  }
  std::unique_ptr<Prepared> own = prepare(query.sql().c_str());
  bind_all(own->statement, query);
  return Rows(*this, std::move(own));
}

void Connection::bind_all(SQLite::Statement& statement, const Query& query) {
  int index = 0;
  for (const Query::Value& value : query.values())
    std::visit([&](const auto& bound) { bind_copy(statement, ++index, bound); }, value);
}

void Connection::bind(SQLite::Statement& statement, int index, std::int64_t value) {
  statement.bind(index, value);
}

void Connection::bind(SQLite::Statement& statement, int index, std::optional<std::int64_t> value) {
  if (value) {
    statement.bind(index, *value);
  } else {
    statement.bind(index);
  }
}

void Connection::bind(SQLite::Statement& statement, int index, const std::string& value) {
  statement.bindNoCopy(index, value);
}

void Connection::bind(SQLite::Statement& statement, int index, const std::string* value) {
  if (value != nullptr) {
    statement.bindNoCopy(index, *value);
  } else {
    statement.bind(index);
  }
}

void Connection::bind(SQLite::Statement& statement, int index, Blob value) {
  statement.bindNoCopy(index, value.bytes.data(), static_cast<int>(value.bytes.size()));
}

void Connection::bind(SQLite::Statement& statement, int index, Timestamp value) {
  statement.bind(index, std::int64_t{value.time_since_epoch().count()});
}

void Connection::bind(SQLite::Statement& statement, int index, std::optional<Timestamp> value) {
  if (value) {
    bind(statement, index, *value);
  } else {
    statement.bind(index);
  }
}

void Connection::bind(SQLite::Statement& statement, int index, Day value) {
  statement.bind(index, std::int64_t{value.time_since_epoch().count()});
}

Rows::Rows(Connection& connection, Prepared& prepared)
    : connection_(connection), prepared_(prepared) {
  prepared_.in_use = true;
}

Rows::Rows(Connection& connection, std::unique_ptr<Prepared> prepared)
    : connection_(connection), owned_(std::move(prepared)), prepared_(*owned_) {}

Rows::~Rows() {
  prepared_.statement.tryReset();
  prepared_.in_use = false;
}

bool Rows::next() {
  const int code = prepared_.statement.tryExecuteStep();
  if (code != SQLITE_ROW && code != SQLITE_DONE) connection_.fail();
  return code == SQLITE_ROW;
}

std::int64_t Rows::integer(int column) const {
  return prepared_.statement.getColumn(column).getInt64();
}

std::optional<std::int64_t> Rows::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::string Rows::text(int column) const {
  return prepared_.statement.getColumn(column).getString();
}

bool Rows::is_null(int column) const {
  return prepared_.statement.getColumn(column).isNull();
}

Timestamp Rows::timestamp(int column) const {
  return Timestamp{std::chrono::seconds{integer(column)}};
}

std::optional<Timestamp> Rows::optional_timestamp(int column) const {
  if (is_null(column)) return std::nullopt;
  return timestamp(column);
}

Day Rows::day(int column) const {
  return Day{std::chrono::days{integer(column)}};
}

}  // namespace tlsward::sqlite
