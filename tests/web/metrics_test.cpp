// Tests web/metrics.cpp and web/gather_metrics.cpp: each metric by its name, from a small database,
// and that the text stays small whatever a large one holds.
#include "web/metrics.h"

#include "schema/looks.h"
#include "schema/outbox.h"
#include "schema/store.h"
#include "tests/support/filled_store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace tlsward {
namespace {

const Day kDay = *parse_day("2026-11-23");
const Timestamp kNow = Timestamp(kDay) + std::chrono::hours(24 + 15);

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void add_channels(Store& store) {
  store.transact([&] {
    store.deliveries().count_exceeded(kDay, "limits.header_deadline", 3);
    store.mailboxes().set_status({.mailbox = "reports", .last_poll = kNow, .last_success = kNow});
    store.mailboxes().set_status(
        {.mailbox = "second", .last_poll = kNow, .failures = 2, .fault = "login refused"});
    store.mailboxes().set_status({.mailbox = "long gone", .last_poll = kNow});
    store.endpoints().note_alive(
        {.address = "192.0.2.1:443", .alive = kNow, .certificate_not_after = kNow});
    store.looks().note(CertificateSighting{.host = Domain("mx.example.com"),
                                           .address = "192.0.2.7",
                                           .sha256 = "00",
                                           .not_before = kNow,
                                           .not_after = kNow + std::chrono::days(5),
                                           .first = kNow,
                                           .last = kNow});
    const std::int64_t mail = store.outbox().add({.owner = "ops",
                                                  .local_day = kDay,
                                                  .first_day = kDay,
                                                  .last_day = kDay,
                                                  .message_id = "1@example.org",
                                                  .sender = "t@example.org",
                                                  .message = "m",
                                                  .created = kNow,
                                                  .next_try = kNow});
    store.outbox().note_try({.id = mail, .state = MailState::sent, .tries = 1, .settled = kNow});
  });
}

TEST_CASE("each metric is there by its name, with what the database holds") {
  const tests::TemporaryFolder folder;
  const std::string database = folder / "tlsward.db";
  {
    const auto store = open_store(database, Commits::each);
    tests::put(*store, tests::make_report("a.example", "example.com", kDay, 1200));
    tests::put(*store, tests::make_failing_report("b.example", "example.com", kDay,
                                                  "certificate-expired", 7));
    tests::put(*store, tests::make_report("c.example", "evil\"}\n.example", kDay, 5),
               Trust::unauthenticated);
    tests::set_aside(*store, Reason::not_ours, kNow);
    add_channels(*store);
  }
  const MetricsOptions options{
      .database = database,
      .version = "9.9",
      .scope = {.domains = {Domain("example.com")}},
      .mailboxes = {"reports", "second"},
      .ingest_duration = [] {
        return Histogram{.bounds = {0.01, 1}, .counts = {2, 0, 1}, .sum = 3.5};
      }};
  const std::string text = to_prometheus(gather_metrics(options, kNow));
  const std::string now = std::to_string(kNow.time_since_epoch().count());
  for (const std::string& line : {
           std::string("tlsward_sessions_total{domain=\"example.com\",policy_type=\"sts\","
                       "outcome=\"successful\"} 1270"),
           std::string("tlsward_sessions_total{domain=\"example.com\",policy_type=\"sts\","
                       "outcome=\"failed\"} 7"),
           std::string("tlsward_sessions_total{domain=\"other\",policy_type=\"sts\","
                       "outcome=\"successful\"} 5"),
           std::string("tlsward_failures_total{domain=\"example.com\","
                       "result_type=\"certificate-expired\"} 7"),
           "tlsward_last_report_timestamp_seconds{domain=\"example.com\"} " +
               std::to_string(
                   (Timestamp(kDay) + std::chrono::hours(34)).time_since_epoch().count()),
           std::string("tlsward_domains{labels=\"own\"} 1"),
           std::string("tlsward_verdict{domain=\"example.com\"} 3"),
           std::string("tlsward_refused_sessions{domain=\"example.com\"} 7"),
           std::string("tlsward_reports_total{transport=\"file\",trust=\"vouched\","
                       "result=\"stored\"} 2"),
           std::string("tlsward_reports_total{transport=\"https\",trust=\"unauthenticated\","
                       "result=\"quarantined\"} 1"),
           std::string("tlsward_rejected_total{reason=\"not-ours\"} 1"),
           std::string("tlsward_rejected_total{reason=\"too-large\"} 0"),
           std::string("tlsward_ingest_duration_seconds_bucket{le=\"0.01\"} 2"),
           std::string("tlsward_ingest_duration_seconds_bucket{le=\"1\"} 2"),
           std::string("tlsward_ingest_duration_seconds_bucket{le=\"+Inf\"} 3"),
           std::string("tlsward_ingest_duration_seconds_sum 3.5"),
           std::string("tlsward_ingest_duration_seconds_count 3"),
           std::string("tlsward_endpoint_up 1"),
           "tlsward_endpoint_alive_timestamp_seconds " + now,
           std::string("tlsward_mailbox_up{mailbox=\"reports\"} 1"),
           std::string("tlsward_mailbox_up{mailbox=\"second\"} 0"),
           "tlsward_mailbox_last_success_timestamp_seconds{mailbox=\"reports\"} " + now,
           "tlsward_certificate_expiry_timestamp_seconds{host=\"192.0.2.1:443\",role=\"endpoint\"}"
           " " +
               now,
           std::string("tlsward_certificate_expiry_timestamp_seconds{host=\"mx.example.com\","
                       "role=\"mx\"} "),
           std::string("tlsward_outbox_messages{kind=\"digest\",state=\"sent\"} 1"),
           std::string("tlsward_outbox_messages{kind=\"webhook\",state=\"waiting\"} 0"),
           "tlsward_last_digest_timestamp_seconds " + now,
           std::string("tlsward_limit_exceeded_total{setting=\"limits.header_deadline\"} 3"),
           std::string("tlsward_store_bytes "),
           std::string("tlsward_store_free_bytes "),
           std::string("tlsward_build_info{version=\"9.9\"} 1"),
       }) {
    CAPTURE(line);
    CHECK(has(text, "\n" + line));
  }
  CHECK_FALSE(has(text, "long gone"));
  CHECK_FALSE(has(text, "evil"));
}

TEST_CASE("without a configured domain a hostile name is a label, and breaks out of none") {
  const tests::TemporaryFolder folder;
  const std::string database = folder / "tlsward.db";
  tests::put(*open_store(database, Commits::each),
             tests::make_report("c.example", "evil\\\"}\n.example", kDay, 5));
  const std::string text = to_prometheus(gather_metrics({.database = database}, kNow));
  CHECK(has(text, "tlsward_sessions_total{domain=\"evil\\\\\\\"}\\n.example\",policy_type="));
  CHECK_FALSE(has(text, "tlsward_verdict"));
}

TEST_CASE("the text is small for 5,000 domains with long names and every kind of failure") {
  Metrics metrics;
  for (int i = 0; i < 5000; ++i) {
    const std::string domain = std::to_string(i) + std::string(200, 'x') + ".example.org";
    metrics.names.emplace_back(domain);
    metrics.totals.certificates.push_back({"mx." + domain, kNow});
    metrics.mailboxes.push_back({.mailbox = domain, .last_poll = kNow, .last_success = kNow});
    for (const char* type : {"sts", "tlsa", "no-policy-found", "other"})
      metrics.totals.sessions.push_back(
          {domain, type, std::numeric_limits<std::int64_t>::max() - i, i, kNow});
    for (int type = 0; type < 12; ++type)
      metrics.totals.failures.push_back({domain, "result-type-" + std::to_string(type), i});
  }
  const std::string text = to_prometheus(metrics);
  CHECK(text.size() <= 200 << 10);
  CHECK(has(text, "tlsward_sessions_total{domain=\"other\""));
}

}  // namespace
}  // namespace tlsward
