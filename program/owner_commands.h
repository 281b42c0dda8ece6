// `tlsward owners`: to whom mails go, who has unsubscribed, and the way back.
#pragma once

#include "program/invocation.h"

#include <string>

namespace tlsward {

// Lists each address of each [[owner]], and those who unsubscribed while they were one.
int owners_list_command(const Invocation& invocation);

struct ResubscribeFlags {
  std::string address;
  std::string owner;  // --owner; "" = all of whom it has unsubscribed
};

// Mails go to the address again. Throws UsageError for what is no address.
int owners_resubscribe_command(const Invocation& invocation, const ResubscribeFlags& flags);

}  // namespace tlsward
