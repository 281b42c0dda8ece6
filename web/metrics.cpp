#include "web/metrics.h"

#include "web/metric_domains.h"
#include "web/prometheus_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace tlsward {

namespace {

constexpr std::size_t kMailboxes = 100;  // that have series of their own

double seconds(Timestamp time) {
  return static_cast<double>(time.time_since_epoch().count());
}

void write_sessions(PrometheusText& text, const DomainChoice& choice) {
  text.family("tlsward_sessions_total", "counter",
              "TLS sessions that reports told of, since the database was made. What one reporter "
              "tells under two policy types stands under both. The domain 'other' is no "
              "configured one, or those without room for labels (tlsward_domains).");
  for (const DomainMetrics& metrics : choice.shown)
    for (const auto& [type, sessions] : metrics.sessions) {
      text.sample({{"domain", metrics.domain}, {"policy_type", type}, {"outcome", "successful"}},
                  static_cast<double>(sessions.successful));
      text.sample({{"domain", metrics.domain}, {"policy_type", type}, {"outcome", "failed"}},
                  static_cast<double>(sessions.failed));
    }
  text.family("tlsward_failures_total", "counter",
              "Failed TLS sessions by the result types of RFC 8460, as far as details tell.");
  for (const DomainMetrics& metrics : choice.shown)
    for (const auto& [type, failed] : metrics.failures)
      text.sample({{"domain", metrics.domain}, {"result_type", type}}, static_cast<double>(failed));
  text.family("tlsward_last_report_timestamp_seconds", "gauge",
              "When the last report that counts came in.");
  for (const DomainMetrics& metrics : choice.shown)
    if (metrics.last_received)
      text.sample({{"domain", metrics.domain}}, seconds(*metrics.last_received));
  text.family("tlsward_domains", "gauge",
              "Domains with reports: with labels of their own, the most sessions first, and those "
              "for which there was no room, which are summed up as other.");
  const auto labelled = static_cast<double>(std::ranges::count_if(
      choice.shown, [](const DomainMetrics& metrics) { return metrics.domain != kOther; }));
  text.sample({{"labels", "own"}}, labelled);
  text.sample({{"labels", "other"}}, static_cast<double>(choice.domains_in_other));
}

void write_verdicts(PrometheusText& text, const std::vector<DomainVerdict>& verdicts) {
  text.family("tlsward_verdict", "gauge",
              "Of the last day that digests tell of, of at most 20 configured domains: 0 OK, 1 "
              "WATCH, 2 BLIND, 3 ACTION.");
  for (const DomainVerdict& verdict : verdicts)
    text.sample({{"domain", verdict.domain}}, static_cast<double>(verdict.verdict));
  text.family("tlsward_refused_sessions", "gauge",
              "Proven failed sessions of that day whose mail was not delivered: MTA-STS enforce, "
              "DANE, or a sender that demands it.");
  for (const DomainVerdict& verdict : verdicts)
    text.sample({{"domain", verdict.domain}}, static_cast<double>(verdict.refused));
}

void write_deliveries(PrometheusText& text, const std::vector<DeliveryTotal>& deliveries) {
  using Key = std::array<std::string_view, 3>;
  std::map<Key, std::int64_t> reports;
  std::map<std::string_view, std::int64_t> rejected;
  for (const Reason reason : kStoredReasons)
    rejected[name(reason)] = 0;
  for (const DeliveryTotal& total : deliveries) {
    reports[{total.channel, name(total.trust), name(total.outcome)}] += total.count;
    if (!total.reason.empty()) rejected[total.reason] += total.count;
  }
  text.family("tlsward_reports_total", "counter",
              "Deliveries since the database was made, by how they came, how far they were "
              "believed then, and what became of them.");
  for (const auto& [key, count] : reports)
    text.sample({{"transport", key[0]}, {"trust", key[1]}, {"result", key[2]}},
                static_cast<double>(count));
  text.family("tlsward_rejected_total", "counter",
              "Deliveries that were refused or set aside in quarantine, by reason.");
  for (const auto& [reason, count] : rejected)
    text.sample({{"reason", reason}}, static_cast<double>(count));
}

void write_histogram(PrometheusText& text, const Histogram& histogram) {
  text.family("tlsward_ingest_duration_seconds", "histogram",
              "From the whole body of an HTTPS delivery until it is on disk, since this process "
              "began.");
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < histogram.bounds.size(); ++i) {
    count += histogram.counts[i];
    text.sample({{"le", fmt::format("{}", histogram.bounds[i])}}, static_cast<double>(count),
                "_bucket");
  }
  count += histogram.counts[histogram.bounds.size()];
  text.sample({{"le", "+Inf"}}, static_cast<double>(count), "_bucket");
  text.sample({}, histogram.sum, "_sum");
  text.sample({}, static_cast<double>(count), "_count");
}

