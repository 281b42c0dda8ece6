// A mail to an owner before it has a text: its Message-ID, who gets it, and what its head says.
// Digests and alerts begin as this.
#pragma once

#include "analyzer/daily_run.h"
#include "analyzer/digest_message.h"

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

// Each address of the owner once, with a Message-ID that no other mail has and nobody can guess;
// with the link that ends it (RFC 8058) where it goes to one address.
AddressedMail address_mail(const MailKind& kind, const Owner& owner, const Letterhead& letterhead,
                           Day day, Timestamp now);

}  // namespace tlsward
