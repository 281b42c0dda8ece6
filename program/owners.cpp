#include "program/owners.h"

#include "analyzer/digest_message.h"
#include "analyzer/language.h"
#include "analyzer/nearest.h"
#include "program/explain_command.h"
#include "program/invocation.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tlsward {

namespace {

using Texts = std::vector<std::string>;

// "*" stands for any letters, dots too.
bool fits(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t skipped = star; skipped <= text.size(); ++skipped)
    if (fits(text.substr(skipped), rest)) return true;
  return false;
}

bool is_pattern(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

// The domains that one entry means; none if it names nothing of ours.
std::vector<Domain> domains_of(const Config& config, const std::string& entry) {
  std::vector<Domain> domains;
  if (is_pattern(entry)) {
    for (const Domain& domain : config.domains)
      if (fits(domain.text(), entry)) domains.push_back(domain);
    return domains;
  }
  const Domain named(entry);
  const bool ours =
      config.domains.empty() || std::ranges::any_of(config.domains, [&](const Domain& domain) {
        return named.is_within(domain);
      });
  if (ours && named.is_host_name()) domains.push_back(named);
  return domains;
}

// Whether somebody else's domains are here too.
bool is_guest(const Config& config, const std::vector<Domain>& theirs) {
  const auto is_theirs = [&](const Domain& domain) {
    return std::ranges::any_of(theirs, [&](const Domain& one) { return domain.is_within(one); });
  };
  return config.domains.empty() || !std::ranges::all_of(config.domains, is_theirs);
}

std::string fault_of_domain(const Config& config, const std::string& entry) {
  if (!domains_of(config, entry).empty()) return "";
  if (is_pattern(entry))
    return fmt::format("domains: \"{}\" fits no [[domain]]", printable(entry, 80));
  Texts names;
  for (const Domain& domain : config.domains)
    names.push_back(domain.text());
  const std::string meant = did_you_mean(entry, names);
  return fmt::format("domains: {} is no [[domain]] and below none{}", printable(entry, 80),
                     meant.empty() ? "; add it, or correct the name" : meant);
}

std::string fault_of_zone(const DigestSchedule& schedule) {
  if (schedule.zone == "UTC") return "";
  const Texts zones = zone_names();
  if (zones.empty()) return "zone: this machine knows no time zones; install the package tzdata";
  if (std::ranges::find(zones, schedule.zone) != zones.end()) return "";
  const std::string meant = did_you_mean(schedule.zone, zones);
  return fmt::format("zone: there is no \"{}\"{}", printable(schedule.zone, 80),
                     meant.empty() ? "; write one like \"Europe/Warsaw\"" : meant);
}

std::string fault_of_language(const std::string& code) {
  if (find_language(code) != nullptr) return "";
  return fmt::format("language: there is no \"{}\"; known are {}", printable(code, 80),
                     fmt::join(language_codes(), ", "));
}

Texts faults_of_owner(const Config& config, const Owner& owner) {
  Texts faults;
  if (owner.addresses.empty())
    faults.emplace_back("has no address; add addresses = [\"postmaster@example.org\"]");
  for (const std::string& address : owner.addresses)
    if (!parse_mail_address(address) || !is_printable(address))
      faults.push_back(
          fmt::format("addresses: \"{}\" is no address; write it like \"postmaster@example.org\"",
                      printable(address, 80)));
  for (const std::string& entry : owner.domains)
    faults.push_back(fault_of_domain(config, entry));
  faults.push_back(fault_of_zone(owner.schedule));
  faults.push_back(fault_of_language(owner.language));
  std::erase(faults, "");
  return faults;
}

}  // namespace

