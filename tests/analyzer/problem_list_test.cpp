// Tests analyzer/problem_list.cpp: what `tlsward problems` prints.
#include "analyzer/problem_list.h"

#include "schema/problems.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Day kDay = *parse_day("2026-11-23");
const OutputOptions kJson = {.format = Format::json};

// One problem at mx.example.com for two days, one at mx.example.net that is over.
std::unique_ptr<Store> two_problems() {
  auto store = open_store(":memory:", Commits::each);
  for (int back = 3; back >= 0; --back) {
    const Day day = kDay - days(back);
    put(*store, back > 1 ? make_failing_report("a.example", "example.net", day, "tlsa-invalid", 3)
                         : make_report("a.example", "example.net", day, 30));
    put(*store, back > 1 ? make_report("b.example", "example.com", day, 30)
                         : make_failing_report("b.example", "example.com", day,
                                               "certificate-expired", 1'200));
  }
  return store;
}

ordered_json list_as_json(Store& store, const Filter& filter, bool all) {
  return ordered_json::parse(list_problems(store, filter, kDay, all, kJson).text);
}

TEST_CASE("the table has the open problems, and how many there are of each kind") {
  const auto store = two_problems();
  const ProblemListing listing = list_problems(*store, {}, kDay, false, {});
  CHECK(listing.open);
  CHECK(listing.text.find("ongoing  example.com  certificate-expired  mx.example.com") !=
        std::string::npos);
  CHECK(listing.text.find("! 2,400") != std::string::npos);
  CHECK(listing.text.find("example.net") == std::string::npos);
  CHECK(listing.text.ends_with("1 open, 0 muted, 0 resolved\n"));
  CHECK(list_problems(*store, {}, kDay, true, {}).text.ends_with("1 open, 0 muted, 1 resolved\n"));
  CHECK_FALSE(list_problems(*store, {.domains = {Domain("example.net")}}, kDay, true, {}).open);
}

TEST_CASE("a muted problem stands in the list and is not counted as open") {
  const auto store = two_problems();
  const std::string id = list_as_json(*store, {}, false)["problems"][0]["id"];
  store->transact([&] {
    store->problems().mute(
        {.problem = id, .since = kDay, .until = kDay, .reason = "known", .size = 2'400});
  });
  const ProblemListing listing = list_problems(*store, {}, kDay, false, {});
  CHECK_FALSE(listing.open);
  CHECK(listing.text.find("muted  example.com") != std::string::npos);
  CHECK(listing.text.ends_with("0 open, 1 muted, 0 resolved\n"));
  const auto row = list_as_json(*store, {}, false)["problems"][0];
  CHECK(row["state"] == "ongoing");
  CHECK(row["mute"] ==
        ordered_json{{"since", "2026-11-23"}, {"until", "2026-11-23"}, {"reason", "known"}});
  CHECK(show_problem(*find_problem(*store, id, kDay), {}, {})
            .find("Muted     until 2026-11-23, or it grows tenfold: known") != std::string::npos);
}

TEST_CASE("a list is narrowed by the last day of failures, and cut after it was counted") {
  const auto store = two_problems();
  CHECK(list_as_json(*store, {.since = kDay - days(1)}, true)["problems"].size() == 1);
  CHECK(list_as_json(*store, {.since = kDay - days(2)}, true)["problems"].size() == 2);
  const ProblemListing cut = list_problems(*store, {.limit = 1}, kDay, true, {});
  CHECK(cut.text.find("example.net") == std::string::npos);
  CHECK(cut.text.ends_with("1 open, 0 muted, 1 resolved\n"));
}

TEST_CASE("a problem is shown with its life, its witnesses and its days") {
  const auto store = two_problems();
  const auto rows = list_as_json(*store, {}, true)["problems"];
  const auto problem = find_problem(*store, rows[1]["id"], kDay);
  REQUIRE(problem);
  const std::string id = problem->id;
  CHECK(show_problem(*problem, {}, {}) ==
        "Problem " + id +
            ": tlsa-invalid at mx.example.net\n"
            "What      The TLSA records (DANE) of mx.example.net are unusable or do\n"
            "          not fit its certificate.\n"
            "Domain    example.net\n"
            "Policy    sts\n"
            "State     resolved since 2026-11-23; first seen 2026-11-20, last\n"
            "          2026-11-21\n"
            "Failed    6 in 7 days, 6 in all\n"
            "Mail      refused or delayed\n"
            "From      192.0.2.0/24\n"
            "Seen by\n"
            "  a.example  6: vouched, last report 2026-11-23\n"
            "Days with reports of theirs\n"
            "  2026-11-20  3\n"
            "  2026-11-21  3\n"
            "  2026-11-22  0\n"
            "  2026-11-23  0\n");
  const auto shown = ordered_json::parse(show_problem(*problem, {}, kJson));
  CHECK(shown["schema"] == 1);
  CHECK(shown["resolved"] == "2026-11-23");
  CHECK(shown["days"].size() == 4);
  CHECK(shown["witnesses"][0]["days"][1] ==
        ordered_json{{"day", "2026-11-21"}, {"failed_session_count", 3}});
  CHECK_FALSE(find_problem(*store, "0123456789", kDay));
}

}  // namespace
}  // namespace tlsward
