// How often alerts are looked for: a look takes as long as two digests, and most find nothing.
#pragma once

#include "analyzer/alert_options.h"
#include "schema/timestamp.h"

#include <chrono>
#include <optional>

namespace tlsward {

// By a clock that nobody sets. For one thread.
class AlertPace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit AlertPace(const AlertOptions& options) : options_(options) {}

  // Whether to look now: a minute after the last time where a report came since, else after ten,
  // both sooner where options.wait_for_others is shorter; but after a look that took long only when
  // twenty times as long has gone by, an hour at most.
  bool is_due(Time now, std::optional<Timestamp> last_received) const;

  // That there was a look from then until now, and what report it knew.
  void note(Time begun, Time now, std::optional<Timestamp> last_received);

 private:
  AlertOptions options_;
  std::optional<Time> looked_;
  std::optional<Timestamp> last_received_;
  Time::duration took_{};
};

}  // namespace tlsward
