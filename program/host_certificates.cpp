#include "program/host_certificates.h"

#include "schema/printable.h"
#include "schema/text.h"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <utility>

namespace tlsward {

HostCertificates::HostCertificates(std::string folder) : folder_(std::move(folder)) {}

std::unique_ptr<Certificate> HostCertificates::load(const std::string& host) {
  const std::filesystem::path place = std::filesystem::path(folder_) / host;
  const std::string chain = place / "fullchain.pem";
  const std::string key = place / "privkey.pem";
  auto fault = find_fault_of_pair(chain, key);
  if (!fault) {
    faults_.erase(host);
    return std::make_unique<Certificate>(chain, key);
  }
  std::string& logged = faults_[host];
  if (logged != *fault)
    spdlog::error("{}: its policy cannot be fetched until it has a certificate: {}",
                  printable(host, 200), *fault);
  logged = *std::move(fault);
  return nullptr;
}

void HostCertificates::reload(const std::set<std::string>& hosts) {
  // Only this thread changes the map, so it may look without the lock.
  for (const std::string& host : hosts) {
    if (const auto found = pairs_.find(host); found != pairs_.end()) {
      found->second->reload();
      continue;
    }
    std::unique_ptr<Certificate> pair = load(host);
    if (!pair) continue;
    const std::lock_guard lock(mutex_);
    pairs_.emplace(host, std::move(pair));
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(pairs_, [&](const auto& pair) { return !hosts.contains(pair.first); });
}

TlsContext HostCertificates::find(std::string_view host) const {
  const std::string name = lower_case(host);
  const std::lock_guard lock(mutex_);
  const auto found = pairs_.find(name);
  return found == pairs_.end() ? nullptr : found->second->context();
}

}  // namespace tlsward
