#include "analyzer/probe.h"

#include "analyzer/dns_look.h"
#include "analyzer/policy_fetch.h"
#include "analyzer/public_address.h"
#include "analyzer/smtp_look.h"
#include "analyzer/turns.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <utility>

namespace tlsward {
namespace {

using Clock = Turns::Clock;

constexpr std::size_t kMostAddresses = 8;  // of one host

class Probe {
 public:
  Probe(const ProbeOptions& options, const KnownRoots& roots, Turns& turns)
      : options_(options), roots_(roots), turns_(turns), begin_(Clock::now()) {}

  Facts run(const ProbeTarget& target, Resolver& resolver) {
    facts_.domain = target.domain;
    facts_.time = target.now;
    look_at_dns(facts_, resolver, end());
    look(target);
    return std::move(facts_);
  }

 private:
  Clock::time_point end() const { return begin_ + options_.deadline; }

  // A look that begins later has too little time to tell a silent server from a slow one.
  Clock::time_point last_begin() const { return begin_ + options_.deadline / 2; }

  // RFC 7672 section 2.2: only records that are proved count.
  TlsWish wish_for(const MxHost& host) const {
    constexpr std::string_view service = "_25._tcp.";
    TlsWish wish{.name = host.name, .roots = &roots_, .now = facts_.time};
    if (host.tlsa.security != DnsSecurity::secure || !host.tlsa.found()) return wish;
    wish.tlsa = host.tlsa.values;
    wish.tlsa_base = host.tlsa.name.substr(service.size());
    return wish;
  }

  // Each look on a thread of its own, all at once but for those at one address.
  void look(const ProbeTarget& target) {
    std::vector<std::pair<MxHost*, std::future<SmtpLook>>> looks;
    std::vector<std::future<PolicyFetch>> fetches;
    for (MxHost& host : facts_.mx_hosts)
      for (const std::string& address : to_look_at(target.mx_hosts, host.ipv4, host.ipv6))
        looks.emplace_back(&host, look_at_mx(host, address));
    PolicyHost& policy = facts_.policy_host;
    for (const std::string& address : to_look_at(target.policy_host, policy.ipv4, policy.ipv6))
      fetches.push_back(fetch(address));
    for (auto& [host, seen] : looks)
      host->looks.push_back(seen.get());
    for (auto& seen : fetches)
      policy.fetches.push_back(seen.get());
  }

  static std::vector<std::string> to_look_at(bool wanted, const DnsAnswer<std::string>& ipv4,
                                             const DnsAnswer<std::string>& ipv6) {
    if (!wanted) return {};
    std::vector<std::string> all = ipv4.values;
    all.insert(all.end(), ipv6.values.begin(), ipv6.values.end());
    all.resize(std::min(all.size(), kMostAddresses));
    return all;
  }

  bool is_allowed(const std::string& address) const {
    return options_.allow_private || is_public(address);
  }

  // What `look_at` sees of the address, once it is its turn.
  template <typename Seen, typename LookAt>
  std::future<Seen> in_turn(const std::string& address, LookAt look_at) const {
    Seen unseen{.address = address, .reach = {.trouble = Trouble::not_allowed}};
    std::promise<Seen> none;
    if (is_allowed(address)) {
      const auto give_back = [this](const std::string* taken) { turns_.give_back(*taken); };
      if (turns_.take(address, last_begin()))
        return std::async(std::launch::async, [address, look_at, give_back] {
          const std::unique_ptr<const std::string, decltype(give_back)> turn(&address, give_back);
          return look_at();
        });
      unseen.reach.trouble = Trouble::no_turn;
    }
    none.set_value(std::move(unseen));
    return none.get_future();
  }

  std::future<SmtpLook> look_at_mx(const MxHost& host, const std::string& address) const {
    return in_turn<SmtpLook>(address, [this, wish = wish_for(host), address] {
      return look_at_smtp(address, static_cast<std::uint16_t>(options_.smtp_port), wish, end());
    });
  }

  std::future<PolicyFetch> fetch(const std::string& address) const {
    return in_turn<PolicyFetch>(address, [this, address] {
      const TlsWish wish{.name = facts_.policy_host.name, .roots = &roots_, .now = facts_.time};
      return fetch_policy(address, static_cast<std::uint16_t>(options_.https_port), wish, end());
    });
  }

  const ProbeOptions& options_;
  const KnownRoots& roots_;
  Turns& turns_;
  const Clock::time_point begin_;
  Facts facts_;
};

}  // namespace

Facts probe(const ProbeTarget& target, const ProbeOptions& options, Resolver& resolver,
            const KnownRoots& roots) {
  Turns turns(kConnectionsAtOnce);
  return Probe(options, roots, turns).run(target, resolver);
}

void probe_all(std::span<const ProbeTarget> targets, const ProbeOptions& options,
               Resolver& resolver, const KnownRoots& roots, const TakeFacts& take) {
  Turns turns(kConnectionsAtOnce);
  std::mutex taking;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < targets.size(); i = next++) {
      Facts facts = Probe(options, roots, turns).run(targets[i], resolver);
      const std::lock_guard lock(taking);
      take(i, std::move(facts));
    }
  };
  std::vector<std::future<void>> workers;
  while (workers.size() < std::min(kDomainsAtOnce, targets.size()))
    workers.push_back(std::async(std::launch::async, work));
  for (std::future<void>& worker : workers)
    worker.get();
}

}  // namespace tlsward
