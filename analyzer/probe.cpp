#include "analyzer/probe.h"

#include "analyzer/policy_fetch.h"
#include "analyzer/public_address.h"
#include "analyzer/smtp_look.h"

#include <algorithm>
#include <future>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using Clock = std::chrono::steady_clock;

// More than any real domain has: a stranger's zone decides over neither threads nor time.
constexpr std::size_t kMostHosts = 12;
constexpr std::size_t kMostAddresses = 8;  // of one host

// Where a TXT record is found that should stand at _smtp._tls or _mta-sts: names of older drafts,
// panels that add the domain to what has it already, and the domain itself.
std::vector<std::string> near_miss_names(const std::string& domain) {
  return {
      domain,
      "_tls." + domain,
      "_tlsrpt." + domain,
      "_smtp-tlsrpt." + domain,
      "_smtp_tls." + domain,
      "_smtp._tls." + domain + "." + domain,
      "mta-sts." + domain,
      "_mta_sts." + domain,
      "_mta-sts." + domain + "." + domain,
  };
}

class Probe {
 public:
  Probe(const ProbeOptions& options, Resolver& resolver, const KnownRoots& roots)
      : options_(options), resolver_(resolver), roots_(roots) {}

  Facts run(const ProbeTarget& target) {
    facts_.domain = target.domain;
    facts_.time = target.now;
    ask_for_records();
    ask_for_policy_host();
    ask_for_mx_hosts();
    look(target);
    return std::move(facts_);
  }

 private:
  using Answers = std::vector<DnsAnswer<std::string>>;

  const std::string& domain() const { return facts_.domain.text(); }

  static DnsAnswer<std::string> texts(const DnsAnswer<std::string>& raw) {
    return read_as<std::string>(
        raw, [](const std::string& data) { return std::optional(txt_in(data)); });
  }
  static DnsAnswer<std::string> addresses(const DnsAnswer<std::string>& raw) {
    return read_as<std::string>(raw, address_in);
  }

  void ask_for_records() {
    std::vector<DnsQuestion> questions = {{domain(), DnsType::mx},
                                          {"_smtp._tls." + domain(), DnsType::txt},
                                          {"_mta-sts." + domain(), DnsType::txt}};
    const std::size_t own = questions.size();
    for (const std::string& name : near_miss_names(domain()))
      questions.push_back({name, DnsType::txt});
    const Answers answers = resolver_.ask(questions);
    facts_.mx = read_as<MxRecord>(answers[0], mx_in);
    facts_.tlsrpt = texts(answers[1]);
    facts_.mta_sts = texts(answers[2]);
    for (std::size_t i = own; i < answers.size(); ++i)
      facts_.near_misses.push_back(texts(answers[i]));
    facts_.proved = std::ranges::any_of(answers, [](const DnsAnswer<std::string>& answer) {
      return answer.security != DnsSecurity::unchecked;
    });
  }

  void ask_for_policy_host() {
    PolicyHost& host = facts_.policy_host;
    host.name = "mta-sts." + domain();
    const Answers answers = resolver_.ask({{host.name, DnsType::a}, {host.name, DnsType::aaaa}});
    host.ipv4 = addresses(answers[0]);
    host.ipv6 = addresses(answers[1]);
  }

  // RFC 5321 section 5.1: without MX the domain itself takes the mail; a null MX takes none.
  void name_mx_hosts() {
    std::vector<MxRecord> records = facts_.mx.values;
    if (facts_.mx.status == DnsStatus::absent) records = {{0, domain()}};
    std::ranges::stable_sort(records, {}, &MxRecord::preference);
    std::set<Domain> seen;
    for (const MxRecord& record : records) {
      const Domain name(record.host);
      if (record.host.empty() || !seen.insert(name).second) continue;
      if (facts_.mx_hosts.size() < kMostHosts)
        facts_.mx_hosts.push_back({.name = name.text(), .preference = record.preference});
      else
        ++facts_.mx_left_out;
    }
  }

  void ask_for_mx_hosts() {
    name_mx_hosts();
    std::vector<DnsQuestion> questions;
    for (const MxHost& host : facts_.mx_hosts) {
      questions.push_back({host.name, DnsType::a});
      questions.push_back({host.name, DnsType::aaaa});
      questions.push_back({"_25._tcp." + host.name, DnsType::tlsa});
      questions.push_back({"_smtp._tls." + host.name, DnsType::txt});
    }
    const Answers answers = resolver_.ask(questions);
    auto answer = answers.begin();
    for (MxHost& host : facts_.mx_hosts) {
      host.ipv4 = addresses(*answer++);
      host.ipv6 = addresses(*answer++);
      host.tlsa = read_as<TlsaRecord>(*answer++, tlsa_in);
      host.tlsrpt = texts(*answer++);
    }
  }

  // RFC 7672 section 2.2: only records that are proved count.
  TlsWish wish_for(const MxHost& host) const {
    TlsWish wish{.name = host.name, .roots = &roots_, .now = facts_.time};
    if (host.tlsa.security == DnsSecurity::secure) wish.tlsa = host.tlsa.values;
    return wish;
  }

  // Each look on a thread of its own, all at once.
  void look(const ProbeTarget& target) {
    const auto end = Clock::now() + options_.deadline;
    std::vector<std::pair<MxHost*, std::future<SmtpLook>>> looks;
    std::vector<std::future<PolicyFetch>> fetches;
    for (MxHost& host : facts_.mx_hosts)
      for (const std::string& address : to_look_at(target.mx_hosts, host.ipv4, host.ipv6))
        looks.emplace_back(&host, look_at_mx(host, address, end));
    PolicyHost& policy = facts_.policy_host;
    for (const std::string& address : to_look_at(target.policy_host, policy.ipv4, policy.ipv6))
      fetches.push_back(fetch(address, end));
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

  std::future<SmtpLook> look_at_mx(const MxHost& host, const std::string& address,
                                   Clock::time_point end) const {
    return std::async(std::launch::async, [this, wish = wish_for(host), address, end] {
      if (!is_allowed(address))
        return SmtpLook{.address = address, .reach = {.trouble = Trouble::not_allowed}};
      return look_at_smtp(address, static_cast<std::uint16_t>(options_.smtp_port), wish, end);
    });
  }

  std::future<PolicyFetch> fetch(const std::string& address, Clock::time_point end) const {
    return std::async(std::launch::async, [this, address, end] {
      if (!is_allowed(address))
        return PolicyFetch{.address = address, .reach = {.trouble = Trouble::not_allowed}};
      const TlsWish wish{.name = facts_.policy_host.name, .roots = &roots_, .now = facts_.time};
      return fetch_policy(address, static_cast<std::uint16_t>(options_.https_port), wish, end);
    });
  }

  const ProbeOptions& options_;
  Resolver& resolver_;
  const KnownRoots& roots_;
  Facts facts_;
};

}  // namespace

Facts probe(const ProbeTarget& target, const ProbeOptions& options, Resolver& resolver,
            const KnownRoots& roots) {
  return Probe(options, resolver, roots).run(target);
}

}  // namespace tlsward
