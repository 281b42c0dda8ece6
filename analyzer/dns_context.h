// libunbound, as analyzer/resolver.h uses it: questions that are asked at once and waited for
// together until a time of our own, for it has none. How many are asked of the server at one time,
// whoever asks, is bounded here.
#pragma once

#include "analyzer/dns_answer.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// DnsAnswer::why of what had no answer.
inline constexpr std::string_view kNoDnsAnswer = "no answer in time";

// For any thread, also several at once.
class DnsContext {
 public:
  using Clock = std::chrono::steady_clock;

  // `server`: "HOST:PORT" of an address, "" for those of /etc/resolv.conf. `trust_anchor`: a file,
  // "" to prove nothing. Throws std::runtime_error if one of them cannot be used.
  DnsContext(const std::string& server, const std::string& trust_anchor);
  ~DnsContext();

  bool anchored() const { return anchored_; }

  // The answers in the order of the questions; what has none by the end is called off and failed.
  std::vector<DnsAnswer<std::string>> ask(const std::vector<DnsQuestion>& questions,
                                          Clock::time_point end);

 private:
  class Inside;

  bool anchored_;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tlsward
