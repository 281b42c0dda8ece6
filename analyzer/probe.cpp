#include "analyzer/probe.h"

#include "analyzer/dns_look.h"
#include "analyzer/policy_fetch.h"
#include "analyzer/public_address.h"
#include "analyzer/report_target.h"
#include "analyzer/smtp_look.h"
#include "analyzer/turns.h"
#include "analyzer/zone_server.h"

#include <algorithm>
#include <atomic>
#include <functional>
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
    facts_.wanted_targets = target.wanted_targets;
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
    for (MxHost& host : facts_.mx_hosts)
      for (const std::string& address : to_look_at(target.mx_hosts, host.ipv4, host.ipv6))
        seen_into(host.looks, look_at_mx(host, address));
    PolicyHost& policy = facts_.policy_host;
    for (const std::string& address : to_look_at(target.policy_host, policy.ipv4, policy.ipv6))
      seen_into(policy.fetches, fetch(address));
    for (ReportTarget& report : facts_.report_targets)
      for (const std::string& address :
           to_look_at(target.report_targets && !report.is_mail, report.ipv4, report.ipv6))
        seen_into(report.visits, visit(report, address));
    // Last, for it matters least, and others may be waiting for the same servers.
    if (target.zone_servers)
      for (ServerAnswer& server : facts_.zone_servers)
        seen_into(server, ask(server));
    else
      facts_.zone_servers.clear();
    for (const std::function<void()>& take : takers_)
      take();
  }

  template <typename Seen>
  void seen_into(std::vector<Seen>& all, std::future<Seen> seen) {
    takers_.emplace_back([&all, seen = seen.share()] { all.push_back(seen.get()); });
  }
  void seen_into(ServerAnswer& server, std::future<ServerAnswer> seen) {
    takers_.emplace_back([&server, seen = seen.share()] {
      ServerAnswer answer = seen.get();
      answer.name = server.name;
      server = std::move(answer);
    });
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
  std::future<Seen> in_turn(const std::string& address, LookAt look_at,
                            Clock::duration patience = Clock::duration::max() / 4) const {
    Seen unseen{.address = address, .reach = {.trouble = Trouble::not_allowed}};
    std::promise<Seen> none;
    if (is_allowed(address)) {
      const auto give_back = [this](const std::string* taken) { turns_.give_back(*taken); };
      if (turns_.take(address, std::min(last_begin(), Clock::now() + patience)))
        return std::async(std::launch::async, [address, look_at, give_back] {
          const std::unique_ptr<const std::string, decltype(give_back)> turn(&address, give_back);
          return look_at();
        });
      unseen.reach.trouble = Trouble::no_turn;
    }
    none.set_value(std::move(unseen));
    return none.get_future();
  }

  static std::uint16_t port(std::size_t number) { return static_cast<std::uint16_t>(number); }

  std::future<SmtpLook> look_at_mx(const MxHost& host, const std::string& address) const {
    return in_turn<SmtpLook>(address, [this, wish = wish_for(host), address] {
      SmtpLook look = look_at_smtp(address, port(options_.smtp_port), wish, end());
      look_again_at_smtp(look, port(options_.smtp_port), wish, end());
      return look;
    });
  }

  std::future<PolicyFetch> fetch(const std::string& address) const {
    return in_turn<PolicyFetch>(address, [this, address] {
      const TlsWish wish{.name = facts_.policy_host.name, .roots = &roots_, .now = facts_.time};
      PolicyFetch fetch = fetch_policy(address, port(options_.https_port), wish, end());
      fetch_policy_again(fetch, port(options_.https_port), wish, end());
      return fetch;
    });
  }

  // Reports are posted there: all that is looked at is what a GET is answered with.
  std::future<PolicyFetch> visit(const ReportTarget& target, const std::string& address) const {
    return in_turn<PolicyFetch>(address, [this, host = target.host, uri = target.uri, address] {
      const auto url = https_address_in(uri);
      const TlsWish wish{.name = host, .roots = &roots_, .now = facts_.time};
      return fetch_policy(address, url->port.value_or(port(options_.https_port)), wish, end(),
                          {.path = url->path});
    });
  }

  std::future<ServerAnswer> ask(const ServerAnswer& server) const {
    return in_turn<ServerAnswer>(
        server.address,
        [this, address = server.address] {
          return ask_server(address, port(options_.dns_port), facts_.domain.text(), end());
        },
        std::chrono::seconds(2));
  }

  const ProbeOptions& options_;
  const KnownRoots& roots_;
  Turns& turns_;
  const Clock::time_point begin_;
  Facts facts_;
  std::vector<std::function<void()>> takers_;  // of what is seen, in the order of the facts
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
