// DNS, with a deadline of our own for each question: libunbound itself has none. Given a trust
// anchor it proves answers by DNSSEC itself, and believes no server that says it has.
#pragma once

#include "analyzer/dns_context.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

struct ResolverOptions {
  std::string server;  // "HOST:PORT" of an address; "" = those of /etc/resolv.conf
  std::chrono::milliseconds deadline{5000};  // of one question, however many queries it takes
  std::string trust_anchor;  // a file of DS or DNSKEY records; "" = nothing is proved
};

struct TxtRecords {
  DnsStatus status = DnsStatus::failed;
  std::vector<std::string> texts;  // one for each record, its strings joined (RFC 8460 section 3)
};

// For any thread, also several at once. Answers are cached as long as they say.
class Resolver {
 public:
  using Clock = DnsContext::Clock;

  // Throws std::runtime_error if the server is none, the trust anchor cannot be read, or libunbound
  // cannot be set up.
  explicit Resolver(const ResolverOptions& options);
  ~Resolver();

  TxtRecords txt(const std::string& name);

  // The answer to each question, in their order, as the data of its records. All are asked at once;
  // what has no answer by the deadline is asked once more, unless nothing of it had any: nobody
  // answers then. Nothing is waited for beyond `until`. Whether DNS lets anything be proved is
  // found out at the first call: where the trust anchor's own keys are not secure (DNS keeps
  // signatures back, say), nothing else is called bogus for that, but all is unchecked.
  std::vector<DnsAnswer<std::string>> ask(const std::vector<DnsQuestion>& questions,
                                          Clock::time_point until = Clock::time_point::max());

  // The names that an IP address has and that lead back to it: anybody may give his address any
  // name (RFC 8601 section 2.7.3, "iprev"). Asked are 4 names at the most. Absent if DNS failed.
  std::optional<std::vector<std::string>> confirmed_names(const std::string& address);

 private:
  DnsContext& context();
  void prove_anchor();
  DnsAnswer<std::string> ask_once(const DnsQuestion& question, Clock::time_point end);
  Clock::time_point end(Clock::time_point until) const;

  ResolverOptions options_;
  std::once_flag proved_;  // whether the trust anchor was tried
  std::unique_ptr<DnsContext> context_;
};

}  // namespace tlsward
