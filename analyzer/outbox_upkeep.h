// Mails that wait follow a configuration that was changed meanwhile: often it was changed for them,
// because a server refused the sender, or an address was misspelt.
#pragma once

#include "analyzer/daily_run.h"

#include <vector>

namespace tlsward {

struct FollowedMails {
  std::vector<OutboxMail> settled;  // what waits no longer, without the messages
  RunFaults faults;                 // whose mail could not follow, and waits as it is
};

// Whose owner is not configured any more, or has no address left, is given up. A mail of which
// nobody can have anything is made anew where the owner's addresses or the sender are others now,
// as if it were made the first time. One that somebody has, or may have, keeps its Message-ID and
// its bytes, so that nobody gets two: only those who wait and are no address of the owner's any
// more leave it, and new addresses join. That of an owner who rests stays as it is. Ends early at
// the stop. What is thrown is in the faults.
FollowedMails follow_configuration(Store& store, const std::vector<Audience>& audiences,
                                   const Letterhead& letterhead, Timestamp now,
                                   const std::stop_token& stop = {});

}  // namespace tlsward
