// Tests program/alert_run.cpp: when it looks. What a run does, tests/e2e/alert_mail.sh sees.
#include "program/alert_run.h"

#include <doctest/doctest.h>

#include <optional>

namespace tlsward {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("it looks a minute after a report came, else after ten, and never all the time") {
  const Timestamp start{std::chrono::hours(500'000)};
  const Timestamp known = start - minutes(30);
  struct {
    seconds took;
    std::optional<Timestamp> received;
    seconds after;
    bool due;
  } const cases[] = {
      {seconds(0), known, seconds(599), false},      {seconds(0), known, seconds(600), true},
      {seconds(0), start, seconds(59), false},       {seconds(0), start, seconds(60), true},
      {seconds(0), std::nullopt, seconds(60), true},  // another database
      {seconds(10), start, seconds(199), false},      // a twentieth of the time
      {seconds(10), start, seconds(200), true},      {seconds(60), known, seconds(1199), false},
      {seconds(0), known, seconds(-1), true},  // the clock was set back
  };
  for (const auto& c : cases) {
    CAPTURE(c.after.count());
    CAPTURE(c.took.count());
    AlertPace pace({});
    CHECK(pace.is_due(start, known));  // the first time at once
    pace.note(start, known, c.took);
    CHECK(pace.is_due(start + c.after, c.received) == c.due);
  }
}

TEST_CASE("a shorter batch makes it look as often") {
  const Timestamp start{std::chrono::hours(500'000)};
  AlertPace pace({.wait_for_others = seconds(5)});
  pace.note(start, {}, seconds(0));
  CHECK_FALSE(pace.is_due(start + seconds(4), {}));
  CHECK(pace.is_due(start + seconds(5), {}));
}

}  // namespace
}  // namespace tlsward
