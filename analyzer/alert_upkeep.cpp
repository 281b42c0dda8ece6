#include "analyzer/alert_upkeep.h"

#include "analyzer/addressed_mail.h"
#include "schema/alert_mails.h"
#include "schema/alerts.h"

#include <algorithm>

namespace tlsward {

namespace {

bool can_nobody_have(const OutboxMail& mail) {
  return !mail.in_doubt && !mail.has(RecipientState::taken);
}

void take_back(Store& store, const OutboxMail& mail) {
  store.transact([&] { store.alert_mails().take_back(mail.id); });
}

// Whether it waits, and nobody is known to have it.
bool is_held_up(Store& store, OutboxMail& mail, const Owner& owner, Timestamp now) {
  if (follow_addresses(mail, owner, now))
    store.transact([&] {
      store.alert_mails().set_recipients(mail);
      store.alert_mails().note_try(mail);
    });
  return mail.state == MailState::waiting && !mail.has(RecipientState::taken);
}

}  // namespace

bool follow_configuration(Store& store, const Owner& owner, const Letterhead& letterhead,
                          Timestamp now) {
  for (const OutboxMail& mail : store.alert_mails().refused())
    if (mail.owner == owner.name && can_nobody_have(mail) && !is_addressed(mail, owner, letterhead))
      take_back(store, mail);
  bool held_up = false;
  for (OutboxMail& mail : store.alert_mails().waiting()) {
    if (mail.owner != owner.name) continue;
    if (can_nobody_have(mail) && !is_addressed(mail, owner, letterhead))
      take_back(store, mail);
    else
      held_up = is_held_up(store, mail, owner, now) || held_up;
  }
  return held_up;
}

void forget_others(Store& store, const std::vector<Audience>& audiences,
                   const std::vector<WebhookTarget>& webhooks) {
  const auto is_owed = [&](const std::string& owner, const std::string& name) {
    const auto audience = std::ranges::find_if(
        audiences, [&](const Audience& one) { return one.owner.name == owner; });
    if (audience == audiences.end()) return false;
    if (name.empty()) return audience->owner.alerts;
    const auto webhook = std::ranges::find(webhooks, name, &WebhookTarget::name);
    return webhook != webhooks.end() && webhook->is_told_of(owner);
  };
  std::vector<AlertThread> threads = store.alerts().threads();
  std::erase_if(threads,
                [&](const AlertThread& each) { return is_owed(each.owner, each.webhook); });
  std::vector<OutboxMail> mails = store.alert_mails().waiting();
  std::erase_if(mails, [&](const OutboxMail& mail) { return is_owed(mail.owner, ""); });
  if (threads.empty() && mails.empty()) return;
  store.transact([&] {
    for (const AlertThread& thread : threads)
      store.alerts().remove(thread.id);
    for (const OutboxMail& mail : mails)
      store.alert_mails().take_back(mail.id);
  });
}

}  // namespace tlsward
