// One mail to a program that takes mails as sendmail does: started directly, without a shell.
#pragma once

#include "schema/outbox.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// Hands the mail over for those of its recipients who wait, as `PROGRAM -i -f SENDER -- ADDRESS...`
// with the message, in lines of Unix, on standard input. Returns them with what became of it: taken
// (exit code 0), refused (a code of sysexits.h for a mail or a user that cannot be: 65, 67, 68), or
// still waiting (75 and all others), each with the last the program wrote. Throws
// NotHandedOver with what to do if it cannot be run, and std::runtime_error where it does not end
// in time or by the stop: then it is killed with its children.
std::vector<OutboxRecipient> post_by_sendmail(const std::string& program, const OutboxMail& mail,
                                              std::chrono::seconds time,
                                              const std::stop_token& stop);

}  // namespace tlsward
