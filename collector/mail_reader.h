// Mails that come from strangers, polled or piped: who signed them is checked before their reports
// are read. Mails that an operator imports are vouched for by him.
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

// A Reading for each report in the mail that the delivery's bytes are, believed as the delivery is;
// one that is refused for a mail that is too large; none for a mail that is no report.
std::vector<Reading> read_vouched_mail(Intake& intake, const Limits& limits, Delivery delivery);

// For one thread; the Intake and the limits must outlive it.
class MailReader {
 public:
  MailReader(Intake& intake, const Limits& limits, MailTrust trust);

  // The same, but believed as far as the mail's signatures go. Throws only what the lookup throws.
  std::vector<Reading> read(Delivery delivery);

 private:
  Intake& intake_;
  const Limits& limits_;
  const std::vector<std::string> authserv_ids_;
  DkimVerifier verifier_;
};

}  // namespace tlsward
