// One mail to a mail server by SMTP (RFC 5321): what it says to each recipient decides what becomes
// of the mail.
#pragma once

#include "program/mail_options.h"
#include "schema/outbox.h"

#include <stdexcept>
#include <stop_token>
#include <vector>

namespace tlsward {

// The connection was lost behind the message's first byte: nobody knows whether the server has it.
struct MailInDoubt : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Hands the mail over for those of its recipients who wait. Returns them with what the server said:
// taken (it said so behind the whole message), refused (5yz to the recipient, or to the message),
// or still waiting (4yz, a login that is wanted, or a refusal that may be of all our mails while it
// accepts nobody). Throws MailServerError where it did not come to that: no connection, no TLS, no
// login, no sender, nobody for whom it relays; Stopped; and MailInDoubt for either in the midst of
// the message. Ends by server.time, and soon after the stop.
std::vector<OutboxRecipient> post_by_smtp(const SmtpServer& server, const OutboxMail& mail,
                                          const std::stop_token& stop);

}  // namespace tlsward
