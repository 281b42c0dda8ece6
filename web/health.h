// Whether tlsward does what it is there for, for whoever restarts it or sends it requests: values,
// and the JSON of /healthz and /readyz. Anybody may ask, so that no name, path or address is in it.
#pragma once

#include "analyzer/language.h"
#include "schema/endpoints.h"
#include "schema/mailboxes.h"
#include "schema/timestamp.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

struct PolledMailbox {
  std::string name;
  std::chrono::seconds poll_interval{};
};

// What is to be there.
struct HealthOptions {
  std::string database;                  // its path
  bool has_endpoint = false;             // a public listener is configured
  std::vector<PolledMailbox> mailboxes;  // that are configured
  std::int64_t min_free_bytes = 0;       // limits.min_free_bytes
};

// Something that is not as it should be.
struct HealthReason {
  std::string_view what;  // "store", "disk", "endpoint", "mailbox"
  std::string_view key;   // in words/*/health.txt
  std::vector<std::pair<std::string_view, std::string>> values = {};  // what stands in its words
};

// Why it is not, and what to do.
std::string reason_in_words(const HealthReason& reason, const Language& language = english());
std::string next_in_words(const HealthReason& reason, const Language& language = english());

// What was seen of the database and its disk.
struct HealthSeen {
  std::optional<HealthReason> store;  // why it cannot be read or written; then the rest is empty
  std::optional<EndpointStatus> endpoint;
  std::vector<MailboxStatus> mailboxes;
  std::uint64_t free_bytes = 0;
  std::uint64_t disk_bytes = 0;  // 0: not known
};

// Looks, and writes nothing: that the database can be written is seen by beginning a transaction.
// Never throws for what it finds. It may take 2 s, where another process holds the lock.
HealthSeen look_at(const HealthOptions& options);

// Why tlsward cannot do all that is configured; empty if it can.
std::vector<HealthReason> reasons_against(const HealthSeen& seen, const HealthOptions& options,
                                          Timestamp now);

struct HealthAnswer {
  int status = 200;  // or 503
  std::string json;  // {"schema":1,"status":"ready","reasons":[{"what","reason","next"}]}
};

// The process lives, and can read its database: "ok" or "failing".
HealthAnswer healthz(const std::string& database);

// It does all that is configured: "ready" or "not-ready".
HealthAnswer readyz(const HealthOptions& options, Timestamp now);

}  // namespace tlsward
