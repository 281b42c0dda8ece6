// The metrics of tlsward for Prometheus (docs/operations.md has a table of them): plain values, and
// the text that they make. No label comes from a stranger.
#pragma once

#include "analyzer/digest.h"
#include "schema/deliveries.h"
#include "schema/domain.h"
#include "schema/endpoints.h"
#include "schema/mailboxes.h"
#include "schema/timestamp.h"
#include "schema/totals.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// How long something took, in buckets.
struct Histogram {
  std::vector<double> bounds;         // in seconds, ascending; a bucket has what took no longer
  std::vector<std::uint64_t> counts;  // of each bucket alone; one more for what took longer
  double sum = 0;                     // seconds, of all together
};

// How the last full day of a configured domain was, by the digest's rules.
struct DomainVerdict {
  std::string domain;
  Verdict verdict = Verdict::blind;
  std::int64_t refused = 0;  // proven failed sessions whose mail was refused
};

// What is configured, and what this process knows that is not in the database.
struct MetricsOptions {
  std::string database;                // its path
  std::string version;                 // of tlsward
  DigestScope scope;                   // whose verdicts; its names may be labels, or any if none
  std::vector<std::string> mailboxes;  // their names
  std::function<Histogram()> ingest_duration;  // none: this process takes no reports
};

struct Metrics {
  std::string version;
  std::vector<Domain> names;  // configured, of domains and of their MX hosts; none: any
  Totals totals;
  std::vector<ExceededCap> exceeded;
  std::vector<MailboxStatus> mailboxes;
  std::vector<DomainVerdict> verdicts;
  std::optional<EndpointStatus> endpoint;
  std::int64_t store_bytes = 0;
  std::int64_t free_bytes = 0;  // of the store's file system, for tlsward's user
  std::optional<Histogram> ingest_duration;
};

// Reads everything anew. The verdicts are those of at most 20 configured domains: each costs some
// milliseconds. Throws what open_store_read_only() throws.
Metrics gather_metrics(const MetricsOptions& options, Timestamp now);

// Prometheus' text format 0.0.4; at most 200 KiB, whatever the database holds.
std::string to_prometheus(const Metrics& metrics);

}  // namespace tlsward
