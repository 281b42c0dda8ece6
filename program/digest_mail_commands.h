// `tlsward digest` for owners: what is due, by hand or by a timer, and one digest sent on the spot.
#pragma once

#include "program/invocation.h"
#include "schema/timestamp.h"

#include <string>
#include <vector>

namespace tlsward {

// Shows whose digest is due; with `send` makes them, tries all that waits, and shows what became of
// it. Exit code 75 where anything waits on, 1 where anybody refused.
int digest_due_command(const Invocation& invocation, bool send);

struct DigestToSend {
  std::string owner;
  Day day;
  std::vector<std::string> to;  // none: the owner's addresses that have not unsubscribed
};

// Sends the owner's digest of a day now. The outbox does not know of it: the one that is due comes
// all the same. Exit code 75 where it was not taken, 1 where anybody refused.
int digest_send_command(const Invocation& invocation, const DigestToSend& what);

}  // namespace tlsward
