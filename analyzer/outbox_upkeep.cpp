#include "analyzer/outbox_upkeep.h"

#include "analyzer/digest_mailer.h"
#include "analyzer/digest_message.h"
#include "analyzer/unsubscribe.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace tlsward {

namespace {

using Addresses = std::set<std::string>;

Addresses addresses_of(const Owner& owner) {
  Addresses addresses;
  for (const std::string& text : owner.addresses)
    if (const auto address = parse_mail_address(text)) addresses.insert(address->address);
  return addresses;
}

Addresses addresses_of(const std::vector<OutboxRecipient>& recipients) {
  Addresses addresses;
  for (const OutboxRecipient& recipient : recipients)
    addresses.insert(recipient.address);
  return addresses;
}

// Who has it or refused it stays as they are.
std::vector<OutboxRecipient> recipients_of_now(const OutboxMail& mail, Addresses wanted) {
  std::vector<OutboxRecipient> recipients;
  for (const OutboxRecipient& recipient : mail.recipients) {
    const bool is_wanted = wanted.erase(recipient.address) > 0;
    if (is_wanted || recipient.state != RecipientState::waiting) recipients.push_back(recipient);
  }
  for (const std::string& address : wanted)
    recipients.push_back({.address = address});
  return recipients;
}

// Whether it waits no longer.
bool change_recipients(Store& store, OutboxMail& mail, const Addresses& wanted, Timestamp now) {
  std::vector<OutboxRecipient> recipients = recipients_of_now(mail, wanted);
  if (addresses_of(recipients) == addresses_of(mail.recipients)) return false;
  mail.recipients = std::move(recipients);
  const bool waits = mail.has(RecipientState::waiting);
  if (!waits) give_up(mail, mail.fault, now);
  store.transact([&] {
    store.outbox().set_recipients(mail);
    if (!waits) store.outbox().note_try(mail);
  });
  return !waits;
}

void make_anew(Store& store, const OutboxMail& mail, const Audience& audience,
               const Letterhead& letterhead, Timestamp now) {
  const OutboxMail anew =
      make_due_mail(store, audience, letterhead, due_anew(store, mail, now), now);
  store.transact([&] {
    store.outbox().remove(mail.id);
    store.outbox().add(anew);
  });
}

// Why nobody is to have it; "" if somebody is.
std::string_view reason_to_give_up(const Audience* audience) {
  if (audience == nullptr) return "given up: no [[owner]] of this name is configured any more";
  return have_all_unsubscribed(audience->owner) ? "given up: each address has unsubscribed" : "";
}

// Whether it waits no longer.
bool follow(Store& store, OutboxMail& mail, const std::vector<Audience>& audiences,
            const Letterhead& letterhead, Timestamp now) {
  const auto audience = std::ranges::find_if(
      audiences, [&](const Audience& one) { return one.owner.name == mail.owner; });
  const auto reason = reason_to_give_up(audience == audiences.end() ? nullptr : &*audience);
  if (!reason.empty()) {
    give_up(mail, std::string(reason), now);
    store.transact([&] { store.outbox().note_try(mail); });
    return true;
  }
  if (audience->rests) return false;
  const Addresses wanted = addresses_of(audience->owner);
  if (mail.in_doubt || mail.has(RecipientState::taken))
    return change_recipients(store, mail, wanted, now);
  if (addresses_of(mail.recipients) != wanted || mail.sender != letterhead.sender)
    make_anew(store, mail, *audience, letterhead, now);
  return false;
}

}  // namespace

FollowedMails follow_configuration(Store& store, const std::vector<Audience>& audiences,
                                   const Letterhead& letterhead, Timestamp now,
                                   const std::stop_token& stop) {
  FollowedMails followed;
  for (OutboxMail& mail : store.outbox().waiting()) {
    if (stop.stop_requested()) break;
    const bool goes_on = take_turn(followed.faults, mail.owner, [&] {
      if (follow(store, mail, audiences, letterhead, now))
        followed.settled.push_back(std::move(mail));
    });
    if (!goes_on) break;
  }
  return followed;
}

}  // namespace tlsward
