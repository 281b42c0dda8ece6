#include "analyzer/outbox_upkeep.h"

#include "analyzer/addressed_mail.h"
#include "analyzer/digest_mailer.h"
#include "analyzer/unsubscribe.h"

#include <algorithm>
#include <utility>

namespace tlsward {

namespace {

// Whether it waits no longer.
bool change_recipients(Store& store, OutboxMail& mail, const Owner& owner, Timestamp now) {
  if (!follow_addresses(mail, owner, now)) return false;
  const bool waits = mail.state == MailState::waiting;
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
  if (mail.in_doubt || mail.has(RecipientState::taken))
    return change_recipients(store, mail, audience->owner, now);
  if (!is_addressed(mail, audience->owner, letterhead))
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
