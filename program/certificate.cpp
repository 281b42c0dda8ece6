#include "program/certificate.h"

#include "program/host_certificates.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cassert>
#include <chrono>
#include <ctime>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tlsward {

namespace {

// OpenSSL's words for what failed last on this thread.
std::string openssl_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "cannot be read";
}

// Refuses to ask a terminal for the password of a key.
int no_password(char*, int, int, void*) {
  return 0;
}

// A key that others can read is no secret. Group access is for setups like Debian's ssl-cert.
std::optional<std::string> find_fault_of_key_file(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return std::nullopt;  // OpenSSL will say why
  if ((found.st_mode & (S_IROTH | S_IWOTH)) == 0) return std::nullopt;
  return fmt::format("{}: the private key can be read by everybody; run: chmod 640 {}", file, file);
}

TlsContext make_context() {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // TLS 1.2 with forward secrecy and authenticated encryption only (RFC 9325 section 4.2).
  SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_default_passwd_cb(context.get(), no_password);
  // Idle connections are many: their read and write buffers go back while nothing comes.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

// A context with the pair, or what is wrong with it and what to do, in one line.
expected<TlsContext, std::string> load_pair(const std::string& chain, const std::string& key) {
  if (auto fault = find_fault_of_key_file(key)) return unexpected(*std::move(fault));
  TlsContext context = make_context();
  if (SSL_CTX_use_certificate_chain_file(context.get(), chain.c_str()) != 1) {
    return unexpected(fmt::format("{}: {}; it must be a PEM chain, the server's certificate first",
                                  chain, openssl_error()));
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return unexpected(fmt::format("{}: {}; it must be the PEM key, without password, of {}", key,
                                  openssl_error(), chain));
  }
  return context;
}

// Called by OpenSSL when a client has said whom it wants (RFC 6066 section 3).
int show_certificate_of_host(SSL* tls, int* alert, void* argument) noexcept {
  const char* const asked = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
  if (asked == nullptr) return SSL_TLSEXT_ERR_OK;
  const std::string name = lower_case(asked);
  const auto& hosts = *static_cast<const HostCertificates*>(argument);
  if (const TlsContext of_host = hosts.find(name)) {
    SSL_set_SSL_CTX(tls, of_host.get());
    return SSL_TLSEXT_ERR_OK;
  }
  const bool is_ours =
      X509_check_host(SSL_get_certificate(tls), name.data(), name.size(), 0, nullptr) == 1;
  if (is_ours || !name.starts_with("mta-sts.")) return SSL_TLSEXT_ERR_OK;
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::optional<std::string> find_fault_of_pair(const std::string& chain_file,
                                              const std::string& key_file) {
  const auto context = load_pair(chain_file, key_file);
  return context ? std::nullopt : std::optional(context.error());
}

bool Certificate::FileState::operator==(const FileState& other) const {
  return modified.tv_sec == other.modified.tv_sec && modified.tv_nsec == other.modified.tv_nsec &&
         inode == other.inode && size == other.size;
}

Certificate::FileState Certificate::state_of(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return {};
  return {found.st_mtim, found.st_ino, found.st_size};
}

Certificate::PairState Certificate::pair_state() const {
  return {state_of(chain_file_), state_of(key_file_)};
}

Certificate::Certificate(std::string chain_file, std::string key_file,
                         const HostCertificates* hosts)
    : chain_file_(std::move(chain_file)),
      key_file_(std::move(key_file)),
      hosts_(hosts),
      tried_(pair_state()) {
  auto context = load();
  if (!context) throw std::runtime_error(context.error());
  context_ = *std::move(context);
}

expected<TlsContext, std::string> Certificate::load() const {
  auto context = load_pair(chain_file_, key_file_);
  if (context && hosts_ != nullptr) {
    SSL_CTX_set_tlsext_servername_callback(context->get(), show_certificate_of_host);
    // OpenSSL takes it as it takes all that belongs to a callback, and never writes to it.
    SSL_CTX_set_tlsext_servername_arg(context->get(), const_cast<HostCertificates*>(hosts_));
  }
  return context;
}

TlsContext Certificate::context() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

namespace {

Timestamp time_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  [[maybe_unused]] const int read = ASN1_TIME_to_tm(time, &broken_down);
  assert(read == 1);  // a certificate that OpenSSL took has one
  return Timestamp(std::chrono::seconds(::timegm(&broken_down)));
}

}  // namespace

Timestamp Certificate::not_before() const {
  const TlsContext pair = context();
  return time_of(X509_get0_notBefore(SSL_CTX_get0_certificate(pair.get())));
}

Timestamp Certificate::not_after() const {
  const TlsContext pair = context();
  return time_of(X509_get0_notAfter(SSL_CTX_get0_certificate(pair.get())));
}

void Certificate::reload() {
  const PairState now = pair_state();
  if (now == tried_) return;
  tried_ = now;
  auto context = load();
  if (!context) {
    spdlog::error("certificate changed but cannot be used, the old one stays: {}", context.error());
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    context_ = *std::move(context);
  }
  spdlog::info("certificate {} read anew", chain_file_);
}

}  // namespace tlsward
