// Tests analyzer/known_reasons.cpp and the table analyzer/reasons.txt.
#include "analyzer/known_reasons.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace tlsward {
namespace {

std::string_view key_of(std::string_view text) {
  const KnownReason* const reason = find_reason(text);
  return reason == nullptr ? "" : reason->key;
}

TEST_CASE("each meaning stands once and has texts, each of which is found as itself") {
  std::set<std::string_view> keys;
  std::size_t patterns = 0;
  for (const KnownReason& reason : known_reasons()) {
    CAPTURE(reason.key);
    CHECK(keys.insert(reason.key).second);
    CHECK_FALSE(reason.patterns.empty());
    patterns += reason.patterns.size();
    for (const ReasonPattern& pattern : reason.patterns) {
      std::string text;
      for (const std::string& piece : pattern.pieces)
        text += piece;
      CAPTURE(text);
      CHECK(key_of(text) == reason.key);
    }
  }
  CHECK(patterns >= 60);
}

// As senders were seen to write, or as their source does.
TEST_CASE("the reasons of senders are understood") {
  struct {
    const char* text;
    const char* key;
  } const cases[] = {
      // Microsoft
      {"MX_HOSTS_MISMATCH", "mx-not-in-policy"},
      {"5.4.8 MX hosts of 'example.com' failed MTA-STS validation", "mx-not-in-policy"},
      {"450 4.7.321 starttls-not-supported: Destination mail server must support TLS",
       "starttls-missing"},
      {"4/5.7.322 certificate-expired: Destination mail server's certificate is expired",
       "expired"},
      {"550 5.7.323 tlsa-invalid: The domain failed DANE validation", "tlsa-mismatch"},
      {"550 5.7.324 dnssec-invalid", "dnssec-bogus"},
      {"4.7.325 Remote certificate MUST have a common name or subject alternative name matching",
       "wrong-name"},
      {"451 4.4.8 MX hosts of 'example.com' failed MTA-STS validation", "mx-not-in-policy"},
      {"[Message=451 5.7.3 STARTTLS is required to send mail]", "starttls-missing"},
      {"SEC_E_UNTRUSTED_ROOT (0x80090325)", "unknown-issuer"},
      {"CERT_E_CN_NO_MATCH", "wrong-name"},
      {"0x800B010A", "missing-intermediate"},
      {"CRYPT_E_REVOCATION_OFFLINE", "revocation-unknown"},
      {"PartialChain", "missing-intermediate"},
      // mox
      {"mtasts-policy-mx-mismatch", "mx-not-in-policy"},
      {"dane-no-match", "tlsa-mismatch"},
      {"tls-remote-alert-70-protocol-version", "protocol-version"},
      {"tls-remote-alert-40-handshake-failure", "handshake-failure"},
      {"tls-remote-alert-112-unrecognized-name", "server-name"},
      {"smtp-starttls-reply-code-454", "starttls-refused"},
      {"io-timeout-during-handshake", "handshake-timeout"},
      {"back-off-after-recent-fetch-error", "sender-backs-off"},
      {"dns-extended-error-7-signature-expired", "signature-expired"},
      {"dns-extended-error-6-dnssec-bogus", "dnssec-bogus"},
      {"certificate-expired", "expired"},
      // Stalwart, rustls
      {"MX not authorized by policy.", "mx-not-in-policy"},
      {"No matching certificates found.", "tlsa-mismatch"},
      {"Policy not found", "policy-not-found"},
      {"Could not reach policy host", "policy-unreachable"},
      {"Timeout fetching policy", "handshake-timeout"},
      {"invalid peer certificate: UnknownIssuer", "unknown-issuer"},
      {"invalid peer certificate: NotValidForName", "wrong-name"},
      {"invalid peer certificate: Expired", "expired"},
      {"invalid peer certificate: certificate expired: verification time 1764000000", "expired"},
      {"received fatal alert: HandshakeFailure", "handshake-failure"},
      {"received fatal alert: ProtocolVersion", "protocol-version"},
      {"received corrupt message of type InvalidContentType", "plain-text-answer"},
      // mail.ru (Go)
      {"bad https response code: 404", "policy-not-found"},
      {"bad https response code: 403", "policy-forbidden"},
      {"bad https response code: 301", "policy-redirect"},
      {"bad https response code: 502", "policy-server-error"},
      {"bad https response code: 418", "policy-http"},
      {"unable to do http request: Get \"https://mta-sts.example.com\": context deadline exceeded "
       "(Client.Timeout exceeded while awaiting headers)",
       "handshake-timeout"},
      {"dial tcp: lookup mta-sts.example.com on 192.0.2.53:53: no such host", "no-such-host"},
      {"dial tcp 192.0.2.1:443: connect: connection refused", "unreachable"},
      {"x509: certificate signed by unknown authority", "unknown-issuer"},
      {"x509: certificate is valid for www.example.com, not mta-sts.example.com", "wrong-name"},
      {"x509: certificate has expired or is not yet valid: current time 2026-11-24T01:02:03Z is "
       "after 2026-11-01T00:00:00Z",
       "expired"},
      {"x509: certificate has expired or is not yet valid: current time 2026-11-24T01:02:03Z is "
       "before 2026-12-01T00:00:00Z",
       "not-yet-valid"},
      {"tls: first record does not look like a TLS handshake", "plain-text-answer"},
      // Postfix, OpenSSL
      {"self-signed_certificate", "self-signed"},
      {"all-TLSA-records-unusable", "tlsa-unusable"},
      {"tls-handshake-failure", "handshake-failure"},
      {"unable_to_get_local_issuer_certificate", "missing-intermediate"},
      {"X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION", "unusable-certificate"},
      {"X509_V_ERR_CERT_NOT_YET_VALID", "not-yet-valid"},
      {"X509_V_ERR_EE_KEY_TOO_SMALL", "weak-certificate"},
      {"certificate verification failed for mx.example.com[192.0.2.1]:25: untrusted issuer /CN=X",
       "unknown-issuer"},
      {"TLS is required, but was not offered by host mx.example.com[192.0.2.1]",
       "starttls-missing"},
      {"Server certificate not verified", "wrong-name"},
      {"Server certificate not trusted", "certificate-unverified"},
      {"454 4.7.0 TLS not available due to local problem", "starttls-refused"},
      {"error:0A00010B:SSL routines::wrong version number", "plain-text-answer"},
      {"error:0A0000C1:SSL routines::no shared cipher", "cipher"},
      {"error:0A000102:SSL routines::unsupported protocol", "protocol-version"},
      {"error:0A000152:SSL routines::unsafe legacy renegotiation disabled", "renegotiation"},
      {"error:0A000126:SSL routines::unexpected eof while reading", "connection-lost"},
      {"error:0A000086:SSL routines::certificate verify failed", "certificate-unverified"},
      // Exim, GnuTLS
      {"(gnutls_handshake): A packet with illegal or unsupported version was received.",
       "protocol-version"},
      {"No supported cipher suites have been found.", "cipher"},
      {"The TLS connection was non-properly terminated.", "connection-lost"},
      {"The certificate is NOT trusted. The certificate issuer is unknown.", "unknown-issuer"},
      {"The certificate is NOT trusted. The certificate chain uses expired certificate.",
       "expired"},
      {"The name in the certificate does not match the expected.", "wrong-name"},
      {"DANE error: tlsa lookup DEFER", "tlsa-lookup"},
      {"a TLS session is required, but an attempt to start TLS failed", "starttls-refused"},
      // SparkPost
      {"4.7.5 [internal] SSL certificate subject does not match host", "wrong-name"},
      // Cisco's inspection
      {"250-XXXXXXXA", "starttls-stripped"},
      // Not known
      {"VALIDATION_FAILURE", ""},
      {"the dog ate it", ""},
      {"unexpired", ""},
      {"15.7.3210", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(key_of(c.text) == c.key);
  }
}

TEST_CASE("a failure's cause is what its reason reveals, else its type") {
  struct {
    const char* type;
    const char* reason;
    const char* want;
  } const cases[] = {
      {"validation-failure", "MX_HOSTS_MISMATCH", "mx-not-in-policy"},
      {"certificate-not-trusted", "self-signed_certificate", "self-signed"},
      {"certificate-not-trusted", "certificate has expired", "certificate-expired"},
      {"sts-policy-fetch-error", "certificate has expired", "sts-webpki-invalid"},
      {"sts-policy-fetch-error", "i/o timeout", "policy-timeout"},
      {"validation-failure", "i/o timeout", "handshake-timeout"},
      {"validation-failure", "", "validation-failure"},
      {"validation-failure", "never seen", "validation-failure"},
      {"made-up", "never seen", "unlisted"},
      {"", "", "unexplained"},
      {"", "never seen", "unexplained"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.type);
    CAPTURE(c.reason);
    CHECK(cause_of(c.type, c.reason) == c.want);
  }
}

TEST_CASE("each language says what a meaning is, and says no other") {
  for (const Language& language : languages()) {
    CAPTURE(language.code());
    for (const KnownReason& reason : known_reasons())
      CHECK_FALSE(meaning(reason, language).empty());
    CHECK(std::ranges::count_if(language.texts(), [](const auto& text) {
            return text.first.starts_with("reasons.");
          }) == static_cast<std::ptrdiff_t>(known_reasons().size()));
  }
}

TEST_CASE("of a text without end only the beginning is read") {
  CHECK(key_of(std::string(1'000'000, 'a') + " self-signed") == "");
  CHECK(key_of("self-signed " + std::string(1'000'000, ' ')) == "self-signed");
}

}  // namespace
}  // namespace tlsward
