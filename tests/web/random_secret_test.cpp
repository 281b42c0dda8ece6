// Tests web/random_secret.h.
#include "web/random_secret.h"

#include <doctest/doctest.h>

#include <set>

namespace tlsward {

TEST_CASE("a secret is so many letters that nobody mixes up, and never the same") {
  std::set<char> seen;
  std::set<std::string> secrets;
  for (int n = 0; n < 100; ++n) {
    const std::string secret = random_letters(kSecretLetters);
    CHECK(secret.size() == kSecretLetters);
    seen.insert(secret.begin(), secret.end());
    secrets.insert(secret);
  }
  CHECK(secrets.size() == 100);
  CHECK(seen.size() == 32);
  for (const char letter : {'l', 'o', '0', '1'})
    CHECK_FALSE(seen.contains(letter));
}

TEST_CASE("a secret is kept as its SHA-256") {
  CHECK(hash_of_secret("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash_of_secret("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("secrets are the same only where every letter is") {
  CHECK(is_same_secret("abc", "abc"));
  CHECK(is_same_secret("", ""));
  CHECK_FALSE(is_same_secret("abc", "abd"));
  CHECK_FALSE(is_same_secret("abc", "ab"));
  CHECK_FALSE(is_same_secret("", "a"));
}

}  // namespace tlsward
