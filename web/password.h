// Passwords that people choose: what one must be, the hash that is kept of it, and whether one fits
// a hash. argon2id (RFC 9106) by libargon2 makes a guess cost 19 MiB and some 30 ms of a core.
#pragma once

#include <optional>
#include <semaphore>
#include <string>
#include <string_view>

namespace tlsward {

inline constexpr std::size_t kLeastPasswordCharacters = 12;
inline constexpr std::size_t kMostPasswordBytes = 1024;

// Why it is none for the user of that name: "has 7 characters; 12 are needed"; absent: it is one.
std::optional<std::string> password_fault(std::string_view user, std::string_view password);

// Four times five random letters, 100 bits: "k7fma-...".
std::string random_password();

// The hash as it is kept: "$argon2id$v=19$m=19456,t=2,p=1$...", with a random salt. Throws
// std::runtime_error where there is no memory.
std::string hash_password(std::string_view password);

// Compares passwords with hashes, for any number of threads: two at a time, the others wait, so
// that strangers cost 38 MiB at most.
class PasswordCheck {
 public:
  // Whether the password fits the hash. "" and what is no hash of ours fits none, and takes as long
  // as one that could. Throws std::runtime_error where there is no memory.
  bool fits(const std::string& hash, std::string_view password);

 private:
  std::counting_semaphore<2> free_{2};
};

}  // namespace tlsward
