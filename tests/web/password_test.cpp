// Tests web/password.h.
#include "web/password.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("a password has 12 characters or more, and is not the name of its user") {
  const struct {
    std::string password;
    std::string fault;
  } cases[] = {{"", "has 0 characters; 12 are needed"},
               {"elevenchars", "has 11 characters; 12 are needed"},
               {"ąęśćżźółńąę", "has 11 characters; 12 are needed"},
               {"ąęśćżźółńąęś", ""},
               {"twelve chars", ""},
               {std::string(1024, 'x'), ""},
               {std::string(1025, 'x'), "has 1025 bytes; 1024 are allowed"},
               {"Anna.Example", "is the name of the user; choose another"},
               {"anna.EXAMPLE", "is the name of the user; choose another"}};
  for (const auto& [password, fault] : cases) {
    CAPTURE(password);
    CHECK(password_fault("anna.example", password).value_or("") == fault);
  }
}

TEST_CASE("a hash names its parameters, and is another each time") {
  const std::string hash = hash_password("correct horse");
  CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(hash != hash_password("correct horse"));
}

TEST_CASE("a password fits its own hash and no other") {
  PasswordCheck check;
  const std::string hash = hash_password("correct horse");
  const struct {
    std::string what;
    std::string hash;
    std::string password;
    bool fits;
  } cases[] = {
      {"its own", hash, "correct horse", true},
      {"other letters", hash, "Correct horse", false},
      {"less of it", hash, "correct hors", false},
      {"a NUL behind it", hash, std::string("correct horse\0", 14), false},
      {"none", hash, "", false},
      {"too long to be tried", hash, std::string(1025, 'x'), false},
      {"of a user without password", "", "correct horse", false},
      {"none, of a user without password", "", "", false},
      {"what is no hash", "correct horse", "correct horse", false},
      {"a hash of ours that is cut", hash.substr(0, hash.size() - 1), "correct horse", false},
      // With 8 KiB: another choice of what a guess costs.
      {"parameters that are not ours",
       "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "password",
       false},
  };
  for (const auto& [what, kept, password, fits] : cases) {
    CAPTURE(what);
    CHECK(check.fits(kept, password) == fits);
  }
}

TEST_CASE("a password that is made is one, and another each time") {
  const std::string password = random_password();
  CHECK(password.size() == 23);
  CHECK_FALSE(password_fault("anna", password));
  CHECK(password != random_password());
}

}  // namespace tlsward
