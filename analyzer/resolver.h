// DNS, with a deadline of our own for each query: libunbound itself has none. It asks only for TXT
// records as yet, and does not validate DNSSEC.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tlsward {

struct ResolverOptions {
  std::string server;  // "HOST:PORT" of an address; "" = those of /etc/resolv.conf
  std::chrono::milliseconds deadline{5000};  // of one query
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

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace tlsward
