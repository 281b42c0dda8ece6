// What happens once a day: for each owner whose digest is due it is made and put into the outbox,
// from where digest_mailer.h sends it. Whoever runs this may do so as often as they like, by a
// clock of their own: there is one digest for each owner and local day.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/digest_mailer.h"
#include "analyzer/owner.h"
#include "analyzer/owner_turn.h"
#include "schema/identity.h"
#include "schema/outbox.h"
#include "schema/store.h"

#include <exception>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// An owner, and what they may see.
struct Audience {
  Owner owner;
  DigestScope scope;
  bool rests = false;  // failed a short while ago: nothing is made for them in this run
};

// What all mails have in common.
struct Letterhead {
  std::string from;                // "TLS reports <tlsward@example.org>"
  std::string sender;              // the address in it
  std::string unsubscribe_mailto;  // an address; "" = none
  std::string unsubscribe_url;     // "https://...", before "/" and the token; "" = none
  HashKey unsubscribe_key{};       // of the tokens
};

// What an owner's digest is due for.
struct DueDigest {
  Day local_day;       // its key
  CoveredDays covers;  // UTC days
  DigestSpan span;     // of the last of these, since the owner's digest before was made
  std::int64_t seen;   // Reports::newest(): all up to it is told
};

// Absent if the owner has that of the day already. Throws what the Store throws, and
// std::runtime_error if there is no such zone.
std::optional<DueDigest> find_due(Store& store, const Owner& owner, Timestamp now);

// The same of a mail that nobody has, to be made once more. Throws what the Store throws.
DueDigest due_anew(Store& store, const OutboxMail& mail, Timestamp now);

// What came of making all that is due.
struct MadeDigests {
  std::vector<OutboxMail> kept;  // without the messages
  RunFaults faults;
};

// Makes what is due, owner by owner up to the stop, but for those without an address, and keeps it
// in the outbox, waiting, or as unneeded where the owner wants digests only of days with something
// to say and none of its days has. What the owner's earlier digests could not be handed over for is
// in it, and they are given up. A digest is made before the transaction that keeps it, so that
// nobody waits for it. What is thrown is in the faults.
MadeDigests make_due(Store& store, const std::vector<Audience>& audiences,
                     const Letterhead& letterhead, const Clock& clock,
                     const std::stop_token& stop = {});

// So many days before its own are told one by one in a digest. The figures of each take as long as
// a digest of that day: after an outage the next owner waits no longer than for these.
inline constexpr int kMostEarlierDays = 14;

// The digest of these days: that of the last one in this span, with a line for each of the
// kMostEarlierDays before it, and how many more there are.
Digest make_digest(Store& store, const Audience& audience, const CoveredDays& days,
                   const DigestSpan& span);

// The mail of what is due, as the outbox keeps it: waiting, or unneeded where the owner does not
// want it. Throws what the Store throws.
OutboxMail make_due_mail(Store& store, const Audience& audience, const Letterhead& letterhead,
                         const DueDigest& due, Timestamp now);

// The message to the owner's addresses, with a Message-ID of its own: what the outbox keeps, but
// for the owner's name and days.
OutboxMail make_mail(const Digest& digest, const Audience& audience, const Letterhead& letterhead,
                     Timestamp now);

}  // namespace tlsward
