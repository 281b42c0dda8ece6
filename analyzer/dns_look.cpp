#include "analyzer/dns_look.h"

#include "analyzer/report_target.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using Answer = DnsAnswer<std::string>;
using Answers = std::vector<Answer>;

constexpr std::size_t kMostServers = 6;  // authoritative ones

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

Answer texts(const Answer& raw) {
  return read_as<std::string>(raw,
                              [](const std::string& data) { return std::optional(txt_in(data)); });
}

Answer addresses(const Answer& raw) {
  return read_as<std::string>(raw, address_in);
}

bool is_proved(const Answer& answer) {
  return answer.security != DnsSecurity::unchecked;
}

bool is_silence(const Answer& answer) {
  return answer.why == kNoDnsAnswer;
}

// Questions, each with what its answer is put into.
class Round {
 public:
  void ask(std::string name, DnsType type, std::function<void(const Answer&)> take) {
    questions_.push_back({std::move(name), type});
    takers_.push_back(std::move(take));
  }

  Answers run(Resolver& resolver, Resolver::Clock::time_point until) const {
    if (questions_.empty()) return {};
    Answers answers = resolver.ask(questions_, until);
    for (std::size_t i = 0; i < answers.size(); ++i)
      takers_[i](answers[i]);
    return answers;
  }

 private:
  std::vector<DnsQuestion> questions_;
  std::vector<std::function<void(const Answer&)>> takers_;
};

Round first_round(Facts& facts) {
  const std::string& domain = facts.domain.text();
  PolicyHost& host = facts.policy_host;
  host.name = "mta-sts." + domain;
  Round round;
  round.ask(domain, DnsType::mx,
            [&](const Answer& raw) { facts.mx = read_as<MxRecord>(raw, mx_in); });
  round.ask("_smtp._tls." + domain, DnsType::txt,
            [&](const Answer& raw) { facts.tlsrpt = texts(raw); });
  round.ask("_mta-sts." + domain, DnsType::txt,
            [&](const Answer& raw) { facts.mta_sts = texts(raw); });
  round.ask(host.name, DnsType::a, [&](const Answer& raw) { host.ipv4 = addresses(raw); });
  round.ask(host.name, DnsType::aaaa, [&](const Answer& raw) { host.ipv6 = addresses(raw); });
  return round;
}

// RFC 5321 section 5.1: without MX the domain itself takes the mail; a null MX takes none.
void name_mx_hosts(Facts& facts) {
  std::vector<MxRecord> records = facts.mx.values;
  if (facts.mx.status == DnsStatus::absent) records = {{0, facts.domain.text()}};
  std::ranges::stable_sort(records, {}, &MxRecord::preference);
  std::set<Domain> seen;
  for (const MxRecord& record : records) {
    const Domain name(record.host);
    if (record.host.empty() || !seen.insert(name).second) continue;
    if (facts.mx_hosts.size() < kMostHosts)
      facts.mx_hosts.push_back({.name = name.text(), .preference = record.preference});
    else
      ++facts.mx_left_out;
  }
}

void ask_for_tlsa(Round& round, const std::string& base, MxHost& host) {
  round.ask("_25._tcp." + base, DnsType::tlsa, [&host](const Answer& raw) {
    const auto tlsa = read_as<TlsaRecord>(raw, tlsa_in);
    const bool counts = tlsa.found() && tlsa.security == DnsSecurity::secure;
    if (counts || tlsa.status == DnsStatus::failed || host.tlsa.name.empty()) host.tlsa = tlsa;
  });
}

// The name and those above it, itself first: "a.example.org", "example.org", "org".
std::vector<std::string> with_parents(std::string name) {
  std::vector<std::string> names;
  for (;;) {
    names.push_back(name);
    const auto dot = name.find('.');
    if (dot == std::string::npos) return names;
    name.erase(0, dot + 1);
  }
}

