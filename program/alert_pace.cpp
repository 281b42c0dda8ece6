#include "program/alert_pace.h"

#include <algorithm>

namespace tlsward {

namespace {

constexpr std::chrono::minutes kAfterNews{1};
constexpr std::chrono::minutes kWithoutNews{10};
constexpr int kShareOfTime = 20;
constexpr std::chrono::hours kLongestWait{1};

}  // namespace

bool AlertPace::is_due(Time now, std::optional<Timestamp> last_received) const {
  if (!looked_) return true;
  const Time::duration usual = std::min<Time::duration>(
      last_received == last_received_ ? kWithoutNews : kAfterNews, options_.wait_for_others);
  const Time::duration rest = std::min<Time::duration>(kShareOfTime * took_, kLongestWait);
  return now - *looked_ >= std::max(usual, rest);
}

void AlertPace::note(Time begun, Time now, std::optional<Timestamp> last_received) {
  looked_ = begun;
  last_received_ = last_received;
  took_ = now - begun;
}

}  // namespace tlsward
