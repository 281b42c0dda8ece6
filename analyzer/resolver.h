// DNS, with a deadline of our own for each question: libunbound itself has none. It does not
// validate DNSSEC as yet.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

struct ResolverOptions {
  std::string server;  // "HOST:PORT" of an address; "" = those of /etc/resolv.conf
  std::chrono::milliseconds deadline{5000};  // of one question, however many queries it takes
};

enum class DnsStatus : std::uint8_t {
  found,
  absent,  // no such name, or nothing of that type there; also for what cannot be a name
  failed,  // no answer in time, SERVFAIL, REFUSED
};

struct TxtRecords {
  DnsStatus status = DnsStatus::failed;
  std::vector<std::string> texts;  // one for each record, its strings joined (RFC 8460 section 3)
};

// For one thread. Answers are cached as long as they say.
class Resolver {
 public:
  // Throws std::runtime_error if the server is none, or libunbound cannot be set up.
  explicit Resolver(const ResolverOptions& options);
  ~Resolver();

  TxtRecords txt(const std::string& name);

  // The names that an IP address has and that lead back to it: anybody may give his address any
  // name (RFC 8601 section 2.7.3, "iprev"). Asked are 4 names at the most. Absent if DNS failed.
  std::optional<std::vector<std::string>> confirmed_names(const std::string& address);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace tlsward
