// Tests program/fresh_pages.h: when what the first pages are made of is renewed.
#include "program/fresh_pages.h"

#include "tests/support/filled_store.h"
#include "tests/support/temporary_folder.h"
#include "web/kept.h"
#include "web/visit.h"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Day kDay{std::chrono::days(20'780)};

TEST_CASE("renewing costs little, and is done again while what is kept is good") {
  struct {
    Renewal renewal;
    milliseconds rest;
  } const rows[] = {
      {{milliseconds(0), false}, minutes(10)},    {{milliseconds(450), false}, minutes(10)},
      {{milliseconds(200), true}, seconds(30)},   {{milliseconds(1'500), true}, seconds(30)},
      {{milliseconds(2'000), true}, seconds(40)}, {{seconds(8), true}, seconds(160)},
      {{seconds(20), true}, seconds(260)},        {{seconds(200), true}, seconds(30)}};
  for (const auto& row : rows) {
    CAPTURE(row.renewal.took.count());
    CHECK(rest_after(row.renewal, kDay) == row.rest);
  }
}

TEST_CASE("at midnight, when the first pages show another day, it is renewed") {
  const Timestamp evening = kDay + std::chrono::days(1) - seconds(7);
  CHECK(rest_after({}, evening) == seconds(7));
  CHECK(rest_after({seconds(8), true}, evening) == seconds(7));
}

bool comes_true(const std::function<bool()>& holds) {
  for (int tries = 0; tries < 1'000; ++tries) {
    if (holds()) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return false;
}

// A dashboard that keeps everything, renewed beside the test with little rest; and what is asked of
// it without making anything.
class Renewed {
 public:
  Renewed() : store(open_store(options.database, Commits::each)) {}

  void begin() {
    thread_ = std::jthread(
        [this](const std::stop_token& stop) { keep_fresh(options, stop, seconds(0)); });
  }
  void end() { thread_ = {}; }

  // How many problems the list has that is kept; -1 where none is.
  std::ptrdiff_t kept_problems() {
    const auto problems = kept_.problems.find(visit().problems_making({}).name, options.now());
    return problems ? std::ssize(problems->problems) : -1;
  }

  // Whether what is told of the day is kept.
  bool keeps(Day day) {
    const std::string name = visit().day_making(day, english()).name;
    return kept_.days.find(name, options.now()) != nullptr;
  }

 private:
  Visit visit() const {
    return {.options = options,
            .request = request_,
            .viewer = viewer_,
            .preferences = preferences_,
            .store = *store,
            .now = options.now()};
  }

  tests::TemporaryFolder folder_;
  const Request request_{.path = "/"};
  const Viewer viewer_;
  const Preferences preferences_;
  Kept kept_{milliseconds(0)};

 public:
  DashboardOptions options{.database = folder_ / "tlsward.db", .kept = &kept_, .now = [] {
                             return Timestamp(kDay + std::chrono::days(1));
                           }};
  std::unique_ptr<Store> store;

 private:
  std::jthread thread_;
};

TEST_CASE("what is forgotten is renewed, and who is to stop does not wait for the rest") {
  Renewed pages;
  pages.begin();
  CHECK(comes_true([&] { return pages.kept_problems() == 0; }));
  tests::put(*pages.store, tests::make_failing_report("a.example", "example.org", kDay,
                                                      "certificate-expired", 40));
  pages.options.kept->forget();
  CHECK(comes_true([&] { return pages.kept_problems() == 1; }));
  const auto before = std::chrono::steady_clock::now();
  pages.end();
  CHECK(std::chrono::steady_clock::now() - before < seconds(20));
}

TEST_CASE("in the rest between the days before are made") {
  Renewed pages;
  pages.begin();
  CHECK(comes_true([&] { return pages.keeps(kDay - std::chrono::days(1)); }));
}

TEST_CASE("where nobody has looked for a week nothing is made") {
  std::atomic<int> asked = 0;
  Renewed pages;
  const Timestamp begin = pages.options.now();
  pages.options.now = [&asked, begin] {
    return asked++ == 0 ? begin : begin + std::chrono::days(8);
  };
  pages.begin();
  CHECK(comes_true([&] { return asked > 2; }));
  CHECK(pages.kept_problems() == -1);
}

}  // namespace
}  // namespace tlsward
