// How far a report that came by mail is believed, and why, in words that stand beside it wherever
// it is shown. Pure: DKIM and DNS were asked before (collector/dkim.h).
#pragma once

#include "collector/dkim.h"
#include "collector/mail_message.h"
#include "schema/delivery.h"
#include "schema/report.h"
#include "schema/timestamp.h"

#include <string>
#include <vector>

namespace tlsward {

struct Believed {
  Trust trust = Trust::refused;
  std::string evidence;    // one line, printable: "DKIM d=google.com s=20230601 pass, aligned to
                           // contact-info"
  bool ask_again = false;  // the key could not be fetched now: later it may be believed more
};

// What a mail proves. Lent: the mail must outlive it.
struct MailProof {
  const Mail& mail;
  std::vector<DkimSignature> signatures;  // DkimVerifier::verify()
  std::vector<std::string> authserv_ids;  // whose Authentication-Results are believed
  Timestamp now;
};

// The best that the proof gives to this report: verified, vouched, unauthenticated or refused.
// Whose domain must have signed: that of contact-info; without one that of TLS-Report-Submitter,
// then of From.
Believed believe(const MailProof& proof, const Report& report);

}  // namespace tlsward
