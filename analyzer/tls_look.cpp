#include "analyzer/tls_look.h"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <optional>
#include <span>

namespace tlsward {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};

std::string hex(std::span<const unsigned char> bytes) {
  std::string text;
  for (const unsigned char byte : bytes)
    text += fmt::format("{:02x}", byte);
  return text;
}

Timestamp time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return Timestamp(std::chrono::seconds(timegm(&parts)));
}

std::vector<std::string> dns_names(const X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, Free> all(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type != GEN_DNS) continue;
    names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                       static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
  }
  return names;
}

std::string common_name(const X509* certificate) {
  std::array<char, 256> text{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                             text.data(), text.size());
  return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
}

std::string one_line(const X509_NAME* name) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string key_of(X509* certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate);
  if (key == nullptr) return "";
  const char* const type = EVP_PKEY_get0_type_name(key);
  return fmt::format("{} {}", type == nullptr ? "?" : type, EVP_PKEY_get_bits(key));
}

std::string digest_of(X509* certificate) {
  int digest = NID_undef;
  X509_get_signature_info(certificate, &digest, nullptr, nullptr, nullptr);
  return OBJ_nid2sn(digest);
}

CertificateSeen look_at(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  CertificateSeen seen{.names = dns_names(certificate),
                       .common_name = common_name(certificate),
                       .issuer = one_line(X509_get_issuer_name(certificate)),
                       .not_before = time_of(X509_get0_notBefore(certificate)),
                       .not_after = time_of(X509_get0_notAfter(certificate)),
                       .key = key_of(certificate),
                       .key_bits = EVP_PKEY_get_bits(X509_get0_pubkey(certificate)),
                       .digest = digest_of(certificate),
                       .sha256 = hex(std::span(digest).first(size))};
  unsigned char* key = nullptr;
  const int key_size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
  if (key_size <= 0) return seen;
  EVP_Digest(key, static_cast<std::size_t>(key_size), digest.data(), &size, EVP_sha256(), nullptr);
  OPENSSL_free(key);
  seen.public_key_sha256 = hex(std::span(digest).first(size));
  return seen;
}

ChainFault fault_of(int error, std::size_t chain_length) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return ChainFault::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return ChainFault::not_yet_valid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return ChainFault::self_signed;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return chain_length == 1 ? ChainFault::issuer_not_sent : ChainFault::unknown_root;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return ChainFault::unknown_root;
    case X509_V_ERR_INVALID_PURPOSE:
      return ChainFault::not_for_servers;
    default:
      return ChainFault::other;
  }
}

// Notes each fault, and goes on to the next.
int note_fault(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  auto& seen = *static_cast<TlsSeen*>(X509_STORE_CTX_get_app_data(context));
  const int error = X509_STORE_CTX_get_error(context);
  const ChainFault fault = fault_of(error, seen.chain_length);
  if (seen.chain_faults.empty()) seen.chain_words = X509_verify_cert_error_string(error);
  if (std::ranges::find(seen.chain_faults, fault) == seen.chain_faults.end())
    seen.chain_faults.push_back(fault);
  return 1;
}

void judge_chain(TlsSeen& seen, X509* certificate, STACK_OF(X509) * chain, const TlsWish& wish) {
  const std::unique_ptr<X509_STORE_CTX, Free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), wish.roots->store(), certificate, chain);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_time(context.get(), 0, wish.now.time_since_epoch().count());
  X509_STORE_CTX_set_app_data(context.get(), &seen);
  X509_STORE_CTX_set_verify_cb(context.get(), note_fault);
  const bool verified = X509_verify_cert(context.get()) == 1;
  if (!verified && seen.chain_faults.empty()) seen.chain_faults = {ChainFault::other};
}

DaneMatch dane_match(SSL* tls, const TlsWish& wish, bool usable) {
  if (wish.tlsa.empty()) return DaneMatch::not_asked;
  if (!usable) return DaneMatch::none_usable;
  const bool matched = SSL_get_verify_result(tls) == X509_V_OK &&
                       SSL_get0_dane_authority(tls, nullptr, nullptr) >= 0;
  return matched ? DaneMatch::matched : DaneMatch::not_matched;
}

}  // namespace

// OpenSSL itself refuses records of an unknown selector or matching type, and of a wrong length.
bool set_tlsa(SSL* tls, const TlsWish& wish) {
  if (wish.tlsa.empty()) return false;
  SSL_dane_enable(tls, (wish.tlsa_base.empty() ? wish.name : wish.tlsa_base).c_str());
  SSL_add1_host(tls, wish.name.c_str());
  SSL_dane_set_flags(tls, DANE_FLAG_NO_DANE_EE_NAMECHECKS);  // RFC 7672 section 3.1.1
  bool usable = false;
  for (const TlsaRecord& record : wish.tlsa) {
    if (!record.is_of_smtp()) continue;
    const auto* const data = reinterpret_cast<const unsigned char*>(record.data.data());
    if (SSL_dane_tlsa_add(tls, record.usage, record.selector, record.matching_type, data,
                          record.data.size()) > 0)
      usable = true;
  }
  return usable;
}

TlsSeen look_at_tls(SSL* tls, const TlsWish& wish, bool usable) {
  TlsSeen seen{.protocol = SSL_get_version(tls), .cipher = SSL_get_cipher_name(tls)};
  seen.dane = dane_match(tls, wish, usable);
  X509* const certificate = SSL_get0_peer_certificate(tls);
  STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(tls);
  if (certificate == nullptr) {  // an anonymous cipher
    seen.chain_faults = {ChainFault::other};
    seen.chain_words = "no certificate";
    return seen;
  }
  seen.certificate = look_at(certificate);
  seen.chain_length = static_cast<std::size_t>(std::max(sk_X509_num(chain), 1));
  // RFC 8461 section 4.1, RFC 6125 section 6.4.4: the names of subjectAltName alone.
  seen.name_matches =
      X509_check_host(certificate, wish.name.data(), wish.name.size(),
                      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
                      nullptr) == 1;
  judge_chain(seen, certificate, chain, wish);
  return seen;
}

}  // namespace tlsward
