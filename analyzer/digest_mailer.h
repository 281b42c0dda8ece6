// What becomes of mails that wait, digests in the outbox and alerts: each is handed to whoever
// posts it, and what that says is noted before anything else is done. That there is a try is noted
// before it: whoever is killed in it, or cannot note what came of it, does not post again at once.
// A mail that is taken is noted as sent, one that is refused is never tried again for that
// recipient, and one that could not be handed over waits and is tried again, a minute later, then
// after twice as long each time, up to an hour.
#pragma once

#include "schema/outbox.h"
#include "schema/store.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <stop_token>
#include <vector>

namespace tlsward {

// A try that ended before the other side could have the mail.
struct NotHandedOver : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Hands a mail over for those of its recipients who wait, and returns them with what became of it.
// Throws, in words for the operator, where it came to nothing: NotHandedOver, or whatever else,
// after which nobody knows whether the other side has the mail.
using PostMail = std::function<std::vector<OutboxRecipient>(const OutboxMail& mail)>;

// The time as it is when asked: a run over many mails may last hours, where a mail server is slow.
using Clock = std::function<Timestamp()>;

// How long a mail that has failed so often in a row waits.
std::chrono::seconds wait_after(std::int64_t tries);

// How long a mail that some of its recipients have is tried for the others; one that nobody has
// waits until the next digest of its owner replaces it.
inline constexpr std::chrono::days kTriedForOthers{5};

// What the answers to one try make of the mail.
void note_answers(OutboxMail& mail, const std::vector<OutboxRecipient>& answers, Timestamp now);

// The same for a try that came to nothing.
void note_fault(OutboxMail& mail, const std::string& fault, Timestamp now);

// Gives the mail up for those who wait, for this reason, which becomes its fault.
void give_up(OutboxMail& mail, const std::string& reason, Timestamp now);

// The mail as it is noted before a try: as one whose try failed, so that nobody knows whether the
// other side has it.
OutboxMail begun(OutboxMail mail, Timestamp now);

// One try: posts the mail, and makes of it what comes of that. Whatever `post` throws is the mail's
// fault, unless it was asked to stop: then it is as if it had not been tried,
// but for mail.in_doubt.
void try_mail(OutboxMail& mail, const PostMail& post, const Clock& clock,
              const std::stop_token& stop = {});

// Writes a mail back as a try has changed it, inside a transaction.
using NoteMail = std::function<void(const OutboxMail& mail)>;

// Tries the mails up to the stop, and notes each before its try and after it. The rest is as with
// send_due().
struct MailsToTry {
  std::vector<OutboxMail> mails;
  NoteMail note;
  // Reads the message of one of them for its try, so that of a thousand one is in memory.
  std::function<std::string(const OutboxMail& mail)> message;
};
std::vector<OutboxMail> send_mails(Store& store, MailsToTry what, const PostMail& post,
                                   const Clock& clock, const std::stop_token& stop = {});

// Tries all digests that wait and are to be tried by then, up to the stop, and notes each when it
// was tried. Returns the mails, without their messages, as they are after that; those that were not
// tried before the stop, as they were. A database that others hold is waited for, up to a minute a
// mail: what was taken must be noted. Throws what the Store throws.
std::vector<OutboxMail> send_due(Store& store, const PostMail& post, Timestamp by,
                                 const Clock& clock, const std::stop_token& stop = {});

}  // namespace tlsward
