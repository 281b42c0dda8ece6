// Tests program/alert_pace.cpp.
#include "program/alert_pace.h"

#include <doctest/doctest.h>

#include <optional>

namespace tlsward {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const AlertPace::Time kStart{std::chrono::hours(1000)};
const Timestamp kKnown{std::chrono::hours(500'000)};
const Timestamp kNew = kKnown + minutes(30);

TEST_CASE("it looks a minute after a report came, else after ten, and never all the time") {
  struct {
    milliseconds took;
    std::optional<Timestamp> received;
    seconds after;
    bool due;
  } const cases[] = {
      {milliseconds(0), kKnown, seconds(599), false},
      {milliseconds(0), kKnown, seconds(600), true},
      {milliseconds(0), kNew, seconds(59), false},
      {milliseconds(0), kNew, seconds(60), true},
      {milliseconds(0), std::nullopt, seconds(60), true},  // another database
      {seconds(10), kNew, seconds(199), false},            // a twentieth of the time
      {seconds(10), kNew, seconds(200), true},
      {seconds(60), kKnown, seconds(1199), false},
      {minutes(30), kNew, seconds(3599), false},
      {minutes(30), kNew, seconds(3600), true},  // an hour at most
  };
  for (const auto& c : cases) {
    CAPTURE(c.after.count());
    CAPTURE(c.took.count());
    AlertPace pace({});
    CHECK(pace.is_due(kStart, kKnown));  // the first time at once
    pace.note(kStart, kStart + c.took, kKnown);
    CHECK(pace.is_due(kStart + c.after, c.received) == c.due);
  }
}

TEST_CASE("who waits for others for less time is looked for as often, but not all the time") {
  AlertPace pace({.wait_for_others = seconds(5)});
  pace.note(kStart, kStart, {});
  CHECK_FALSE(pace.is_due(kStart + seconds(4), {}));
  CHECK(pace.is_due(kStart + seconds(5), {}));
  pace.note(kStart, kStart + milliseconds(900), {});
  CHECK_FALSE(pace.is_due(kStart + seconds(17), {}));
  CHECK(pace.is_due(kStart + seconds(18), {}));
}

}  // namespace
}  // namespace tlsward
