// The daily sums: for each day and line the headline and the failures of each result type, so that
// digests and rankings need not read policies. They are recounted for every line and day that a
// transaction touched, before its commit, and so always equal a recount.
#pragma once

#include "schema/sqlite/connection.h"
#include "schema/sqlite/dimensions.h"

#include <cstdint>
#include <set>
#include <utility>

namespace tlsward::sqlite {

class Daily {
 public:
  Daily(Connection& connection, Dimensions& dimensions)
      : connection_(connection), dimensions_(dimensions) {}

  // The counted entries of this day and line have changed or are about to.
  void touch(Day day, std::int64_t domain) { touched_.emplace(day, domain); }

  std::size_t touched() const { return touched_.size(); }

  // Recounts what was touched.
  void recount();

  // Forgets what was touched: its transaction was rolled back.
  void forget() { touched_.clear(); }

 private:
  void recount(Day day, std::int64_t domain);

  Connection& connection_;
  Dimensions& dimensions_;
  std::set<std::pair<Day, std::int64_t>> touched_;
};

}  // namespace tlsward::sqlite
