#include "program/policy_outside.h"

#include "analyzer/finding_text.h"
#include "analyzer/probe.h"
#include "program/dns_lookups.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestLook{10};  // behind DNS
constexpr std::chrono::seconds kPause{2};

Timestamp now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// A name that is not in DNS, or that leads where nothing is connected to, will not be in a minute.
bool may_come(const HostedOutside& outside) {
  return std::ranges::none_of(outside.faults, [](const Finding& fault) {
    return fault.key == "policy-host-absent" || fault.key == "policy-host-private";
  });
}

}  // namespace

HostedOutside look_outside(const Config& config, const HostedPolicy& policy) {
  ProbeOptions options = config.checks;
  options.deadline = std::min(options.deadline, kLongestLook);
  // A new one for each look: what DNS said before may have changed.
  Resolver resolver(resolver_for_checks(config));
  const KnownRoots roots(options.ca_file);
  const ProbeTarget target{
      .domain = policy.domain, .now = now(), .policy_host = true, .mx_hosts = false};
  return judge_outside(probe(target, options, resolver, roots), policy);
}

HostedOutside wait_until_served(const Config& config, const HostedPolicy& policy,
                                std::chrono::seconds time) {
  const auto end = SteadyClock::now() + time;
  bool said = false;
  for (;;) {
    HostedOutside outside = look_outside(config, policy);
    if (outside.is_served() || !may_come(outside) || SteadyClock::now() + kPause > end)
      return outside;
    if (!said)
      fmt::print(stderr, "tlsward: waiting up to {} s until senders get it (--wait)\n",
                 time.count());
    said = true;
    std::this_thread::sleep_for(kPause);
  }
}

std::string outside_in_words(const HostedOutside& outside, const Language& language) {
  std::string text;
  if (!outside.addresses.empty())
    text = put_in(language.text("policy.published"),
                  {{"addresses", fmt::format("{}", fmt::join(outside.addresses, ", "))}});
  else
    text = language.text(outside.faults.empty() ? "policy.not-seen" : "policy.not-published");
  for (const std::vector<Finding>& findings : {outside.faults, outside.untested})
    if (!findings.empty()) text += "\n\n" + findings_text(findings, language);
  return text;
}

std::string record_in_words(const HostedOutside& outside, const Language& language) {
  const std::string text(language.text(fmt::format("policy.record-{}", name(outside.record))));
  return put_in(text, {{"found", printable(outside.found, 200)}});
}

ordered_json outside_json(const HostedOutside& outside, const Language& language) {
  return {{"served", outside.is_served()},
          {"addresses", outside.addresses},
          {"record", name(outside.record)},
          {"record_found", printable(outside.found)},
          {"faults", findings_json(outside.faults, language)},
          {"untested", findings_json(outside.untested, language)}};
}

}  // namespace tlsward