namespace {

Texts faults_of_webhooks(const Config& config) {
  Texts faults;
  std::set<std::string> names;
  for (const WebhookOptions& webhook : config.webhooks) {
    std::string fault = fault_of(webhook);
    const bool has_owner =
        webhook.owner.empty() ||
        std::ranges::find(config.owners, webhook.owner, &Owner::name) != config.owners.end();
    if (fault.empty() && !names.insert(webhook.name).second) fault = "is there twice; rename one";
    if (fault.empty() && config.owners.empty())
      fault = "nobody has alerts; add the [[owner]] whose they are";
    if (fault.empty() && !has_owner)
      fault = fmt::format("owner: there is no [[owner]] \"{}\"", printable(webhook.owner, 80));
    if (!fault.empty())
      faults.push_back(fmt::format("webhook {}: {}", printable(webhook.name, 80), fault));
  }
  return faults;
}

}  // namespace

std::vector<std::string> owner_faults(const Config& config) {
  Texts faults = faults_of_webhooks(config);
  if (config.owners.empty()) return faults;
  if (const std::string fault = fault_of(config.mail); !fault.empty())
    faults.push_back(fmt::format("mail: {}", fault));
  if (!config.mail.unsubscribe_url.empty() && config.ingest_listen.empty())
    faults.emplace_back(
        "mail: unsubscribe_url is a page of the public listener, and there is none; set "
        "ingest.listen, or leave unsubscribe_url out");
  std::set<std::string> names;
  for (const Owner& owner : config.owners) {
    const std::string name = printable(owner.name, 80);
    if (name.empty()) faults.emplace_back("owner: one has no name; add name = \"ops\"");
    if (!names.insert(owner.name).second)
      faults.push_back(fmt::format("owner {}: is there twice; rename one", name));
    for (const std::string& fault : faults_of_owner(config, owner))
      faults.push_back(fmt::format("owner {}: {}", name, fault));
  }
  return faults;
}

Config require_mail(const Invocation& invocation) {
  Config config = load_config(invocation).config;
  if (config.owners.empty())
    throw ConfigError("no owner is configured; add [[owner]] and [mail] (docs/operations.md)");
  if (const auto faults = owner_faults(config); !faults.empty()) throw ConfigError(faults.front());
  return config;
}

DigestScope scope_of(const Config& config, const Owner& owner) {
  if (owner.domains.empty()) {
    DigestScope all = scope_of(config);
    all.owner = owner.name;
    return all;
  }
  std::vector<Domain> domains;
  for (const std::string& entry : owner.domains)
    for (const Domain& domain : domains_of(config, entry))
      domains.push_back(domain);
  // A scope without a domain would be everybody's.
  if (domains.empty())
    throw ConfigError(fmt::format("owner {}: {}", printable(owner.name, 80),
                                  fault_of_domain(config, *owner.domains.begin())));
  DigestScope scope = scope_of(config, domains);
  scope.is_guest = is_guest(config, domains);
  scope.owner = owner.name;
  return scope;
}

const Owner& require_owner(const Config& config, std::string_view name) {
  const auto found = std::ranges::find(config.owners, name, &Owner::name);
  if (found != config.owners.end()) return *found;
  Texts names;
  for (const Owner& owner : config.owners)
    names.push_back(owner.name);
  const std::string meant = did_you_mean(name, names);
  throw UsageError(fmt::format("--owner: there is no [[owner]] \"{}\"{}", printable(name, 80),
                               meant.empty() ? "; tlsward config show lists them" : meant));
}

std::optional<std::vector<Domain>> domains_seen_by(const Config& config, const User& user) {
  if (user.role != Role::owner) return {};
  std::vector<Domain> domains = user.domains;
  const auto owner = std::ranges::find(config.owners, user.owner, &Owner::name);
  if (owner == config.owners.end()) return domains;
  if (owner->domains.empty()) {  // theirs is all that is configured, or all there is
    if (config.domains.empty()) return {};
    domains.insert(domains.end(), config.domains.begin(), config.domains.end());
  }
  for (const std::string& entry : owner->domains)
    for (Domain& domain : domains_of(config, entry))
      domains.push_back(std::move(domain));
  return domains;
}

}  // namespace tlsward
