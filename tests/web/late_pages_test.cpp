// Tests web/late_pages.cpp and how the dashboard goes by it: a browser is never kept waiting for
// long, and is given its page, and nobody else's, when it comes again.
#include "web/late_pages.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

namespace tlsward {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::has;

const Timestamp kNow = tests::kVisitedDay + hours(36);

Response page(const std::string& body) {
  return {.body = body};
}

LatePages::Make make(const std::string& body) {
  return [body] { return page(body); };
}

// The page that is asked for again and again until it is there.
Response come_again(LatePages& late, const std::string& name, Timestamp now) {
  while (true)
    if (auto made = late.get(name, now, make("made too late"))) return *made;
}

// Pages that are not made before they are let go.
struct Held {
  std::atomic<bool> may_end = false;
  std::atomic<int> begun = 0;

  LatePages::Make make(const std::string& body) {
    return [this, body] {
      ++begun;
      while (!may_end)
        std::this_thread::yield();
      return page(body);
    };
  }
};

TEST_CASE("what is made in time is the answer, each time anew") {
  LatePages late{hours(1)};
  CHECK(late.get("a", kNow, make("1"))->body == "1");
  CHECK(late.get("a", kNow, make("2"))->body == "2");
}

TEST_CASE("what takes longer is there for who asks again, once") {
  Held held;
  LatePages late{milliseconds(1)};
  CHECK_FALSE(late.get("a", kNow, held.make("slow")));
  CHECK_FALSE(late.get("a", kNow, held.make("slow")));
  held.may_end = true;
  CHECK(come_again(late, "a", kNow).body == "slow");
  CHECK(held.begun == 1);
  CHECK(come_again(late, "a", kNow).body == "made too late");
}

TEST_CASE("what nobody asks for within a minute is made anew") {
  struct {
    seconds after;
    const char* body;
  } const cases[] = {{seconds(60), "old"}, {seconds(61), "made too late"}};
  for (const auto& c : cases) {
    CAPTURE(c.after.count());
    Held held;
    LatePages late{milliseconds(1)};
    CHECK_FALSE(late.get("a", kNow, held.make("old")));
    held.may_end = true;
    CHECK(come_again(late, "b", kNow + seconds(1)).body == "made too late");
    std::this_thread::sleep_for(milliseconds(20));  // "a" ends
    CHECK(come_again(late, "a", kNow + c.after).body == c.body);
  }
}

TEST_CASE("what is forgotten is given to nobody who asks from then on") {
  Held held;
  LatePages late{milliseconds(1)};
  CHECK_FALSE(late.get("a", kNow, held.make("before the change")));
  late.forget();
  CHECK(come_again(late, "a", kNow).body == "made too late");
  held.may_end = true;
}

TEST_CASE("eight are made beside each other, and no ninth is begun") {
  Held held;
  LatePages late{milliseconds(1)};
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8", "9"})
    CHECK_FALSE(late.get(name, kNow, held.make(name)));
  late.forget();  // they are made still
  CHECK_FALSE(late.get("9", kNow, held.make("9")));
  held.may_end = true;
  CHECK(come_again(late, "9", kNow).body == "made too late");
  CHECK(held.begun == 8);
}

TEST_CASE("of those that nobody fetches the oldest go") {
  std::array<Held, 5> held;
  LatePages late{milliseconds(1)};
  for (Held& eight : held) {
    for (char name = 'a'; name < 'i'; ++name)
      while (eight.begun <= name - 'a')
        late.get(name + std::to_string(&eight - held.data()), kNow, eight.make("held"));
    eight.may_end = true;
  }
  CHECK(come_again(late, "h4", kNow).body == "held");
  CHECK(come_again(late, "a0", kNow).body == "made too late");
}

TEST_CASE("what cannot be made says so to who asks again") {
  std::atomic<bool> may_end = false;
  LatePages late{milliseconds(1)};
  CHECK_FALSE(late.get("a", kNow, [&]() -> Response {
    while (!may_end)
      std::this_thread::yield();
    throw std::runtime_error("no");
  }));
  may_end = true;
  CHECK_THROWS_AS(come_again(late, "a", kNow), std::runtime_error);
  CHECK(come_again(late, "a", kNow).body == "made too late");
}

// One whose pages are always late the first time.
class Impatient : public tests::TestDashboard {
 public:
  Impatient() {
    tests::put(*open(), tests::make_report("a.example", "example.com", tests::kVisitedDay, 1204));
    options.late = &late;
  }

