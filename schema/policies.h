// The MTA-STS policies that tlsward serves for domains (RFC 8461): what is served, what is to be
// served next, and what was, for senders keep a policy for its max_age.
#pragma once

#include "schema/domain.h"
#include "schema/timestamp.h"

#include <optional>
#include <string>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
class Rows;
}  // namespace sqlite

// A policy as it is, or was, served.
struct HostedPolicy {
  Domain domain;
  std::string text;                // the file, byte for byte
  std::string id;                  // of the TXT record that belongs to it
  Timestamp since;                 // when it was published
  std::optional<Timestamp> until;  // when it ceased to be served; absent: it is
};

// For the thread of its Store. Writing goes inside Store::transact().
class Policies {
 public:
  explicit Policies(sqlite::Database& database) : database_(database) {}

  // What the domain's next policy is to be; takes the place of an earlier one.
  void set_draft(const Domain& domain, const std::string& text);

  // Absent if there is none.
  std::optional<std::string> draft(const Domain& domain);

  // The domains that have one, by name.
  std::vector<Domain> drafts();

  // Ends what was served of the domain at policy.since, serves this, and forgets the draft.
  void publish(const HostedPolicy& policy);

  // Serves nothing of the domain any more, and forgets the draft. What was served is remembered.
  void retire(const Domain& domain, Timestamp now);

  // What is served, by domain.
  std::vector<HostedPolicy> served();

  // Absent if nothing of the domain is.
  std::optional<HostedPolicy> served(const Domain& domain);

  // All that is or was served of the domain, the newest first.
  std::vector<HostedPolicy> history(const Domain& domain);

 private:
  std::vector<HostedPolicy> read(sqlite::Rows rows);

  sqlite::Database& database_;
};

}  // namespace tlsward
