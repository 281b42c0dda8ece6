// `tlsward user`: who may look at the dashboard and ask the API.
#pragma once

#include "program/invocation.h"
#include "program/password_input.h"
#include "schema/users.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tlsward {

struct UserFlags {
  std::string role = "read-only";
  std::vector<std::string> domains;
  std::string owner;
  PasswordFlags password;
  bool no_password = false;
};

// The user of that name. Throws std::runtime_error with the nearest name if there is none.
User require_user(Store& store, const std::string& name);

// Each user, and what they have.
int user_list_command(const Invocation& invocation);

// Exit code 1 where there is one of that name. Throws UsageError for what can be no user.
int user_add_command(const Invocation& invocation, const std::string& name, const UserFlags& flags);

int user_passwd_command(const Invocation& invocation, const std::string& name,
                        const PasswordFlags& flags);

// Asks at a terminal unless `yes`, which the last admin always needs.
int user_delete_command(const Invocation& invocation, const std::string& name, bool yes);

struct TokenFlags {
  bool list = false;
  std::int64_t revoke = 0;  // the token's number; 0 = none
  std::string name;         // what it is for
  std::string scope = "read";
  std::vector<std::string> domains;
  std::string expires;  // "90d"; "" = never
};

// Makes a token of the user and prints it once, lists theirs, or revokes one.
int user_token_command(const Invocation& invocation, const std::string& user,
                       const TokenFlags& flags);

}  // namespace tlsward
