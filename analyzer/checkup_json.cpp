// A checkup for programs; the form stands in docs/json.md.
#include "analyzer/checkup.h"
#include "analyzer/finding_text.h"
#include "schema/printable.h"

#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> kStatusNames = {"found", "absent", "failed"};
constexpr std::array<std::string_view, 4> kSecurityNames = {"unchecked", "insecure", "secure",
                                                            "bogus"};
constexpr std::array<std::string_view, 6> kReachedNames = {"nothing",  "connection", "greeting",
                                                           "starttls", "tls",        "all"};
constexpr std::array<std::string_view, 4> kDaneNames = {"not-asked", "matched", "not-matched",
                                                        "none-usable"};

template <typename Value, typename Names>
std::string_view name_in(const Names& names, Value value) {
  return names[static_cast<std::size_t>(value)];
}

std::string as_utf8(const std::string& text) {
  bool changed = false;
  return to_utf8(text, changed);
}

ordered_json or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(as_utf8(text));
}

template <typename Value>
ordered_json answer_json(const DnsAnswer<Value>& answer) {
  return {{"name", answer.name},
          {"status", name_in(kStatusNames, answer.status)},
          {"security", name_in(kSecurityNames, answer.security)},
          {"why", or_null(answer.why)}};
}

ordered_json texts_json(const DnsAnswer<std::string>& answer) {
  ordered_json json = answer_json(answer);
  json["texts"] = ordered_json::array();
  for (const std::string& text : answer.values)
    json["texts"].push_back(as_utf8(text));
  return json;
}

ordered_json tls_json(const std::optional<TlsSeen>& tls) {
  if (!tls) return {};
  auto names = ordered_json::array();
  for (const std::string& name : tls->certificate.names)
    names.push_back(as_utf8(name));
  return {{"protocol", tls->protocol},
          {"names", std::move(names)},
          {"issuer", as_utf8(tls->certificate.issuer)},
          {"not_before", format_datetime(tls->certificate.not_before)},
          {"not_after", format_datetime(tls->certificate.not_after)},
          {"key", tls->certificate.key},
          {"sha256", tls->certificate.sha256},
          {"public_key_sha256", tls->certificate.public_key_sha256},
          {"trusted", tls->chain_faults.empty()},
          {"name_matches", tls->name_matches},
          {"dane", name_in(kDaneNames, tls->dane)}};
}

ordered_json reach_json(const std::string& address, const Reach& reach) {
  return {{"address", address},
          {"reached", name_in(kReachedNames, reach.reached)},
          {"trouble", or_null(reach.words)},
          {"milliseconds", reach.time.count()}};
}

ordered_json policy_json(const PolicyHost& host) {
  auto fetches = ordered_json::array();
  for (const PolicyFetch& fetch : host.fetches) {
    ordered_json one = reach_json(fetch.address, fetch.reach);
    one["status"] = fetch.status == 0 ? ordered_json() : ordered_json(fetch.status);
    one["content_type"] = or_null(fetch.content_type);
    one["body"] = as_utf8(fetch.body);
    one["tls"] = tls_json(fetch.tls);
    fetches.push_back(std::move(one));
  }
  return {{"host", host.name}, {"fetches", std::move(fetches)}};
}

ordered_json host_json(const MxHost& host) {
  auto looks = ordered_json::array();
  for (const SmtpLook& look : host.looks) {
    ordered_json one = reach_json(look.address, look.reach);
    one["starttls"] = look.starttls_offered;
    one["tls"] = tls_json(look.tls);
    looks.push_back(std::move(one));
  }
  return {{"host", host.name},
          {"preference", host.preference},
          {"tlsa", answer_json(host.tlsa)},
          {"looks", std::move(looks)}};
}

}  // namespace

ordered_json checkup_json(const Checkup& checkup, const Language& language) {
  const Facts& facts = checkup.facts;
  auto groups = ordered_json::array();
  for (const CheckGroup group : checkup.groups)
    groups.push_back(name_in(kCheckGroupNames, group));
  auto hosts = ordered_json::array();
  for (const MxHost& host : facts.mx_hosts)
    hosts.push_back(host_json(host));
  return {{"schema", 1},
          {"domain", facts.domain.text()},
          {"time", format_datetime(facts.time)},
          {"verdict", name(checkup.verdict)},
          {"groups", std::move(groups)},
          {"findings", findings_json(checkup.findings, language)},
          {"dnssec_checked", facts.proved},
          {"tlsrpt", texts_json(facts.tlsrpt)},
          {"mta_sts", texts_json(facts.mta_sts)},
          {"policy", policy_json(facts.policy_host)},
          {"mx", answer_json(facts.mx)},
          {"mx_hosts", std::move(hosts)}};
}

}  // namespace tlsward
