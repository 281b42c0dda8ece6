// One SQLite connection: statements that are prepared once, rows that are read one after the other,
// and SQLite's faults as the Store's exceptions. For one thread at a time.
#pragma once

#include "schema/timestamp.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <variant>
#include <vector>

namespace tlsward::sqlite {

// A statement that stands in the source. Made at compile time only: no text from outside can become
// one.
struct Sql {
  consteval Sql(const char* literal) : text(literal) {}  // NOLINT(google-explicit-constructor)
  const char* text;
};

// A statement put together from fragments that stand in the source, and what is bound to it.
class Query {
 public:
  using Value = std::variant<std::int64_t, std::string>;

  // Appends the fragment, which has one "?" for each value.
  template <typename... Values>
  Query& add(Sql fragment, Values... values) {
    sql_ += fragment.text;
    (values_.emplace_back(std::move(values)), ...);
    return *this;
  }

  const std::string& sql() const { return sql_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  std::string sql_;
  std::vector<Value> values_;
};

struct Blob {
  std::string_view bytes;
};

struct Prepared {
  Prepared(const SQLite::Database& database, const char* sql) : statement(database, sql) {}
  SQLite::Statement statement;
  bool in_use = false;
};

class Connection;

// The answer to a query. It holds its statement while it lives, so a query is never asked again
// inside its own loop.
class Rows {
 public:
  Rows(Connection& connection, Prepared& prepared);
  Rows(Connection& connection, std::unique_ptr<Prepared> prepared);
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // Goes to the first or next row; false if there is none.
  bool next();

  // The value of a column, counted from 0. Text is empty where the column is NULL.
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;
  Timestamp timestamp(int column) const;
  std::optional<Timestamp> optional_timestamp(int column) const;
  Day day(int column) const;

 private:
  Connection& connection_;
  std::unique_ptr<Prepared> owned_;
  Prepared& prepared_;
};

enum class Access { write, read };

class Connection {
 public:
  // Opens the file (":memory:" for none), making it with mode 0600 where it is missing and access
  // is write. Throws StoreUnusable with what to do.
  Connection(const std::string& location, Access access);

  // Runs a statement that gives no rows. Text and blobs are not copied; an empty optional and a
  // null pointer are NULL.
  template <typename... Values>
  void run(Sql sql, const Values&... values) {
    Prepared& prepared = prepared_for(sql);
    int index = 0;
    (bind(prepared.statement, ++index, values), ...);
    finish(prepared);
  }

  // Asks; the values are copied.
  template <typename... Values>
  Rows query(Sql sql, const Values&... values) {
    Prepared& prepared = prepared_for(sql);
    int index = 0;
    (bind_copy(prepared.statement, ++index, values), ...);
    return Rows(*this, prepared);
  }
  // One that was asked before is prepared already, unless its answer is still being read.
  Rows query(const Query& query);

  // Runs statements that cannot have values bound: pragmas, migrations.
  void execute(const std::string& script);
  bool try_execute(const char* script) noexcept;  // false if it failed

  std::int64_t last_id() const { return database_.getLastInsertRowid(); }
  bool in_transaction() const;

  // Throws StoreUnusable if the file is no more at its location: SQLite would go on writing it, but
  // nobody would find there what was acknowledged.
  void require_in_place() const;
  const std::string& location() const { return location_; }

  // Whether the last fault was that another connection holds the lock.
  bool found_lock_held() const;

  // Throws the last fault of this connection once more, as StoreBusy, StoreFull, StoreUnusable or
  // std::runtime_error.
  [[noreturn]] void fail();

  // The exception that fail() threw last; null if it never did.
  std::exception_ptr last_fault() const { return last_fault_; }

 private:
  std::unique_ptr<Prepared> prepare(const char* sql);
  Prepared& prepared_for(Sql sql);
  Prepared* find_kept(const std::string& sql);
  void finish(Prepared& prepared);

  static void bind_all(SQLite::Statement& statement, const Query& query);
  static void bind(SQLite::Statement& statement, int index, std::int64_t value);
  static void bind(SQLite::Statement& statement, int index, std::optional<std::int64_t> value);
  static void bind(SQLite::Statement& statement, int index, const std::string& value);
  static void bind(SQLite::Statement& statement, int index, const std::string* value);
  static void bind(SQLite::Statement& statement, int index, Blob value);
  static void bind(SQLite::Statement& statement, int index, Timestamp value);
  static void bind(SQLite::Statement& statement, int index, std::optional<Timestamp> value);
  static void bind(SQLite::Statement& statement, int index, Day value);

  template <typename Value>
  static void bind_copy(SQLite::Statement& statement, int index, const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      statement.bind(index, value);
    } else {
      bind(statement, index, value);
    }
  }

  std::string location_;
  SQLite::Database database_;
  std::unordered_map<const char*, std::unique_ptr<Prepared>> statements_;  // by their literal
  std::unordered_map<std::string, std::unique_ptr<Prepared>> queries_;     // by their text
  std::exception_ptr last_fault_;
};

}  // namespace tlsward::sqlite
