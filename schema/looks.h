// What tlsward saw of domains when it looked at them itself: what later looks are held against, and
// what digests tell of beside the reports. What is the same as the time before is kept once.
#pragma once

#include "schema/domain.h"
#include "schema/timestamp.h"

#include <optional>
#include <string>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}

// What senders go by, as looks saw it one after the other without a change.
struct SetUp {
  Domain domain;
  std::string id;                // of the TXT record at _mta-sts (RFC 8461 section 3.1); "" = none
  std::string policy;            // the file, byte for byte; "" = none was served
  std::vector<Domain> mx_hosts;  // by name; none: DNS has none
  Timestamp first;               // when it was first seen so
  Timestamp last;                // and last

  bool is_same(const SetUp& other) const {
    return id == other.id && policy == other.policy && mx_hosts == other.mx_hosts;
  }
};

// What one look found.
struct Look {
  Domain domain;
  Timestamp time;
  std::string findings;  // analyzer/stored_findings.h
};

// A certificate as looks saw it one after the other at an address of a host.
struct CertificateSighting {
  Domain host;          // an MX host, or "mta-sts.<domain>"
  std::string address;  // "192.0.2.7"
  std::string sha256;   // of the certificate, in hex
  Timestamp not_before;
  Timestamp not_after;
  Timestamp first;
  Timestamp last;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Looks {
 public:
  explicit Looks(sqlite::Database& database) : database_(database) {}

  // Takes the place of one of the domain and time.
  void add(const Look& look);

  // Seen at `last`: the domain's newest one lasts until then, or it is a new one that begins then.
  void note(const SetUp& set_up);

  // Likewise, of the host and address.
  void note(const CertificateSighting& certificate);

  // Forgets looks made before `looks_before`, but keeps the last of each domain until it is older
  // than `set_ups_before`; and set-ups and certificates last seen before `set_ups_before`: senders
  // keep a policy for a year at most (RFC 8461 section 3.2).
  void forget(Timestamp looks_before, Timestamp set_ups_before);

  // The last one of the domain that was made by then; absent if there is none.
  std::optional<Look> last(const Domain& domain, Timestamp until = Timestamp::max());

  // Of each domain the last one that was made between the two, these included; by domain.
  std::vector<Look> last_of_all(Timestamp since, Timestamp until);

  // Those that were looked at since then, by name.
  std::vector<Domain> domains(Timestamp since);

  // Of the domain, those that began by then, the oldest first.
  std::vector<SetUp> set_ups(const Domain& domain, Timestamp until = Timestamp::max());

  // Of the host, those that began by then, the oldest first.
  std::vector<CertificateSighting> certificates(const Domain& host,
                                                Timestamp until = Timestamp::max());

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
