// `tlsward alerts`: what is open, and whether alerts arrive.
#pragma once

#include "program/invocation.h"

#include <string>

namespace tlsward {

struct AlertFlags {
  std::string owner;  // --owner; "" = all
  bool all = false;   // --all: also those that are over since 30 days
};

// Lists what owners were told of at once and is not over.
int alerts_list_command(const Invocation& invocation, const AlertFlags& flags);

// Sends each owner who gets alerts, or the named one, a mail that says it is a test. Exit code 75
// where one was not taken, 1 where anybody refused.
int alerts_test_command(const Invocation& invocation, const AlertFlags& flags);

}  // namespace tlsward
