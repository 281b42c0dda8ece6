// Secrets that nobody chooses: ids of login sessions, tokens, passwords that are made. What is kept
// of them is a plain hash: with as much chance in them nothing slower is needed (web/password.h has
// that, for passwords that people choose).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsward {

// So many letters and digits of 32 that are not taken for one another, 5 random bits each. At most
// 200.
std::string random_letters(std::size_t count);

// With 260 random bits.
inline constexpr std::size_t kSecretLetters = 52;

// SHA-256 in hex.
std::string hash_of_secret(std::string_view secret);

// Whether they are the same, in a time that tells nothing of where they differ.
bool is_same_secret(std::string_view one, std::string_view other);

}  // namespace tlsward
