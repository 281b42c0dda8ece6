// A Store with reports in it, put there as Intake does: for tests of what reads them.
#pragma once

#include "schema/deliveries.h"
#include "schema/identity.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tlsward::tests {

// A report of one organization about one domain and day, without failures.
inline Report make_report(const std::string& organization, const std::string& domain, Day day,
                          std::int64_t successful) {
  Report report{.organization_name = organization,
                .start_datetime = format_datetime(day),
                .end_datetime = format_datetime(day + std::chrono::seconds(86399)),
                .contact_info = "tls@" + organization,
                .report_id = format_day(day) + "_" + domain,
                .policies = {{.policy_type = "sts",
                              .policy_string = {"version: STSv1", "mode: enforce"},
                              .policy_domain = Domain(domain),
                              .summary = {successful, 0}}}};
  report.start = day;
  report.end = day + std::chrono::days(1);
  return report;
}

// The same with failures of one type at mx.DOMAIN.
inline Report make_failing_report(const std::string& organization, const std::string& domain,
                                  Day day, const std::string& result_type, std::int64_t failed) {
  Report report = make_report(organization, domain, day, 10 * failed);
  report.policies[0].summary.total_failure_session_count = failed;
  report.policies[0].failure_details = {{.result_type = result_type,
                                         .sending_mta_ip = "192.0.2.7",
                                         .receiving_mx_hostname = Domain("mx." + domain),
                                         .failed_session_count = failed}};
  return report;
}

// Stores it as received ten hours after its end; returns its id.
inline std::int64_t put(Store& store, const Report& report, Trust trust = Trust::vouched,
                        std::chrono::hours after = std::chrono::hours(10)) {
  const Delivery delivery{.channel = trust == Trust::unauthenticated ? "https" : "file",
                          .source = "192.0.2.9",
                          .trust = trust,
                          .received = report.end + after,
                          .bytes = "{}"};
  std::vector<PolicyLine> lines;
  for (const Policy& policy : report.policies)
    lines.push_back({.domain = policy.policy_domain});
  std::int64_t id = 0;
  store.transact([&] {
    id = store.deliveries().keep({.delivery = delivery});
    store.reports().add({.id = id,
                         .report = report,
                         .fingerprint = Fingerprinter(store.hash_key()).fingerprint(report),
                         .lines = lines,
                         .trust = trust});
  });
  return id;
}

// A clean report of the day before, imported, and one of a failure on the day by HTTPS.
inline std::unique_ptr<Store> two_reports(Day day) {
  auto store = open_store(":memory:", Commits::each);
  put(*store, make_report("a.example", "example.com", day - std::chrono::days(1), 1200));
  put(*store, make_failing_report("b.example", "example.net", day, "certificate-expired", 3),
      Trust::unauthenticated);
  return store;
}

// Keeps something in quarantine; returns its id.
inline std::int64_t set_aside(Store& store, Reason reason, Timestamp received,
                              std::string bytes = "{\"a\"") {
  const Delivery delivery{.channel = "https",
                          .source = "198.51.100.9",
                          .received = received,
                          .bytes = std::move(bytes)};
  std::int64_t id = 0;
  store.transact([&] {
    id = store.deliveries().keep({.delivery = delivery,
                                  .outcome = Outcome::quarantined,
                                  .rejection = Rejection{reason, "ends at byte 4"}});
  });
  return id;
}

}  // namespace tlsward::tests