  Response browse(std::string_view target) const {
    return get(target, {{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}});
  }

  Response browse_until_there(std::string_view target) const {
    Response response;
    do
      response = browse(target);
    while (response.status == 202);
    return response;
  }

  // Makes as many pages as are made beside each other, so that no other is begun.
  void hold(Held& held) {
    for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8"})
      late.get(name, kNow, held.make(name));
  }

  LatePages late{milliseconds(0)};
};

TEST_CASE("a browser is told to come again, and finds the page then") {
  Impatient dashboard;
  Held held;
  dashboard.hold(held);
  const Response first = dashboard.browse("/");
  CHECK(first.status == 202);
  CHECK(has(first.body, "One moment"));
  CHECK(first.headers.back() == std::pair<std::string, std::string>("Refresh", "1"));
  held.may_end = true;
  const Response then = dashboard.browse_until_there("/");
  CHECK(then.status == 200);
  CHECK(has(then.body, "<strong>OK</strong> 1 domain fine."));
}

TEST_CASE("programs wait, and so do files and forms") {
  const Impatient dashboard;
  CHECK(dashboard.get("/").status == 200);
  CHECK(dashboard.get("/", {{"Accept", "*/*"}}).status == 200);
  CHECK(dashboard.browse("/?as=csv&of=domains").status == 200);
  CHECK(dashboard.browse("/api/v1/digest").status == 200);
  CHECK(dashboard.browse("/metrics").status == 200);
  CHECK(dashboard.post("/preferences", "theme=dark", {{"Accept", "text/html"}}).status == 303);
}

TEST_CASE("what is made for one viewer is given to no other") {
  Impatient dashboard;
  const Viewer anna{.name = "anna", .form_token = "1"};
  const struct {
    Viewer viewer;
    const char* has;
    const char* has_not;
  } others[] = {
      {{.name = "ben", .form_token = "1"}, "ben", "anna"},
      {{.name = "anna", .form_token = "2"}, "value=\"2\"", "value=\"1\""},
      {{.name = "anna", .domains = std::vector{Domain("example.org")}, .form_token = "1"},
       "anna",
       "example.com"},
  };
  for (const auto& other : others) {
    CAPTURE(other.has);
    dashboard.viewer = anna;
    dashboard.browse("/");
    std::this_thread::sleep_for(milliseconds(50));  // it is made
    dashboard.viewer = other.viewer;
    const std::string theirs = dashboard.browse_until_there("/").body;
    CHECK(has(theirs, other.has));
    CHECK_FALSE(has(theirs, other.has_not));
    dashboard.viewer = anna;
    CHECK(has(dashboard.browse_until_there("/").body, "example.com"));
  }
}

TEST_CASE("after a change nothing is given that was begun before it") {
  const Impatient dashboard;
  const auto store = dashboard.open();
  tests::put(*store, tests::make_failing_report("b.example", "example.com", tests::kVisitedDay,
                                                "certificate-expired", 40));
  const std::string list = dashboard.browse_until_there("/problems").body;
  const std::size_t at = list.find("/problems/") + 10;
  const std::string id = list.substr(at, list.find_first_of("\"?", at) - at);
  const std::string path = "/problems/" + id;
  CHECK(has(dashboard.get(path).body, "/mute"));
  dashboard.browse(path);
  std::this_thread::sleep_for(milliseconds(50));  // it is made
  CHECK(dashboard.post(path + "/mute", "until=2026-12-24&reason=known").status == 303);
  CHECK(has(dashboard.browse_until_there(path).body, "/unmute"));
}

}  // namespace
}  // namespace tlsward
