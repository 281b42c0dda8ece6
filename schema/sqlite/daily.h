// The daily sums: for each day and line the headline and the failures of each result type, so that
// digests and rankings need not read policies. They always equal a recount of the counted entries:
// every line and day that a transaction touched is recounted before its commit, and a large one,
// where that would be dear, is changed by what each report brings.
#pragma once

#include "schema/sqlite/connection.h"
#include "schema/sqlite/dimensions.h"
#include "schema/sqlite/partial_sums.h"

#include <cstdint>
#include <set>

namespace tlsward::sqlite {

// Inside a transaction.
class Daily {
 public:
  Daily(Connection& connection, Dimensions& dimensions)
      : connection_(connection), dimensions_(dimensions), partial_sums_(connection, dimensions) {}

  // Those entries of the report on this line that count do so from now on; or will not, and this is
  // called while they still do.
  void change(const Line& line, std::int64_t report, Change change);

  std::size_t touched() const { return touched_.size(); }

  // Recounts what was touched.
  void recount();

  // Forgets what was touched: its transaction was rolled back.
  void forget() { touched_.clear(); }

 private:
  void recount(const Line& line);

  Connection& connection_;
  Dimensions& dimensions_;
  PartialSums partial_sums_;
  std::set<Line> touched_;  // to be recounted in any case
};

}  // namespace tlsward::sqlite
