// Tests web/kept.h and web/renew_kept.h: what took long is kept for minutes and renewed in time,
// and what did not is made anew.
#include "web/kept.h"

#include "analyzer/gather_problems.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "web/renew_kept.h"
#include "web/view.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::has;
using tests::kVisitedDay;

const Timestamp kNow = kVisitedDay + hours(36);

TEST_CASE("what took long is kept for five minutes") {
  KeptValues<int> kept(milliseconds(0));
  int made = 0;
  const auto make = [&] { return ++made; };
  CHECK(*kept.get("a", kNow, make) == 1);
  CHECK(*kept.get("a", kNow + seconds(299), make) == 1);
  CHECK(*kept.get("b", kNow + seconds(299), make) == 2);
  CHECK(*kept.get("a", kNow + seconds(300), make) == 3);
  kept.forget();
  CHECK(*kept.get("a", kNow + seconds(301), make) == 4);
}

TEST_CASE("who asks while it is renewed is given what is there") {
  KeptValues<int> kept(milliseconds(0));
  kept.get("a", kNow, [] { return 1; });
  kept.renew("a", kNow + seconds(200), [&] {
    CHECK(*kept.get("a", kNow + seconds(200), [] { return 7; }) == 1);
    return 2;
  });
  CHECK(*kept.get("a", kNow + seconds(499), [] { return 7; }) == 2);
}

TEST_CASE("what is renewed from older data takes the place of nothing newer") {
  KeptValues<int> kept(milliseconds(0));
  kept.get("a", kNow, [] { return 1; });
  kept.renew("a", kNow + seconds(200), [&] {
    kept.get("a", kNow + seconds(300), [] { return 3; });
    return 2;
  });
  CHECK(*kept.get("a", kNow + seconds(301), [] { return 7; }) == 3);
}

TEST_CASE("who asks while it is made for the first time waits, whoever makes it") {
  KeptValues<int> kept(milliseconds(0));
  std::atomic<bool> has_begun = false;
  std::jthread renewing([&] {
    kept.renew("a", kNow, [&] {
      has_begun = true;
      std::this_thread::sleep_for(milliseconds(20));
      return 1;
    });
  });
  while (!has_begun)
    std::this_thread::yield();
  CHECK(*kept.get("a", kNow, [] { return 7; }) == 1);
}

TEST_CASE("what is renewed at once is not kept, and what cannot be renewed stays") {
  KeptValues<int> quick(hours(1));
  quick.renew("a", kNow, [] { return 1; });
  CHECK(*quick.get("a", kNow, [] { return 2; }) == 2);
  KeptValues<int> kept(milliseconds(0));
  kept.get("a", kNow, [] { return 1; });
  CHECK_THROWS(kept.renew("a", kNow, []() -> int { throw std::runtime_error("no"); }));
  CHECK(*kept.get("a", kNow, [] { return 7; }) == 1);
}

TEST_CASE("what is forgotten while it is renewed stays so") {
  KeptValues<int> kept(milliseconds(0));
  kept.get("a", kNow, [] { return 1; });
  kept.renew("a", kNow, [&] {
    kept.forget();
    return 2;
  });
  CHECK(*kept.get("a", kNow, [] { return 3; }) == 3);
}

TEST_CASE("what was made at once is made anew") {
  KeptValues<int> kept(hours(1));
  int made = 0;
  const auto make = [&] { return ++made; };
  CHECK(*kept.get("a", kNow, make) == 1);
  CHECK(*kept.get("a", kNow, make) == 2);
}

TEST_CASE("few are kept, and the one goes that was asked for longest ago") {
  KeptValues<int> kept(milliseconds(0));
  int made = 0;
  const auto make = [&] { return ++made; };
  for (const char* name : {"a", "b", "c", "d", "a", "e"})
    kept.get(name, kNow, make);
  CHECK(made == 5);
  CHECK(*kept.get("a", kNow, make) == 1);
  CHECK(*kept.get("b", kNow, make) == 6);
}

TEST_CASE("of what weighs more fewer are kept, and one at least") {
  KeptValues<int> kept(milliseconds(0), 10, [](const int& value) -> std::size_t { return value; });
  const auto keep = [&](const char* name, int value) {
    kept.get(name, kNow, [=] { return value; });
  };
  const auto names = [&] {
    std::string found;
    for (const char* name : {"a", "b", "c", "d"})
      if (kept.find(name, kNow)) found += name;
    return found;
  };
  keep("a", 4);
  keep("b", 6);
  CHECK(names() == "ab");
  keep("c", 1);
  CHECK(names() == "bc");
  keep("d", 40);
  CHECK(names() == "d");
  CHECK(kept.room_for(4) == 2);
}