// RFC 8659 section 3: the nearest name that has some says who may issue.
void ask_for_caa(Round& round, Facts& facts) {
  for (const std::string& name : with_parents(facts.policy_host.name))
    round.ask(name, DnsType::caa, [&facts](const Answer& raw) {
      const auto caa = read_as<CaaRecord>(raw, caa_in);
      if (facts.caa.name.empty() || facts.caa.status == DnsStatus::absent) facts.caa = caa;
    });
}

// The servers of the nearest name that has some; a top-level domain's say nothing of it.
void ask_for_servers(Round& round, Facts& facts, std::vector<std::string>& servers) {
  for (const std::string& name : with_parents(facts.domain.text()))
    round.ask(name, DnsType::ns, [&servers](const Answer& raw) {
      if (!servers.empty()) return;
      for (const std::string& data : raw.values)
        if (servers.size() < kMostServers) servers.push_back(name_in(data));
    });
}

void ask_for_targets(Round& round, Facts& facts) {
  if (!facts.tlsrpt.found()) return;
  facts.report_targets = report_targets_of(facts.tlsrpt.values);
  for (ReportTarget& target : facts.report_targets) {
    if (target.is_mail)
      round.ask(target.host, DnsType::mx,
                [&](const Answer& raw) { target.mx = read_as<MxRecord>(raw, mx_in); });
    round.ask(target.host, DnsType::a, [&](const Answer& raw) { target.ipv4 = addresses(raw); });
    round.ask(target.host, DnsType::aaaa, [&](const Answer& raw) { target.ipv6 = addresses(raw); });
  }
}

Round second_round(Facts& facts, std::vector<std::string>& servers) {
  Round round;
  ask_for_caa(round, facts);
  ask_for_servers(round, facts, servers);
  ask_for_targets(round, facts);
  for (MxHost& host : facts.mx_hosts) {
    round.ask(host.name, DnsType::a, [&](const Answer& raw) { host.ipv4 = addresses(raw); });
    round.ask(host.name, DnsType::aaaa, [&](const Answer& raw) { host.ipv6 = addresses(raw); });
    ask_for_tlsa(round, host.name, host);
    round.ask("_smtp._tls." + host.name, DnsType::txt,
              [&](const Answer& raw) { host.tlsrpt = texts(raw); });
  }
  if (facts.tlsrpt.status == DnsStatus::absent || facts.mta_sts.status == DnsStatus::absent)
    for (const std::string& name : near_miss_names(facts.domain.text()))
      round.ask(name, DnsType::txt,
                [&](const Answer& raw) { facts.near_misses.push_back(texts(raw)); });
  return round;
}

// The end of a chain of aliases all of which are proved; "" without.
std::string expanded_name(const MxHost& host) {
  for (const Answer* const answer : {&host.ipv4, &host.ipv6})
    if (answer->security == DnsSecurity::secure && !answer->alias_of.empty())
      return answer->alias_of;
  return "";
}

void ask_for_addresses(Round& round, const std::string& server, Facts& facts) {
  for (const DnsType type : {DnsType::a, DnsType::aaaa})
    round.ask(server, type, [&facts, server](const Answer& raw) {
      for (const std::string& address : addresses(raw).values)
        facts.zone_servers.push_back({.name = server, .address = address});
    });
}

Round third_round(Facts& facts, const std::vector<std::string>& servers) {
  Round round;
  for (const std::string& server : servers)
    ask_for_addresses(round, server, facts);
  // RFC 7672 section 2.2.2: where the host is an alias, its end's records count before its own.
  for (MxHost& host : facts.mx_hosts)
    if (const std::string end = expanded_name(host); !end.empty()) ask_for_tlsa(round, end, host);
  return round;
}

}  // namespace

void look_at_dns(Facts& facts, Resolver& resolver, Resolver::Clock::time_point until) {
  const Answers first = first_round(facts).run(resolver, until);
  facts.proved = std::ranges::any_of(first, is_proved);
  if (std::ranges::all_of(first, is_silence)) return;
  name_mx_hosts(facts);
  std::vector<std::string> servers;
  const Answers second = second_round(facts, servers).run(resolver, until);
  facts.proved = facts.proved || std::ranges::any_of(second, is_proved);
  third_round(facts, servers).run(resolver, until);
}

}  // namespace tlsward