void write_channels(PrometheusText& text, const Metrics& metrics) {
  text.family("tlsward_endpoint_up", "gauge",
              "1 if the public endpoint could listen when it was last tried.");
  if (metrics.endpoint) text.sample({}, metrics.endpoint->fault.empty() ? 1 : 0);
  text.family("tlsward_endpoint_alive_timestamp_seconds", "gauge",
              "When the public endpoint last said that it listens; it does so each 30 s.");
  if (metrics.endpoint && metrics.endpoint->alive)
    text.sample({}, seconds(*metrics.endpoint->alive));
  const auto count = static_cast<std::ptrdiff_t>(std::min(metrics.mailboxes.size(), kMailboxes));
  const std::vector<MailboxStatus> mailboxes(metrics.mailboxes.begin(),
                                             metrics.mailboxes.begin() + count);
  text.family("tlsward_mailbox_up", "gauge", "1 if the last poll of the mailbox went well.");
  for (const MailboxStatus& mailbox : mailboxes)
    text.sample({{"mailbox", mailbox.mailbox}}, mailbox.fault.empty() ? 1 : 0);
  text.family("tlsward_mailbox_last_success_timestamp_seconds", "gauge",
              "When a poll of the mailbox last went well.");
  for (const MailboxStatus& mailbox : mailboxes)
    if (mailbox.last_success)
      text.sample({{"mailbox", mailbox.mailbox}}, seconds(*mailbox.last_success));
}

void write_certificates(PrometheusText& text, const Metrics& metrics) {
  text.family("tlsward_certificate_expiry_timestamp_seconds", "gauge",
              "When a certificate ends: that of the public endpoint, and those that looks saw at "
              "MX and policy hosts in the last week, the 100 that end first.");
  if (metrics.endpoint && metrics.endpoint->certificate_not_after)
    text.sample({{"host", metrics.endpoint->address}, {"role", "endpoint"}},
                seconds(*metrics.endpoint->certificate_not_after));
  for (std::size_t i = 0; i < std::min<std::size_t>(metrics.totals.certificates.size(), 100); ++i) {
    const CertificateEnd& end = metrics.totals.certificates[i];
    text.sample({{"host", end.host}, {"role", end.host.starts_with("mta-sts.") ? "policy" : "mx"}},
                seconds(end.not_after));
  }
}

void write_mails(PrometheusText& text, const Totals& totals) {
  std::map<std::pair<std::string_view, std::string_view>, std::int64_t> counts;
  for (const std::string_view kind : {"digest", "alert", "webhook"})
    for (const std::string_view state : {"waiting", "given-up"})
      counts[{kind, state}] = 0;
  for (const MailCount& mail : totals.mails)
    counts[{mail.kind, mail.state}] += mail.count;
  text.family("tlsward_outbox_messages", "gauge",
              "Digests, alerts and posts to webhooks that are kept, by their state.");
  for (const auto& [key, count] : counts)
    text.sample({{"kind", key.first}, {"state", key.second}}, static_cast<double>(count));
  text.family("tlsward_last_digest_timestamp_seconds", "gauge",
              "When a mail server last took a digest.");
  if (totals.last_digest) text.sample({}, seconds(*totals.last_digest));
}

void write_store(PrometheusText& text, const Metrics& metrics) {
  text.family("tlsward_limit_exceeded_total", "counter",
              "How often somebody met a limit, by the setting that raises it; brought up to date "
              "each 30 s.");
  for (const ExceededCap& cap : metrics.exceeded)
    text.sample({{"setting", cap.setting}}, static_cast<double>(cap.count));
  text.family("tlsward_store_bytes", "gauge", "The database and what is still beside it.");
  text.sample({}, static_cast<double>(metrics.store_bytes));
  text.family("tlsward_store_free_bytes", "gauge", "What is free on the database's file system.");
  text.sample({}, static_cast<double>(metrics.free_bytes));
  text.family("tlsward_build_info", "gauge", "1, for its version.");
  text.sample({{"version", metrics.version}}, 1);
}

}  // namespace

std::string to_prometheus(const Metrics& metrics) {
  PrometheusText text;
  write_sessions(text, choose_domains(metrics.totals, metrics.names));
  write_verdicts(text, metrics.verdicts);
  write_deliveries(text, metrics.totals.deliveries);
  if (metrics.ingest_duration) write_histogram(text, *metrics.ingest_duration);
  write_channels(text, metrics);
  write_certificates(text, metrics);
  write_mails(text, metrics.totals);
  write_store(text, metrics);
  return text.text();
}

}  // namespace tlsward
