// Mails that come from strangers, polled or piped: who signed them is checked before their reports
// are read. (Files that an operator imports are vouched for by him: Intake::read_parts alone.)
#pragma once

#include "collector/dkim.h"
#include "collector/intake.h"
#include "collector/limits.h"

#include <string>
#include <vector>

namespace tlsward {

// What decides how far a mail is believed.
struct MailTrust {
  TxtLookup lookup;  // for the thread that reads
  std::vector<std::string> authserv_ids;
};

// For one thread; the Intake and the limits must outlive it.
class MailReader {
 public:
  MailReader(Intake& intake, const Limits& limits, MailTrust trust);

  // A Reading for each report in the mail that the delivery's bytes are, believed as far as its
  // signatures go; one that is refused for a mail that is too large; none for a mail that is no
  // report. Throws only what the lookup throws.
  std::vector<Reading> read(Delivery delivery);

 private:
  Intake& intake_;
  const Limits& limits_;
  const std::vector<std::string> authserv_ids_;
  DkimVerifier verifier_;
};

}  // namespace tlsward
