// Tests web/test_report.cpp: what the reader of reports makes of the report to try with.
#include "web/test_report.h"

#include "schema/report_json.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("it is a report without a deviation, about yesterday, of no session") {
  const Timestamp now = *parse_day("2026-11-24") + std::chrono::hours(12);
  const Report made = make_test_report(Domain("example.org"), now);
  const auto read = parse_report(to_json(made));
  REQUIRE(read);
  CHECK(read->deviations.empty());
  CHECK(read->organization_name == kTestOrganization);
  CHECK(read->contact_info == "postmaster@example.org");
  CHECK(read->start == Timestamp(*parse_day("2026-11-23")));
  CHECK(read->end == Timestamp(*parse_day("2026-11-24")));
  REQUIRE(read->policies.size() == 1);
  CHECK(read->policies == made.policies);
  CHECK(read->policies[0].policy_domain == Domain("example.org"));
  CHECK(read->policies[0].summary == Summary{0, 0});
  CHECK(read->policies[0].failure_details.empty());
}

TEST_CASE("no two have the same id, or they would be one") {
  const Timestamp now = *parse_day("2026-11-24");
  CHECK(make_test_report(Domain("example.org"), now).report_id !=
        make_test_report(Domain("example.org"), now).report_id);
}

}  // namespace
}  // namespace tlsward
