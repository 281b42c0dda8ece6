#include "web/test_report.h"

#include "web/random_secret.h"

#include <fmt/format.h>

namespace tlsward {

Report make_test_report(const Domain& domain, Timestamp now) {
  const Day today = std::chrono::floor<std::chrono::days>(now);
  const Timestamp start = today - std::chrono::days(1);
  Report report{
      .organization_name = std::string(kTestOrganization),
      .start_datetime = format_datetime(start),
      .end_datetime = format_datetime(today - std::chrono::seconds(1)),
      .contact_info = "postmaster@" + domain.text(),
      .report_id =
          fmt::format("{}_test_{}@{}", format_datetime(now), random_letters(8), domain.text()),
      .policies = {{.policy_type = "no-policy-found", .policy_domain = domain, .summary = {0, 0}}}};
  report.start = start;
  report.end = today;
  return report;
}

}  // namespace tlsward