TEST_CASE("what took long once and is made at once now is kept no more, unless it is renewed") {
  KeptValues<int> kept(milliseconds(5));
  const auto slow = [] {
    std::this_thread::sleep_for(milliseconds(6));
    return 1;
  };
  kept.get("a", kNow, slow);
  kept.renew("a", kNow + seconds(200), [] { return 2; });
  CHECK(*kept.find("a", kNow + seconds(499)) == 2);
  CHECK(kept.weight() == 1);
  CHECK(*kept.get("a", kNow + seconds(600), [] { return 3; }) == 3);
  CHECK(kept.weight() == 0);
  CHECK(*kept.get("a", kNow + seconds(601), [] { return 4; }) == 4);
  kept.renew(
      "a", kNow + seconds(602), [] { return 5; }, kKeptFor, Keep::always);
  CHECK(*kept.find("a", kNow + seconds(603)) == 5);
}

TEST_CASE("each is good for its own time, and what is not there is not found") {
  KeptValues<int> kept(milliseconds(0));
  kept.get(
      "a", kNow, [] { return 1; }, hours(1));
  CHECK(*kept.find("a", kNow + seconds(3'599)) == 1);
  CHECK_FALSE(kept.find("a", kNow + hours(1)));
  CHECK_FALSE(kept.find("b", kNow));
  kept.renew(
      "a", kNow + seconds(10), [] { return 2; }, seconds(20));
  CHECK(*kept.find("a", kNow + seconds(29)) == 2);
  CHECK_FALSE(kept.find("a", kNow + seconds(30)));
}

TEST_CASE("what is made at once pushes out nothing that took long") {
  KeptValues<int> kept(milliseconds(5));
  const auto slow = [] {
    std::this_thread::sleep_for(milliseconds(6));
    return 1;
  };
  kept.get("slow", kNow, slow);
  for (const char* name : {"a", "b", "c", "d", "e"})
    kept.get(name, kNow, [] { return 2; });
  CHECK(*kept.get("slow", kNow, [] { return 3; }) == 1);
}

TEST_CASE("who asks while it is made waits for it") {
  KeptValues<int> kept(milliseconds(0));
  std::atomic<int> made = 0;
  std::atomic<int> asked = 0;
  const auto ask = [&] {
    ++asked;
    kept.get("a", kNow, [&] {
      while (asked < 4)
        std::this_thread::yield();
      return ++made;
    });
  };
  std::vector<std::jthread> threads;
  for (int n = 0; n < 4; ++n)
    threads.emplace_back(ask);
  threads.clear();
  CHECK(made == 1);
}

TEST_CASE("what cannot be made is not kept") {
  KeptValues<int> kept(milliseconds(0));
  CHECK_THROWS(kept.get("a", kNow, []() -> int { throw std::runtime_error("no"); }));
  CHECK(*kept.get("a", kNow, [] { return 7; }) == 7);
}

// A dashboard that keeps everything, and a report of a failure about each of two domains.
class Keeping : public tests::TestDashboard {
 public:
  Keeping() {
    options.kept = &kept;
    for (const char* domain : {"example.org", "secret.example"})
      add(domain);
  }

  void add(const char* domain, Day day = kVisitedDay) const {
    tests::put(*open(),
               tests::make_failing_report("a.example", domain, day, "certificate-expired", 40));
  }

  // Whether what is told of the day in English is kept.
  bool keeps(Day day) const {
    const auto look = [](const Visit& visit) {
      const std::string name = visit.day_making(asked_day(visit), english()).name;
      return Response{.body = visit.options.kept->days.find(name, visit.now) ? "kept" : ""};
    };
    return ask(look, {}, "/?day=" + format_day(day)).body == "kept";
  }

  Kept kept{milliseconds(0)};
};

TEST_CASE("what one viewer was shown, another is not") {
  Keeping dashboard;
  CHECK(has(dashboard.get("/").body, "secret.example"));
  CHECK(has(dashboard.get("/problems").body, "secret.example"));
  dashboard.viewer = {.name = "owner", .domains = std::vector{Domain("example.org")}};
  for (const char* path : {"/", "/problems"}) {
    const std::string page = dashboard.get(path).body;
    CHECK(has(page, "example.org"));
    CHECK_FALSE(has(page, "secret.example"));
  }
}

TEST_CASE("what is older than a minute says of when it is") {
  Keeping dashboard;
  Timestamp now = kNow;
  dashboard.options.now = [&] { return now; };
  CHECK_FALSE(has(dashboard.get("/").body, "Verdict and figures are of"));
  now += std::chrono::minutes(2);
  CHECK(has(dashboard.get("/").body, "Tue 24 Nov 2026, 12:00 UTC"));
}

TEST_CASE("nobody waits for what is renewed") {
  Keeping dashboard;
  renew_kept(dashboard.options, {});
  dashboard.add("late.example");
  for (const char* path : {"/", "/problems"}) {
    CHECK(has(dashboard.get(path).body, "secret.example"));
    CHECK_FALSE(has(dashboard.get(path).body, "late.example"));
  }
  renew_kept(dashboard.options, {});
  for (const char* path : {"/", "/problems"})
    CHECK(has(dashboard.get(path).body, "late.example"));
}

TEST_CASE("a day that is over is kept for two hours, unless more reports of it come") {
  Keeping dashboard;
  const Day day = kVisitedDay - days(3);
  Timestamp now = kNow;
  dashboard.options.now = [&] { return now; };
  const auto page = [&] { return dashboard.get("/?day=" + format_day(day)).body; };
  dashboard.add("example.org", day);
  CHECK(has(page(), ">example.org</a></th>"));
  dashboard.add("mended.example", day - days(1));
  now += std::chrono::minutes(119);
  CHECK_FALSE(has(page(), "mended.example"));
  dashboard.add("late.example", day);
  CHECK(has(page(), "late.example"));
  dashboard.add("old.example", day - days(1));
  now += hours(2);
  CHECK(has(page(), "old.example"));
}

TEST_CASE("of a day with many reports a few more change nothing yet") {
  Keeping dashboard;
  const Day day = kVisitedDay - days(3);
  const auto page = [&] { return dashboard.get("/?day=" + format_day(day)).body; };
  const auto store = dashboard.open();
  const auto put = [&](const std::string& domain, int number) {
    for (int i = 0; i < number; ++i)
      tests::put(*store, tests::make_report(domain, domain, day, i + 1));
  };
  put("many.example", 200);
  CHECK(has(page(), "many.example"));
  put("few.example", 1);
  CHECK_FALSE(has(page(), "few.example"));
  put("more.example", 5);
  CHECK(has(page(), "few.example"));
}

TEST_CASE("of the days before the newest is made first, in each language, until all are kept") {
  Keeping dashboard;
  CHECK_FALSE(renew_day_before(dashboard.options));  // the last day is not kept
  renew_kept(dashboard.options, {});
  renew_day_before(dashboard.options);
  CHECK(dashboard.keeps(kVisitedDay - days(1)));
  CHECK_FALSE(dashboard.keeps(kVisitedDay - days(2)));
  std::size_t made = 1;
  while (renew_day_before(dashboard.options))
    ++made;
  CHECK(made == kDaysBefore * languages().size());
  dashboard.add("old.example", kVisitedDay - days(kDaysBefore));
  made = 0;
  while (renew_day_before(dashboard.options))
    ++made;
  CHECK(made == languages().size());
}

TEST_CASE("beside a last day that took long those before are kept, however quick they were") {
  tests::TestDashboard dashboard;
  Kept kept(hours(1));
  dashboard.options.kept = &kept;
  const auto keep_last = [](const Visit& visit) {
    const auto [name, good_for, make] = visit.day_making(asked_day(visit), english());
    visit.options.kept->days.renew(name, visit.now, make, good_for, Keep::always);
    return Response{};
  };
  dashboard.ask(keep_last, {}, "/");
  std::size_t made = 0;
  while (made <= kDaysBefore * languages().size() && renew_day_before(dashboard.options))
    ++made;
  CHECK(made == kDaysBefore * languages().size());
}

TEST_CASE("what is forgotten is told to who renews it") {
  Kept kept;
  const std::stop_source source;
  kept.forget();
  CHECK(kept.wait(hours(1), source.get_token()));
  CHECK_FALSE(kept.wait(milliseconds(1), source.get_token()));
  kept.note_asked(kNow);
  kept.note_asked(kNow - hours(1));
  CHECK(kept.asked() == kNow);
}

TEST_CASE("who may change nothing makes nothing be made anew") {
  Keeping dashboard;
  CHECK_FALSE(has(dashboard.get("/problems").body, "late.example"));
  dashboard.add("late.example");
  dashboard.viewer.may_change = false;
  const std::string id = read_problems(*dashboard.open(), {}, kVisitedDay).problems.front().id;
  dashboard.post("/preferences", "theme=dark");
  dashboard.post("/check", "text=example.org");
  dashboard.post("/logout", "");
  CHECK(dashboard.post("/problems/" + id + "/mute", "until=2026-12-24").status == 403);
  CHECK_FALSE(has(dashboard.get("/problems").body, "late.example"));
}

TEST_CASE("what a viewer changes is shown at once") {
  Keeping dashboard;
  CHECK(has(dashboard.get("/problems").body, "secret.example"));
  dashboard.add("late.example");
  CHECK_FALSE(has(dashboard.get("/problems").body, "late.example"));
  const std::string id = read_problems(*dashboard.open(), {}, kVisitedDay).problems.front().id;
  CHECK(dashboard.post("/problems/" + id + "/mute", "until=2026-12-24").status == 303);
  CHECK(has(dashboard.get("/problems").body, "late.example"));
  CHECK(has(dashboard.get("/problems/" + id).body, "Muted until"));
}

}  // namespace
}  // namespace tlsward
