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

std::string outside_in_words(const HostedOutside& outside) {
  std::string text;
  if (!outside.addresses.empty())
    text += fmt::format("as published at {}\n", fmt::join(outside.addresses, ", "));
  else
    text += outside.faults.empty() ? "not seen: no address of its host can be looked at from here\n"
                                   : "not as published\n";
  if (!outside.faults.empty()) text += '\n' + findings_text(outside.faults) + '\n';
  if (!outside.untested.empty()) text += '\n' + findings_text(outside.untested) + '\n';
  return text;
}

std::string record_in_words(const HostedOutside& outside) {
  const std::string found = printable(outside.found, 200);
  switch (outside.record) {
    case RecordOutside::current:
      return "DNS has it";
    case RecordOutside::other:
      return fmt::format("DNS has another: {}", found);
    case RecordOutside::absent:
      return "DNS has none";
    case RecordOutside::unknown:
      return fmt::format("DNS does not tell: {}", found);
  }
  return {};
}

ordered_json outside_json(const HostedOutside& outside) {
  return {{"served", outside.is_served()},           {"addresses", outside.addresses},
          {"record", name(outside.record)},          {"record_found", printable(outside.found)},
          {"faults", findings_json(outside.faults)}, {"untested", findings_json(outside.untested)}};
}

}  // namespace tlsward
