// The certificate that a listener shows. Its files are renewed by others while we run: a new pair
// is looked at whole before it takes the old one's place.
#pragma once

#include "schema/expected.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace tlsward {

// What is wrong with the pair and what to do, in one line; absent if a listener can show it.
std::optional<std::string> find_fault_of_pair(const std::string& chain_file,
                                              const std::string& key_file);

class HostCertificates;

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// For any number of threads.
class Certificate {
 public:
  // Reads the PEM files: the chain, the server's certificate first, and its key. Who asks for a
  // host of `hosts` by SNI is shown that host's; who asks for another policy host ("mta-sts.") than
  // it is for itself gets the alert unrecognized_name, never a wrong certificate. `hosts`, which
  // may be null, must outlive all its contexts. Throws std::runtime_error with what to do if the
  // files cannot be used or the key is readable by others.
  Certificate(std::string chain_file, std::string key_file,
              const HostCertificates* hosts = nullptr);

  // TLS 1.2 and 1.3 with the current pair. Connections keep the one that they began with.
  TlsContext context() const;

  // From when and until when the current pair's certificate is good.
  Timestamp not_before() const;
  Timestamp not_after() const;

  // Reads the files again if they have changed. A pair that cannot be used is logged once, and the
  // old one stays.
  void reload();

 private:
  // What tells a changed file from the one that was read.
  struct FileState {
    timespec modified{};
    std::uint64_t inode = 0;
    std::int64_t size = -1;

    bool operator==(const FileState& other) const;
  };
  struct PairState {
    FileState chain;
    FileState key;

    bool operator==(const PairState&) const = default;
  };
  static FileState state_of(const std::string& file);
  PairState pair_state() const;

  expected<TlsContext, std::string> load() const;

  const std::string chain_file_;
  const std::string key_file_;
  const HostCertificates* hosts_;
  PairState tried_;  // when reload() looked last; its thread only
  mutable std::mutex mutex_;
  TlsContext context_;
};

}  // namespace tlsward
