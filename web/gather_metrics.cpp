// Where the values of the metrics come from.
#include "schema/store.h"
#include "web/metric_domains.h"
#include "web/metrics.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <system_error>

namespace tlsward {

namespace {

constexpr std::size_t kVerdicts = 20;
constexpr std::chrono::days kSeenLately{7};
constexpr std::chrono::hours kDigestHour{14};  // usual_span(): when a day's reports are there

// 0 where there is none.
std::int64_t file_bytes(const std::string& path) {
  std::error_code none;
  const auto bytes = std::filesystem::file_size(path, none);
  return none ? 0 : static_cast<std::int64_t>(bytes);
}

std::int64_t free_bytes(const std::string& path) {
  struct statvfs disk {};
  if (::statvfs(path.c_str(), &disk) != 0) return 0;
  return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

std::int64_t refused_of(const DigestDomain& domain) {
  std::int64_t refused = 0;
  for (const DigestProblem& problem : domain.problems)
    if (problem.group.refused()) refused = add_saturating(refused, problem.group.proven);
  return refused;
}

// The worst of the lines of each configured domain.
std::vector<DomainVerdict> read_verdicts(Store& store, const DigestScope& scope, Timestamp now) {
  if (scope.domains.empty() || scope.domains.size() > kVerdicts) return {};
  std::vector<Domain> domains = scope.domains;
  std::ranges::sort(domains);
  const Day day = std::chrono::floor<std::chrono::days>(now - kDigestHour) - std::chrono::days(1);
  std::map<std::string, DomainVerdict> by_label;
  for (const DigestDomain& line : make_digest(store, day, scope).domains) {
    const std::string label = label_of(line.domain.text(), domains);
    DomainVerdict& verdict =
        by_label.try_emplace(label, DomainVerdict{label, line.verdict, 0}).first->second;
    verdict.verdict = std::max(verdict.verdict, line.verdict);
    verdict.refused = add_saturating(verdict.refused, refused_of(line));
  }
  std::vector<DomainVerdict> verdicts;
  for (auto& [label, verdict] : by_label)
    if (label != kOther) verdicts.push_back(std::move(verdict));
  return verdicts;
}

// Of the configured ones: others are not polled any more.
std::vector<MailboxStatus> read_mailboxes(Store& store, const std::vector<std::string>& names) {
  std::vector<MailboxStatus> statuses = store.mailboxes().statuses();
  std::erase_if(statuses, [&](const MailboxStatus& status) {
    return std::ranges::find(names, status.mailbox) == names.end();
  });
  return statuses;
}

}  // namespace

Metrics gather_metrics(const MetricsOptions& options, Timestamp now) {
  const auto store = open_store_read_only(options.database);
  Metrics metrics{.version = options.version, .names = options.scope.domains};
  metrics.names.insert(metrics.names.end(), options.scope.mx_hosts.begin(),
                       options.scope.mx_hosts.end());
  metrics.totals = read_totals(options.database, now - kSeenLately);
  metrics.exceeded =
      store->deliveries().exceeded(Day{}, std::chrono::floor<std::chrono::days>(now));
  metrics.mailboxes = read_mailboxes(*store, options.mailboxes);
  metrics.verdicts = read_verdicts(*store, options.scope, now);
  metrics.endpoint = store->endpoints().status();
  metrics.store_bytes = file_bytes(options.database) + file_bytes(options.database + "-wal");
  metrics.free_bytes = free_bytes(options.database);
  if (options.ingest_duration) metrics.ingest_duration = options.ingest_duration();
  return metrics;
}

}  // namespace tlsward
