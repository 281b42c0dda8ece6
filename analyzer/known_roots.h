// The roots that certificates are held against: the system's, and those of a file. Read once for
// many looks.
#pragma once

#include <memory>
#include <string>

struct x509_store_st;  // OpenSSL's X509_STORE

namespace tlsward {

// Any thread may use one at the same time as others.
class KnownRoots {
 public:
  // Throws std::runtime_error if the file ("" for none) or the system's roots cannot be read.
  explicit KnownRoots(const std::string& ca_file);

  x509_store_st* store() const { return store_.get(); }

 private:
  struct Free {
    void operator()(x509_store_st* store) const;
  };
  std::unique_ptr<x509_store_st, Free> store_;
};

}  // namespace tlsward
