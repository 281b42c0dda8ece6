#include "analyzer/dns_look.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using Answer = DnsAnswer<std::string>;
using Answers = std::vector<Answer>;

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

Round second_round(Facts& facts) {
  Round round;
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

// RFC 7672 section 2.2.2: where the host is an alias, its end's records count before its own.
Round round_of_aliases(Facts& facts) {
  Round round;
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
  const Answers second = second_round(facts).run(resolver, until);
  facts.proved = facts.proved || std::ranges::any_of(second, is_proved);
  round_of_aliases(facts).run(resolver, until);
}

}  // namespace tlsward
