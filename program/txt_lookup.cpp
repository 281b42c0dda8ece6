#include "program/txt_lookup.h"

#include <memory>
#include <utility>

namespace tlsward {

namespace {

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

TxtLookup make_txt_lookup(const ResolverOptions& options) {
  // Shared only because a std::function must be copyable.
  const auto resolver = std::make_shared<Resolver>(options);
  return [resolver](const std::string& name) {
    TxtRecords records = resolver->txt(name);
    return TxtAnswer{status_of(records.status), std::move(records.texts)};
  };
}

}  // namespace tlsward
