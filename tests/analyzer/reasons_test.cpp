// Tests analyzer/reasons.cpp: one text for one cause.
#include "analyzer/reasons.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("what differs between two failures of one cause is taken out") {
  struct {
    const char* reason;
    const char* want;
  } const cases[] = {
      {"self-signed_certificate", "self-signed_certificate"},
      {"MX_HOSTS_MISMATCH", "mx_hosts_mismatch"},
      {"X509_V_ERR_CERT_HAS_EXPIRED", "x509_v_err_cert_has_expired"},
      {"MX not authorized by policy.", "mx not authorized by policy"},
      {"TLS is required, but was not offered by host mx1.example.com[192.0.2.1]",
       "tls is required, but was not offered by host <host>[<ip>]"},
      {"lost connection with mx.example.com[2001:db8::25]:25",
       "lost connection with <host>[<ip>]:<n>"},
      {"unable to do http request: Get \"https://mta-sts.example.com/.well-known/mta-sts.txt\": "
       "context deadline exceeded",
       "unable to do http request: get \"https://<host>/.well-known/<host>\": context deadline "
       "exceeded"},
      {"bad https response code: 404", "bad https response code: 404"},
      {"tls-remote-alert-70-protocol-version", "tls-remote-alert-70-protocol-version"},
      {"smtp-starttls-reply-code-454", "smtp-starttls-reply-code-454"},
      {"454 4.7.0 TLS not available", "454 4.7.0 tls not available"},
      {"4/5.7.322 certificate-expired", "<n>/5.7.322 certificate-expired"},
      {"expired at 2026-11-24T10:15:59Z", "expired at <date>"},
      {"Tue, 24 Nov 2026 10:15:59 +0100", "<date>, <n> <date> <n> <date> +<n>"},
      {"gave up after 30s, 3 attempts", "gave up after <n>s, <n> attempts"},
      {"3F2A91C0D4: gone", "<id>: gone"},
      {"4bZtQ12xyzABC gone", "<id> gone"},
      {"1rXyZa-0004Gb-2c gone", "<id> gone"},
      {"id 550e8400-e29b-41d4-a716-446655440000", "id <id>"},
      {"error:0A00010B:SSL routines::wrong version number",
       "error:<id>:ssl routines::wrong version number"},
      {"0x800B0109", "0x800b0109"},
      {"TLSv1.2 and TLS 1.3 with sha256WithRSAEncryption",
       "tlsv1.2 and tls 1.3 with sha256withrsaencryption"},
      {"<postmaster@example.com> refused", "<<host>> refused"},
      {"two\r\n  lines", "two lines"},
      {"a\x1b[2J", "a\\x1b[<n>j"},
      {"  ", ""},
      {"...", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.reason);
    const std::string reason = normalized_reason(c.reason);
    CHECK(reason == c.want);
    CHECK(normalized_reason(reason) == reason);
  }
}

TEST_CASE("other hosts, addresses, times and ids give the same text") {
  struct {
    const char* one;
    const char* other;
  } const cases[] = {
      {"host mx1.example.com[192.0.2.1] said: 454 4.7.0 TLS not available (queue 3F2A91C0D4)",
       "host mx2.example.net[2001:db8::1] said: 454 4.7.0 TLS not available (queue 9B00FF12A7)"},
      {"x509: certificate has expired: current time 2026-11-24T01:02:03Z is after 2026-11-01",
       "x509: certificate has expired: current time 2027-01-04T11:12:13Z is after 2027-01-01"},
      {"dial tcp 192.0.2.7:443: i/o timeout", "dial tcp 198.51.100.8:443: i/o timeout"},
  };
  for (const auto& c : cases)
    CHECK(normalized_reason(c.one) == normalized_reason(c.other));
}

TEST_CASE("two causes stay two") {
  CHECK(normalized_reason("code: 404") != normalized_reason("code: 503"));
  CHECK(normalized_reason("tls-remote-alert-70") != normalized_reason("tls-remote-alert-40"));
  CHECK(normalized_reason("5.7.321") != normalized_reason("5.7.322"));
}

TEST_CASE("the longest reason becomes a short one") {
  for (const char* part : {"a", "1a", "mx.example.com ", "\xc3\xbc", "\x1b", ".", "-1"}) {
    std::string reason;
    while (reason.size() < 100'000)
      reason += part;
    CAPTURE(part);
    CHECK(normalized_reason(reason).size() <= 200);
  }
}

}  // namespace
}  // namespace tlsward
