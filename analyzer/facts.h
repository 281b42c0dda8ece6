// What was seen of a domain at one time, from here, without a judgement: analyzer/probe.h gathers
// it, analyzer/check_*.h judge it. What could not be looked at says so and why: "not seen" is never
// "not there".
#pragma once

#include "analyzer/dns_answer.h"
#include "schema/domain.h"
#include "schema/timestamp.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// Why a certificate does not lead to a root that is known here.
enum class ChainFault : std::uint8_t {
  expired,        // it, or one that signed it
  not_yet_valid,  // likewise
  self_signed,
  unknown_root,     // a chain as it should be, to a root that is not known
  issuer_not_sent,  // the certificate alone came, and its issuer is no root that is known
  not_for_servers,  // its extended key usage leaves serverAuth out
  other,            // TlsSeen::chain_words
};

struct CertificateSeen {
  std::vector<std::string> names;  // DNS names of its subjectAltName, in their order
  std::string common_name;         // of its subject; "" without
  std::string issuer;              // "C = US, O = Example CA, CN = R1"
  Timestamp not_before;
  Timestamp not_after;
  std::string key;  // "RSA 2048", "EC 256"
  int key_bits = 0;
  std::string digest;  // that is signed: "SHA256"; "UNDEF" where the kind of key has its own
  std::string sha256;  // of the certificate, in hex
  std::string public_key_sha256;  // of its SubjectPublicKeyInfo, in hex: the data of TLSA 3 1 1
};

// How the certificate fits the TLSA records (RFC 7672 section 3).
enum class DaneMatch : std::uint8_t { not_asked, matched, not_matched, none_usable };

struct TlsSeen {
  std::string protocol;  // "TLSv1.3"
  std::string cipher;
  CertificateSeen certificate;
  std::size_t chain_length = 0;          // certificates sent, the first included
  std::vector<ChainFault> chain_faults;  // each once; empty for a chain to a known root
  std::string chain_words;               // the first fault in OpenSSL's words
  bool name_matches = false;  // the certificate is for the name that was asked for (RFC 6125)
  DaneMatch dane = DaneMatch::not_asked;

  // Older than TLS 1.2, which senders ask for (RFC 8461 section 3.3, RFC 9325 section 3.1.1).
  bool is_old() const { return protocol != "TLSv1.2" && protocol != "TLSv1.3"; }
};

// How far a look at one address came. What stopped it there is `trouble`.
enum class Reached : std::uint8_t {
  nothing,     // not connected to
  connection,  // TCP
  greeting,    // SMTP: its 220
  starttls,    // SMTP: its answer to STARTTLS
  tls,         // the handshake
  all,
};

enum class Trouble : std::uint8_t {
  none,
  not_allowed,  // a private address, or more addresses than are looked at
  no_turn,      // others were looked at for so long that there was no time left
  refused,      // nobody listens there
  no_route,     // this machine has no way to it (IPv6, often)
  timed_out,
  closed,   // the peer hung up
  no_tls,   // what it says is no TLS, or the handshake failed; `words`
  garbled,  // what it says is no SMTP or HTTP, or has no end
  answer,   // it said no; `words` has its answer
};

struct Reach {
  Reached reached = Reached::nothing;
  Trouble trouble = Trouble::none;
  std::string words;  // of strangers or of OpenSSL: printable() before anybody sees it
  std::chrono::milliseconds time{};
};

// What a client of another kind saw after a look that came to its end.
struct SecondLook {
  Reach reach;
  int status = 0;  // of HTTP; 0 without an answer
};

// The policy file from one address of mta-sts.<domain>.
struct PolicyFetch {
  std::string address;
  Reach reach;
  std::optional<TlsSeen> tls;
  int status = 0;  // of HTTP; 0 without an answer
  std::string location;
  std::string content_type;
  std::string content_encoding;
  std::string body;                      // its first 64 KiB
  bool too_large = false;                // there is more
  std::optional<std::int64_t> age;       // of HTTP, in seconds: since when a cache has it
  std::optional<SecondLook> old_client;  // with TLS 1.2 alone, and no User-Agent
  std::vector<std::string> elsewhere;    // paths at which there is a policy, after a 404
};

struct PolicyHost {
  std::string name;  // "mta-sts.example.org"
  DnsAnswer<std::string> ipv4;
  DnsAnswer<std::string> ipv6;
  std::vector<PolicyFetch> fetches;  // one for each address
};

// One address of an MX host.
struct SmtpLook {
  std::string address;
  Reach reach;
  std::string greeting;                 // its lines, joined by "\n"
  std::vector<std::string> extensions;  // what EHLO offered, a line each
  bool starttls_offered = false;
  std::optional<TlsSeen> tls;
  std::string old_protocol;            // "TLSv1.1": it takes that, too; "" for none before 1.2
  std::optional<TlsSeen> without_sni;  // what it shows who names no host
};

struct MxHost {
  std::string name;
  std::uint16_t preference = 0;
  DnsAnswer<std::string> ipv4;
  DnsAnswer<std::string> ipv6;
  DnsAnswer<TlsaRecord> tlsa;     // at _25._tcp.<name>, or of the name that <name> is an alias of
  DnsAnswer<std::string> tlsrpt;  // TXT at _smtp._tls.<name>, for reports about DANE
  std::vector<SmtpLook> looks;    // one for each address
};

// TXT records as one server has them, in the order of their bytes; none is an answer, too.
struct ServerTexts {
  std::vector<std::string> values;
  std::uint32_t ttl = 0;  // seconds
};

// What an authoritative server of the domain's zone says when it is asked by itself.
struct ServerAnswer {
  std::string name;
  std::string address;
  Reach reach;
  std::optional<ServerTexts> tlsrpt;   // absent without a whole answer
  std::optional<ServerTexts> mta_sts;  // likewise
};

// Where reports are to go by a "rua" of the TLSRPT record.
struct ReportTarget {
  std::string uri;
  std::string host;  // of https:; the domain of mailto:
  bool is_mail = false;
  DnsAnswer<MxRecord> mx;       // of mailto:
  DnsAnswer<std::string> ipv4;  // of the host itself
  DnsAnswer<std::string> ipv6;
  std::vector<PolicyFetch> visits;  // GET of an https: address, at each address of its host
};

struct Facts {
  Domain domain;
  Timestamp time;
  bool proved = false;                              // whether DNSSEC could be checked at all
  DnsAnswer<std::string> tlsrpt;                    // TXT at _smtp._tls
  DnsAnswer<std::string> mta_sts;                   // TXT at _mta-sts
  std::vector<DnsAnswer<std::string>> near_misses;  // TXT at names that are taken for these, which
                                                    // are asked for where one of them is absent
  DnsAnswer<MxRecord> mx;
  std::vector<MxHost> mx_hosts;  // those of `mx`, or the domain itself where it has none
  std::size_t mx_left_out = 0;   // hosts beyond the most that are looked at
  PolicyHost policy_host;
  DnsAnswer<CaaRecord> caa;  // which count for the policy's host, of the nearest name that has some
  std::vector<ServerAnswer> zone_servers;
  std::vector<ReportTarget> report_targets;
  std::vector<std::string> wanted_targets;  // where reports must go by our configuration; or none
};

}  // namespace tlsward
