#include "program/dns_lookups.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

namespace tlsward {

namespace {

constexpr const char* kRootAnchor = "/usr/share/dns/root.key";  // of dns-root-data

TxtAnswer::Status status_of(DnsStatus status) {
  switch (status) {
    case DnsStatus::found:
      return TxtAnswer::Status::found;
    case DnsStatus::absent:
      return TxtAnswer::Status::absent;
    case DnsStatus::failed:
      return TxtAnswer::Status::failed;
  }
  return TxtAnswer::Status::failed;
}

}  // namespace

ResolverOptions resolver_options(const Config& config) {
  return {.server = config.dns_server};
}

ResolverOptions resolver_for_checks(const Config& config) {
  ResolverOptions options = resolver_options(config);
  options.trust_anchor = config.checks.trust_anchor;
  std::error_code unreadable;
  if (options.trust_anchor.empty() && std::filesystem::exists(kRootAnchor, unreadable))
    options.trust_anchor = kRootAnchor;
  return options;
}

TxtLookup make_txt_lookup(const ResolverOptions& options) {
  // Shared only because a std::function must be copyable.
  const auto resolver = std::make_shared<Resolver>(options);
  return [resolver](const std::string& name) {
    TxtRecords records = resolver->txt(name);
    return TxtAnswer{status_of(records.status), std::move(records.texts)};
  };
}

NamesOfAddress make_names_lookup(ResolverOptions options) {
  options.deadline = std::chrono::seconds(1);
  const auto resolver = std::make_shared<Resolver>(options);  // likewise
  return [resolver](const std::string& address) { return resolver->confirmed_names(address); };
}

}  // namespace tlsward
