// Whether reports that came by HTTPS come from an address of their reporter. DNS is asked only
// after the report was committed and answered, for a sender must never wait for it; and no more
// than a few times a second, whatever strangers send.
#pragma once

#include "collector/intake.h"
#include "schema/delivery.h"
#include "schema/domain.h"
#include "schema/timestamp.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// The names of an IP address that lead back to it; absent if DNS failed.
using NamesOfAddress =
    std::function<std::optional<std::vector<std::string>>(const std::string& address)>;

struct CorroborationOptions {
  std::string database;
  Limits limits;
  Ownership ownership;
  std::function<NamesOfAddress()> make_lookup;  // called by the thread that works
};

// ask() is for any number of threads, the rest for one.
class Corroboration {
 public:
  static constexpr std::size_t kMostWaiting = 10'000;
  static constexpr std::size_t kMostAddressesAtOnce = 10;

  explicit Corroboration(CorroborationOptions options) : options_(std::move(options)) {}

  // Remembers what a delivery from the address became, for work(). Never waits; what comes while
  // kMostWaiting wait stays unauthenticated, and so does what waits when the process ends.
  void ask(const std::string& address, const std::vector<Settled>& settled);

  // Raises the trust of what waits and can be corroborated, in one transaction; what was set aside
  // in a conflict of too many sides becomes one of them in a transaction of its own. Stops at the
  // first address that it may not look up as well: at most kMostAddressesAtOnce of those that it
  // does not remember. Throws what the look-up and Store throw; what it was at then is asked no
  // more.
  void work(Timestamp now);

  // Works once a second, where there is something to do, until the stop. Never throws: what work()
  // throws is logged, and a minute passes before it goes on.
  void run(const std::stop_token& stop);

 private:
  struct Question {
    std::string address;
    Domain contact;
    std::optional<std::int64_t> report;   // absent if it is set aside behind others' sides
    std::optional<std::int64_t> receipt;  // or what is set aside
  };
  struct Names {
    std::optional<std::vector<std::string>> names;
    Timestamp until;
  };
  struct Corroborated {
    Question question;
    std::string evidence;
  };

  std::deque<Question> take_waiting();
  void put_back(std::deque<Question> questions);
  bool is_remembered(const std::string& address, Timestamp now) const;
  const Names& names_of(const std::string& address, Timestamp now);
  std::optional<std::string> evidence_for(const Question& question, Timestamp now);
  void raise(const std::vector<Corroborated>& corroborated);

  const CorroborationOptions options_;
  std::mutex mutex_;  // guards waiting_
  std::condition_variable_any asked_;
  std::deque<Question> waiting_;
  NamesOfAddress look_up_;
  std::map<std::string, Names> remembered_;
};

}  // namespace tlsward
