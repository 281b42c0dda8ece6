// Tests web/errands.cpp: commands that run beside the pages, a few at a time.
#include "web/errands.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

namespace tlsward {
namespace {

// A look at the domain, begun by somebody.
ErrandOrder look_at(const std::string& domain, const std::string& whose = "anna") {
  return {.name = "check " + domain, .words = {"check", domain}, .whose = whose};
}

const Timestamp kNow = *parse_day("2026-11-24") + std::chrono::hours(12);

// Commands that run until they are let go, or stopped.
struct Held {
  std::atomic<bool> may_end = false;
  std::atomic<int> begun = 0;
  std::atomic<int> stopped = 0;

  Errands::Run run() {
    return [this](const ErrandWords& words, const std::stop_token& stop) -> ErrandEnd {
      ++begun;
      while (!may_end && !stop.stop_requested())
        std::this_thread::yield();
      if (stop.stop_requested()) ++stopped;
      return {.code = 3, .output = "done " + words.back()};
    };
  }
};

Errands::Now clock_at(Timestamp time) {
  return [time] { return time; };
}

TEST_CASE("a command runs beside whoever began it, and tells how it ended") {
  Held held;
  Errands errands(held.run(), clock_at(kNow));
  CHECK_FALSE(errands.find(look_at("a.example").name));
  CHECK(errands.begin(look_at("a.example")) == ErrandStart::begun);
  CHECK(errands.find(look_at("a.example").name)->begun == kNow);
  CHECK_FALSE(errands.find(look_at("a.example").name)->ended);
  CHECK_FALSE(errands.find(look_at("b.example").name));
  held.may_end = true;
  errands.wait();
  const auto errand = errands.find(look_at("a.example").name);
  CHECK(errand->ended == kNow);
  CHECK(errand->end.code == 3);
  CHECK(errand->end.output == "done a.example");
}

TEST_CASE("what runs is not begun again, and what has ended is") {
  Held held;
  Errands errands(held.run(), clock_at(kNow));
  CHECK(errands.begin(look_at("a.example")) == ErrandStart::begun);
  CHECK(errands.begin(look_at("a.example")) == ErrandStart::runs);
  held.may_end = true;
  errands.wait();
  CHECK(errands.begin(look_at("a.example")) == ErrandStart::begun);
  errands.wait();
  CHECK(held.begun == 2);
}

TEST_CASE("two of one user run at once, and eight in all; one more is to come again") {
  Held held;
  Errands errands(held.run(), clock_at(kNow));
  for (const char* user : {"anna", "ben", "carl", "dora"}) {
    for (const char* domain : {"a.", "b."})
      CHECK(errands.begin(look_at(std::string(domain) + user, user)) == ErrandStart::begun);
    CHECK(errands.begin(look_at(std::string("c.") + user, user)) == ErrandStart::too_many);
  }
  CHECK(errands.begin(look_at("a.example", "eve")) == ErrandStart::too_many);
  CHECK(errands.begin(look_at("a.anna", "eve")) == ErrandStart::runs);
  held.may_end = true;
  errands.wait();
  CHECK(errands.begin(look_at("a.example", "eve")) == ErrandStart::begun);
}

TEST_CASE("of many that ended the oldest are forgotten") {
  Held held;
  held.may_end = true;
  Errands errands(held.run(), clock_at(kNow));
  for (int n = 0; n < 60; ++n) {
    CHECK(errands.begin(look_at(std::to_string(n))) == ErrandStart::begun);
    errands.wait();
  }
  CHECK_FALSE(errands.find(look_at("9").name));
  CHECK(errands.find(look_at("10").name));
  CHECK(errands.find(look_at("59").name));
}

TEST_CASE("what runs is stopped when the pages end") {
  Held held;
  {
    Errands errands(held.run(), clock_at(kNow));
    errands.begin(look_at("a"));
    errands.begin(look_at("b"));
  }
  CHECK(held.stopped == 2);
}

}  // namespace
}  // namespace tlsward
