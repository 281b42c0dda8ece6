// Where the totals of schema/totals.h grow: with each delivery, and each report that comes to
// count. They are added up in memory and written with the transaction that they belong to, so that
// they say what is stored, and a bulk load writes each once for many reports.
#pragma once

#include "schema/reports.h"
#include "schema/sqlite/connection.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tlsward::sqlite {

// Inside a transaction.
class RunningTotals {
 public:
  explicit RunningTotals(Connection& connection) : connection_(connection) {}

  // One more delivery came so; `reason` as DeliveryTotal has it.
  void count_delivery(const Delivery& delivery, Outcome outcome, std::string_view reason);

  // The report counts from now on: those of its entries that are ours. `domains`: the id of each
  // entry's line.
  void count_sessions(std::int64_t report, const std::vector<Policy>& policies,
                      const std::vector<PolicyLine>& lines,
                      const std::vector<std::int64_t>& domains);

  // What was counted since the last one of these belongs to the transaction, or no more.
  void keep();
  void undo() { open_ = {}; }

  // How many sums wait to be written.
  std::size_t waiting() const { return size(open_) + size(kept_); }

  // Writes all that was counted.
  void write();

  // Forgets all that was counted and is not written: its transaction was rolled back.
  void forget();

 private:
  using Key = std::pair<std::int64_t, std::string_view>;  // line and a known type
  struct Told {
    Sessions sessions;
    std::int64_t last_report = 0;
  };
  struct Counts {
    std::map<Key, Told> sessions;
    std::map<Key, std::int64_t> failures;
    std::map<std::tuple<std::string, Trust, Outcome, std::string>, std::int64_t> deliveries;
  };

  static std::size_t size(const Counts& counts) {
    return counts.sessions.size() + counts.failures.size();
  }

  Connection& connection_;
  Counts open_;
  Counts kept_;
};

}  // namespace tlsward::sqlite
