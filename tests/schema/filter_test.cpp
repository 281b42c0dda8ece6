// Tests schema/sqlite/filter.cpp: what a list of domains narrows to, however long it is.
#include "schema/store.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <vector>

namespace tlsward {

TEST_CASE("a filter names a few domains or thousands, and each covers the names below it") {
  const auto store = open_store(":memory:", Commits::each);
  const Day day = *parse_day("2026-11-23");
  for (const char* domain : {"example.com", "mail.example.com", "notexample.com", "example.org"})
    tests::put(*store, tests::make_report("reporter.example", domain, day, 10));
  Filter filter{.domains = {Domain("example.com")}};
  CHECK(store->reports().sums(filter).size() == 2);
  for (int i = 0; i < 3000; ++i)
    filter.domains.emplace_back(fmt::format("d{}.example.net", i));
  CHECK(store->reports().sums(filter).size() == 2);
  CHECK(store->reports().list(filter).size() == 2);
  filter.domains.emplace_back("example.org");
  CHECK(store->reports().sums(filter).size() == 3);
}

}  // namespace tlsward
