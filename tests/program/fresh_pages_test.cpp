// Tests program/fresh_pages.h: when what the first pages are made of is renewed.
#include "program/fresh_pages.h"

#include "analyzer/gather_problems.h"
#include "tests/support/filled_store.h"
#include "tests/support/temporary_folder.h"
#include "web/kept.h"

#include <doctest/doctest.h>

#include <functional>
#include <thread>

namespace tlsward {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Day kDay{std::chrono::days(20'780)};

TEST_CASE("renewing costs a twentieth of a processor at the most") {
  struct {
    milliseconds took;
    milliseconds rest;
  } const rows[] = {{milliseconds(0), minutes(10)},     {milliseconds(199), minutes(10)},
                    {milliseconds(200), seconds(30)},   {milliseconds(1'500), seconds(30)},
                    {milliseconds(2'000), seconds(40)}, {seconds(8), seconds(160)}};
  for (const auto& row : rows) {
    CAPTURE(row.took.count());
    CHECK(rest_after(row.took) == row.rest);
  }
}

bool comes_true(const std::function<bool()>& holds) {
  for (int tries = 0; tries < 1'000; ++tries) {
    if (holds()) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return false;
}

TEST_CASE("what is forgotten is renewed at once, and who is to stop does not wait") {
  const tests::TemporaryFolder folder;
  Kept kept(milliseconds(0));
  DashboardOptions options{.database = folder / "tlsward.db", .kept = &kept, .now = [] {
                             return Timestamp(kDay + std::chrono::days(1));
                           }};
  const auto store = open_store(options.database, Commits::each);
  std::jthread renewing([&](const std::stop_token& stop) { keep_fresh(options, stop); });
  const auto renewed = [&] {
    return kept.problems.get(format_day(kDay + std::chrono::days(1)) + ' ', options.now(),
                             [] { return std::vector<Problem>(7); });
  };
  CHECK(comes_true([&] { return renewed()->empty(); }));
  tests::put(*store, tests::make_failing_report("a.example", "example.org", kDay,
                                                "certificate-expired", 40));
  kept.forget();
  CHECK(comes_true([&] { return renewed()->size() == 1; }));
}

}  // namespace
}  // namespace tlsward
