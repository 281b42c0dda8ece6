// What a TLS handshake showed of the peer, by OpenSSL: its chain against the roots that are known
// here, the name, and the TLSA records, each judged for itself.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/known_roots.h"

#include <cstdint>
#include <string>
#include <vector>

struct ssl_st;  // OpenSSL's SSL

namespace tlsward {

enum class TlsVersions : std::uint8_t { all, before_1_2, only_1_2 };

// Whom a certificate is checked for, and by what.
struct TlsWish {
  std::string name;  // for SNI and the certificate
  const KnownRoots* roots = nullptr;
  Timestamp now;
  TlsVersions versions = TlsVersions::all;
  bool sni = true;
  std::vector<TlsaRecord> tlsa;  // of DANE; empty to leave it out
  std::string tlsa_base;         // whose they are; "" = `name` (RFC 7672 section 3.2.2)
};

// Before the handshake: gives the connection the TLSA records that SMTP can use. Returns false if
// there is none among them.
bool set_tlsa(ssl_st* tls, const TlsWish& wish);

// After the handshake. `usable` is what set_tlsa() returned.
TlsSeen look_at_tls(ssl_st* tls, const TlsWish& wish, bool usable);

}  // namespace tlsward
