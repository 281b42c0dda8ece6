#include "web/password.h"

#include "schema/text.h"
#include "web/random_secret.h"

#include <argon2.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tlsward {

namespace {

// The least that OWASP's Password Storage Cheat Sheet asks for.
constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

// How each hash of ours begins. No other is computed: what it costs would be its own choice.
constexpr std::string_view kBeginning = "$argon2id$v=19$m=19456,t=2,p=1$";
static_assert(kMemoryKib == 19456 && kPasses == 2 && kLanes == 1);

// What is computed where there is nothing to compare with.
constexpr const char* kOfNobody =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

// Gives back what was taken.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<2>& free) : free_(free) { free_.acquire(); }
  ~Turn() { free_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<2>& free_;
};

// Each character of UTF-8 has one byte that does not continue another.
std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::optional<std::string> password_fault(std::string_view user, std::string_view password) {
  const std::size_t characters = characters_in(password);
  if (characters < kLeastPasswordCharacters)
    return fmt::format("has {} characters; {} are needed", characters, kLeastPasswordCharacters);
  if (password.size() > kMostPasswordBytes)
    return fmt::format("has {} bytes; {} are allowed", password.size(), kMostPasswordBytes);
  if (lower_case(password) == lower_case(user)) return "is the name of the user; choose another";
  return {};
}

std::string random_password() {
  std::string letters = random_letters(20);
  for (const std::size_t place : {15, 10, 5})
    letters.insert(place, 1, '-');
  return letters;
}

std::string hash_password(std::string_view password) {
  const std::string salt = random_letters(kSaltBytes);
  std::array<char, 128> encoded{};
  const int code =
      argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (code != ARGON2_OK)
    throw std::runtime_error(
        fmt::format("password: cannot be hashed ({})", argon2_error_message(code)));
  return encoded.data();
}

bool PasswordCheck::fits(const std::string& hash, std::string_view password) {
  if (password.size() > kMostPasswordBytes) return false;  // whatever the user
  const bool is_ours = hash.starts_with(kBeginning);
  const Turn turn(free_);
  const int code =
      argon2id_verify(is_ours ? hash.c_str() : kOfNobody, password.data(), password.size());
  if (code == ARGON2_MEMORY_ALLOCATION_ERROR)
    throw std::runtime_error("password: no memory to compare it with");
  return is_ours && code == ARGON2_OK;
}

}  // namespace tlsward
