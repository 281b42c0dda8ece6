#include "analyzer/known_roots.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace tlsward {

void KnownRoots::Free::operator()(x509_store_st* store) const {
  X509_STORE_free(store);
}

KnownRoots::KnownRoots(const std::string& ca_file) : store_(X509_STORE_new()) {
  if (!store_ || X509_STORE_set_default_paths(store_.get()) != 1)
    throw std::runtime_error("the system's CA certificates cannot be read; see ca-certificates");
  const bool read = ca_file.empty() || X509_STORE_load_file(store_.get(), ca_file.c_str()) == 1;
  ERR_clear_error();
  if (!read)
    throw std::runtime_error(
        fmt::format("{}: no PEM certificate can be read; correct checks.ca_file", ca_file));
}

}  // namespace tlsward
