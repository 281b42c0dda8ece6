#include "web/random_secret.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>

namespace tlsward {

namespace {

constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";  // no l, o, 0 and 1
static_assert(kLetters.size() == 32);

}  // namespace

std::string random_letters(std::size_t count) {
  std::array<unsigned char, 200> bytes;
  assert(count <= bytes.size());
  if (getentropy(bytes.data(), count) != 0)
    throw std::system_error(errno, std::generic_category(), "getentropy");
  std::string letters;
  for (std::size_t n = 0; n < count; ++n)
    letters += kLetters[bytes[n] % kLetters.size()];
  return letters;
}

std::string hash_of_secret(std::string_view secret) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), hash.data());
  return fmt::format("{:02x}", fmt::join(hash, ""));
}

bool is_same_secret(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace tlsward
