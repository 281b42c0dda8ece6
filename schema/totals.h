// What tlsward counts for those who watch it (web/metrics.h): totals since the database was made,
// of which none ever falls, by names from fixed sets but for the domains. They are kept as they
// grow, so that reading them costs the same however many reports there are.
#pragma once

#include "schema/delivery.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What stands for all that is in no fixed set.
inline constexpr std::string_view kOther = "other";

// "sts", "tlsa", "no-policy-found" (RFC 8460 section 4.4); kOther for any other type.
std::string_view known_policy_type(std::string_view policy_type);

// The registered result type of that name (schema/result_type.h); kOther for any other.
std::string_view known_result_type(std::string_view result_type);

// The sessions that reports told of one line, each report's when it came to count; each entry for
// itself: what one reporter tells under two policy types stands under both. One that ceases to
// count stays in it.
struct SessionTotal {
  std::string domain;       // the line
  std::string policy_type;  // known_policy_type()
  std::int64_t successful = 0;
  std::int64_t failed = 0;
  Timestamp last_received;  // the last such report
};

// Likewise of the failure details.
struct FailureTotal {
  std::string domain;
  std::string result_type;  // known_result_type()
  std::int64_t failed = 0;
};

// How many deliveries came so; each report in one that has several is one.
struct DeliveryTotal {
  std::string channel;                   // Delivery::channel
  Trust trust = Trust::unauthenticated;  // when it came; it may be believed more since
  Outcome outcome = Outcome::stored;
  std::string reason;  // name() of a Reason; "" for none
  std::int64_t count = 0;
};

// What is kept of digests, alerts and posts to webhooks (schema/retention.h), by state: no total.
struct MailCount {
  std::string kind;   // "digest", "alert", "webhook"
  std::string state;  // name() of a MailState or PostState
  std::int64_t count = 0;
};

// When the first of the certificates ends that looks saw last at the addresses of a host.
struct CertificateEnd {
  std::string host;
  Timestamp not_after;
};

struct Totals {
  std::vector<SessionTotal> sessions;  // by line, then policy type
  std::vector<FailureTotal> failures;  // by line, then result type
  std::vector<DeliveryTotal> deliveries;
  std::vector<MailCount> mails;
  std::vector<CertificateEnd> certificates;  // those that end first, at most 200
  std::optional<Timestamp> last_digest;      // when a mail server last took one
};

// Reads them from the database at this path, of certificates what was seen since then. Throws what
// open_store_read_only() throws.
Totals read_totals(const std::string& location, Timestamp certificates_since);

}  // namespace tlsward
