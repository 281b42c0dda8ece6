// The certificates of hosts that have one of their own on the public listener: those of the MTA-STS
// policies that we serve. They lie in one folder as certbot keeps them, NAME/fullchain.pem and
// NAME/privkey.pem, and are renewed by others while we run.
#pragma once

#include "program/certificate.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace tlsward {

// For any number of threads; reload() is for one at a time.
class HostCertificates {
 public:
  explicit HostCertificates(std::string folder);

  // From now on those of these hosts, in lower case. Reads what is new or has changed. A pair that
  // cannot be used is logged once and the old one stays; a host without a pair is logged once.
  void reload(const std::set<std::string>& hosts);

  // The context with the host's certificate, whatever the case of its letters; null if it has none.
  TlsContext find(std::string_view host) const;

 private:
  std::unique_ptr<Certificate> load(const std::string& host);

  const std::string folder_;
  std::map<std::string, std::string> faults_;  // by host: logged
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Certificate>, std::less<>> pairs_;
};

}  // namespace tlsward
