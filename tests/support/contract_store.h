// Deliveries and reports for the cases that every storage engine has to pass, and how they are put
// into its store.
#pragma once

#include "schema/deliveries.h"
#include "schema/identity.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tlsward::tests::contract {

inline const Timestamp kMidnight{std::chrono::seconds{1'795'478'400}};  // 2026-11-24T00:00:00Z
inline const Day kTuesday = std::chrono::floor<std::chrono::days>(kMidnight);

inline std::unique_ptr<Store> memory_store(Commits commits = Commits::each) {
  return open_store(":memory:", commits);
}

inline Delivery delivery(std::string bytes = "{}") {
  return {.channel = "file",
          .source = "reports/a.json",
          .file_name = "a.json",
          .trust = Trust::vouched,
          .received = kMidnight + std::chrono::hours{30},
          .bytes = std::move(bytes)};
}

inline Policy policy(const std::string& type, const std::string& domain, std::int64_t successful,
                     std::int64_t failed) {
  return {.policy_type = type,
          .policy_string = {"version: STSv1", "mode: enforce"},
          .policy_domain = Domain(domain),
          .mx_host = {},
          .summary = {successful, failed},
          .failure_details = {}};
}

inline FailureDetail detail(const std::string& type, std::int64_t count) {
  return {.result_type = type,
          .sending_mta_ip = "192.0.2.1",
          .receiving_mx_hostname = Domain("mx1.example.com"),
          .receiving_mx_helo = "mx1.example.com ESMTP",
          .receiving_ip = "2001:db8::25",
          .failed_session_count = count,
          .additional_information = "https://example.net/help?a=1",
          .failure_reason_code = "X509_V_ERR_CERT_HAS_EXPIRED"};
}

inline Report report(const std::string& id, std::vector<Policy> policies,
                     Timestamp start = kMidnight) {
  return {.organization_name = "Example Inc.",
          .start_datetime = format_datetime(start),
          .end_datetime = format_datetime(start + std::chrono::seconds{86399}),
          .contact_info = "tls@example.net",
          .report_id = id,
          .policies = std::move(policies),
          .start = start,
          .end = start + std::chrono::days{1},
          .deviations = {}};
}

inline std::vector<PolicyLine> lines_of(const Report& report) {
  std::vector<PolicyLine> lines;
  for (const Policy& entry : report.policies)
    lines.push_back({entry.policy_domain, true});
  return lines;
}

struct Adding {
  Trust trust = Trust::vouched;
  bool counted = true;
  Outcome outcome = Outcome::stored;
  std::vector<PolicyLine> lines = {};  // empty: the policy domains
};

// Keeps a delivery and the report that it holds; the id of both.
inline std::int64_t add_in_transaction(Store& store, const Report& report,
                                       const Adding& adding = {}) {
  const Delivery from = delivery();
  std::optional<Rejection> rejection;
  if (adding.outcome == Outcome::conflict) rejection = {Reason::conflict, "says something else"};
  const std::int64_t id = store.deliveries().keep(
      {.delivery = from, .outcome = adding.outcome, .report = {}, .rejection = rejection});
  const auto lines = adding.lines.empty() ? lines_of(report) : adding.lines;
  store.reports().add({.id = id,
                       .report = report,
                       .fingerprint = Fingerprinter(store.hash_key()).fingerprint(report),
                       .lines = lines,
                       .trust = adding.trust,
                       .counted = adding.counted});
  return id;
}

inline std::int64_t add(Store& store, const Report& report, const Adding& adding = {}) {
  std::int64_t id = 0;
  store.transact([&] { id = add_in_transaction(store, report, adding); });
  return id;
}

inline std::vector<Known> find_known(Store& store, const Report& report) {
  return store.reports().find_known(report, Fingerprinter(store.hash_key()).fingerprint(report));
}

inline Sessions headline(Store& store, const Domain& domain, Day day = kTuesday) {
  const auto sums = store.reports().sums({.domains = {domain}, .since = day, .until = day});
  return sums.empty() ? Sessions{} : sums.at(0).sessions;
}

// All that a report may hold, in forms that senders use.
inline Report rich_report() {
  Report rich = report("2026-11-24_example.com",
                       {policy("sts", "example.com", 10, 5),
                        policy("tlsa", "mx1.example.com", 7, 0), policy("", "", 0, 0)});
  rich.start_datetime = "2026-11-24T00:00:00";  // no zone
  rich.end_datetime = "2026-11-25T00:00:00Z";   // not the last second
  rich.policies[0].mx_host = {Domain("*.example.com"), Domain("mx.example.org")};
  rich.policies[0].failure_details = {detail("certificate-expired", 3), {}};
  rich.policies[0].failure_details[1].failed_session_count.reset();
  rich.policies[1].policy_string = {"a\\nb", "line\nbreak", "", "back\\slash"};
  rich.policies[2].policy_string = {};
  rich.policies[2].summary = {};
  rich.deviations = {{DeviationCode::zone_missing, "/date-range/start-datetime", 1},
                     {DeviationCode::byte_order_mark, "", 1},
                     {DeviationCode::policy_domain_missing, "/policies/2/policy", 3}};
  return rich;
}

}  // namespace tlsward::tests::contract
