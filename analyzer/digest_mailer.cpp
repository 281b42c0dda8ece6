#include "analyzer/digest_mailer.h"

#include "schema/printable.h"

#include <algorithm>
#include <exception>

namespace tlsward {

namespace {

constexpr std::chrono::minutes kFirstWait{1};
constexpr std::chrono::minutes kLongestWait{60};
constexpr std::size_t kFaultBytes = 1000;
constexpr int kNoteTries = 30;  // of two seconds each where others hold the database

MailState settled_state(const OutboxMail& mail) {
  if (mail.has(RecipientState::taken)) return MailState::sent;
  return mail.has(RecipientState::refused) ? MailState::refused : MailState::given_up;
}

void settle(OutboxMail& mail, Timestamp now) {
  mail.state = settled_state(mail);
  mail.settled = now;
  mail.message.clear();
}

void give_up_waiting(OutboxMail& mail) {
  for (OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == RecipientState::waiting) recipient.state = RecipientState::given_up;
}

// After a try: nobody waits any more, or the rest waits for the next one.
void go_on(OutboxMail& mail, Timestamp now) {
  ++mail.tries;
  const bool too_long = mail.has(RecipientState::taken) && now >= mail.created + kTriedForOthers;
  if (too_long) give_up_waiting(mail);
  if (!mail.has(RecipientState::waiting)) return settle(mail, now);
  mail.next_try = now + wait_after(mail.tries);
}

void note(Store& store, const OutboxMail& mail, const NoteMail& note_mail) {
  for (int left = kNoteTries; left > 0; --left) {
    try {
      return store.transact([&] { note_mail(mail); });
    } catch (const StoreBusy&) {
      if (left == 1) throw;
    }
  }
}

}  // namespace

std::chrono::seconds wait_after(std::int64_t tries) {
  const auto doublings = std::clamp<std::int64_t>(tries - 1, 0, 6);
  return std::min<std::chrono::seconds>(kFirstWait * (std::int64_t{1} << doublings), kLongestWait);
}

void note_answers(OutboxMail& mail, const std::vector<OutboxRecipient>& answers, Timestamp now) {
  mail.fault.clear();
  for (const OutboxRecipient& answer : answers) {
    const auto found =
        std::ranges::find(mail.recipients, answer.address, &OutboxRecipient::address);
    if (found == mail.recipients.end()) continue;
    *found = answer;
    if (answer.state != RecipientState::taken)
      mail.fault = printable(answer.address + ": " + answer.answer, kFaultBytes);
  }
  go_on(mail, now);
}

void note_fault(OutboxMail& mail, const std::string& fault, Timestamp now) {
  mail.fault = printable(fault, kFaultBytes);
  go_on(mail, now);
}

void give_up(OutboxMail& mail, const std::string& reason, Timestamp now) {
  mail.fault = printable(reason, kFaultBytes);
  give_up_waiting(mail);
  settle(mail, now);
}

OutboxMail begun(OutboxMail mail, Timestamp now) {
  note_fault(mail,
             "a try has begun whose end is not noted: it goes on, or was cut off; the mail server "
             "may have the mail",
             now);
  mail.in_doubt = true;
  return mail;
}

// The boundary of a try: what ends it is the mail's fault until the next one.
void try_mail(OutboxMail& mail, const PostMail& post, const Clock& clock,
              const std::stop_token& stop) {
  try {
    const std::vector<OutboxRecipient> answers = post(mail);
    note_answers(mail, answers, clock());
  } catch (const NotHandedOver& error) {
    if (!stop.stop_requested()) note_fault(mail, error.what(), clock());
  } catch (const std::exception& error) {
    mail.in_doubt = true;
    if (!stop.stop_requested()) note_fault(mail, error.what(), clock());
  }
}

std::vector<OutboxMail> send_mails(Store& store, MailsToTry what, const PostMail& post,
                                   const Clock& clock, const std::stop_token& stop) {
  for (OutboxMail& mail : what.mails) {
    if (stop.stop_requested()) break;
    note(store, begun(mail, clock()), what.note);
    mail.message = what.message(mail);
    try_mail(mail, post, clock, stop);
    mail.message.clear();
    note(store, mail, what.note);
  }
  return std::move(what.mails);
}

std::vector<OutboxMail> send_due(Store& store, const PostMail& post, Timestamp by,
                                 const Clock& clock, const std::stop_token& stop) {
  return send_mails(
      store,
      {.mails = store.outbox().due(by),
       .note = [&](const OutboxMail& mail) { store.outbox().note_try(mail); },
       .message = [&](const OutboxMail& mail) { return store.outbox().message(mail.id); }},
      post, clock, stop);
}

}  // namespace tlsward
