// Whom a mail to an owner is for: before it has a text, when digests and alerts begin as this, and
// while it waits and the addresses change.
#pragma once

#include "analyzer/daily_run.h"
#include "analyzer/digest_message.h"

#include <set>
#include <string>
#include <string_view>

namespace tlsward {

struct AddressedMail {
  OutboxMail mail;   // waiting, to be tried at once, of that day alone
  MessageHead head;  // of its message
};

// What a mail is: what its Message-ID begins with, and its list (RFC 2919).
struct MailKind {
  std::string_view id;      // "digest"
  std::string_view phrase;  // "TLS report digest"
  std::string_view list;    // "tlsward", before the sender's domain
};

// Who gets the owner's mails.
std::set<std::string> addresses_of(const Owner& owner);

// Whether its recipients are these, and it is from the letterhead's sender.
bool is_addressed(const OutboxMail& mail, const Owner& owner, const Letterhead& letterhead);

// Gives the mail the owner's addresses of now: who waits and is none of them leaves it, new ones
// join; who has it or refused it stays. Where nobody waits any more it is given up. Returns whether
// anything changed.
bool follow_addresses(OutboxMail& mail, const Owner& owner, Timestamp now);

// Each address of the owner once, with a Message-ID that no other mail has and nobody can guess;
// with the link that ends it (RFC 8058) where it goes to one address.
AddressedMail address_mail(const MailKind& kind, const Owner& owner, const Letterhead& letterhead,
                           Day day, Timestamp now);

}  // namespace tlsward
