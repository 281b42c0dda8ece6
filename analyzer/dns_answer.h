// What DNS said of a name, with how far that is proved: the answers of analyzer/resolver.h as plain
// values, for whoever judges them without asking DNS.
#pragma once

#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// RFC 1035 section 3.2.2, RFC 3596 section 2.1, RFC 4034 section 2, RFC 6698 section 7.1,
// RFC 8659 section 4.1.
enum class DnsType : std::uint16_t {
  a = 1,
  ns = 2,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  dnskey = 48,
  tlsa = 52,
  caa = 257
};

struct DnsQuestion {
  std::string name;
  DnsType type = DnsType::txt;
};

enum class DnsStatus : std::uint8_t {
  found,
  absent,  // no such name, or nothing of that type there; also for what cannot be a name
  failed,  // no answer in time, SERVFAIL, REFUSED, or an answer that is proved to be wrong
};

// RFC 4035 section 4.3.
enum class DnsSecurity : std::uint8_t {
  unchecked,  // nothing to check it with, or DNS keeps signatures back: nothing is known
  insecure,   // the zone is proved not to be signed
  secure,     // proved, also that there is nothing
  bogus,      // signatures that should be there are missing or wrong; the status is then failed
};

// When a signature of records counts (RFC 4034 section 3.1.5).
struct SignatureTime {
  Timestamp begin;
  Timestamp end;
};

template <typename Value>
struct DnsAnswer {
  std::string name;  // that was asked for
  DnsStatus status = DnsStatus::failed;
  DnsSecurity security = DnsSecurity::unchecked;
  std::string alias_of;  // the name that a CNAME at `name` leads to in the end; "" without
  std::string why;  // of failed: "no answer in time", "SERVFAIL", or what is wrong with a proof
  std::vector<Value> values;               // of found one or more
  std::optional<SignatureTime> signature;  // of its signatures that which ends first

  bool found() const { return status == DnsStatus::found; }
};

// RFC 1035 section 3.3.9.
struct MxRecord {
  std::uint16_t preference = 0;
  std::string host;  // without the dot at its end; "" is the root, of a null MX (RFC 7505)

  bool operator==(const MxRecord&) const = default;
};

// RFC 6698 section 2.1.
struct TlsaRecord {
  std::uint8_t usage = 0;
  std::uint8_t selector = 0;
  std::uint8_t matching_type = 0;
  std::string data;  // bytes

  // RFC 7672 section 3.1.3: the usages 0 and 1 (PKIX) tell SMTP nothing.
  bool is_of_smtp() const { return usage == 2 || usage == 3; }

  bool operator==(const TlsaRecord&) const = default;
};

// RFC 8659 section 4.1.
struct CaaRecord {
  std::string tag;    // "issue"
  std::string value;  // "letsencrypt.org; accounturi=..."

  bool operator==(const CaaRecord&) const = default;
};

// RFC 7505 section 3: the domain takes no mail.
bool is_null(const DnsAnswer<MxRecord>& mx);

// One record's data as it comes -> what it says. What is cut short is read as far as it goes where
// it is a text, and absent otherwise.
std::string txt_in(std::string_view data);  // its strings joined (RFC 8460 section 3)
std::string name_in(
    std::string_view data);  // bytes of no host name as "\046" (RFC 4343 section 2.1)
std::optional<std::string> address_in(std::string_view data);  // "192.0.2.7", "2001:db8::7"
std::optional<MxRecord> mx_in(std::string_view data);
std::optional<TlsaRecord> tlsa_in(std::string_view data);
std::optional<CaaRecord> caa_in(std::string_view data);

// The same answer with each record's data read. A record that cannot be read is left out.
template <typename Value, typename Read>
DnsAnswer<Value> read_as(const DnsAnswer<std::string>& raw, const Read& read) {
  DnsAnswer<Value> answer{raw.name, raw.status, raw.security, raw.alias_of,
                          raw.why,  {},         raw.signature};
  for (const std::string& data : raw.values)
    if (std::optional<Value> value = read(data)) answer.values.push_back(std::move(*value));
  if (answer.values.empty() && answer.found()) answer.status = DnsStatus::absent;
  return answer;
}

}  // namespace tlsward
