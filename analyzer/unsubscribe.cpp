#include "analyzer/unsubscribe.h"

#include "analyzer/digest_message.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tlsward {

namespace {

// Nothing else that is hashed with the key begins so.
std::uint64_t hash_of(Fingerprinter& fingerprinter, int half, const std::string& owner,
                      const std::string& address) {
  return static_cast<std::uint64_t>(fingerprinter.hash(
      fmt::format("unsubscribe {} {}:{}{}", half, owner.size(), owner, address)));
}

std::string token_by(Fingerprinter& fingerprinter, const std::string& owner,
                     const std::string& address) {
  return fmt::format("{:016x}{:016x}", hash_of(fingerprinter, 1, owner, address),
                     hash_of(fingerprinter, 2, owner, address));
}

// Whether they do not wait for it, or may have it.
bool may_have(Store& store, const OutboxMail& mail, const OutboxRecipient& recipient) {
  return recipient.state != RecipientState::waiting ||
         !store.subscriptions().has_ended(mail.owner, recipient.address);
}

}  // namespace

std::string unsubscribe_token(const HashKey& key, const std::string& owner,
                              const std::string& address) {
  Fingerprinter fingerprinter(key);
  return token_by(fingerprinter, owner, address);
}

std::vector<Subscription> subscriptions_of(const Owner& owner) {
  std::vector<Subscription> subscriptions;
  for (const std::string& text : owner.addresses) {
    const auto address = parse_mail_address(text);
    if (!address) continue;  // owner_faults() tells of it
    if (std::ranges::find(subscriptions, address->address, &Subscription::address) ==
        subscriptions.end())
      subscriptions.push_back({&owner, address->address});
  }
  return subscriptions;
}

std::optional<Subscription> find_subscription(const HashKey& key, const std::vector<Owner>& owners,
                                              std::string_view token) {
  Fingerprinter fingerprinter(key);
  for (const Owner& owner : owners)
    for (Subscription& one : subscriptions_of(owner))
      if (token_by(fingerprinter, owner.name, one.address) == token) return std::move(one);
  return {};
}

Owner without_ended(Store& store, Owner owner) {
  std::erase_if(owner.addresses, [&](const std::string& text) {
    const auto address = parse_mail_address(text);
    return address && store.subscriptions().has_ended(owner.name, address->address);
  });
  if (have_all_unsubscribed(owner)) owner.alerts = false;
  return owner;
}

bool have_all_unsubscribed(const Owner& owner) {
  return owner.addresses.empty();  // owner_faults() lets none through that never had one
}

PostMail post_to_subscribed(Store& store, PostMail post, RecipientState state) {
  return [&store, post = std::move(post), state](const OutboxMail& mail) {
    std::vector<OutboxRecipient> answers;
    for (const OutboxRecipient& recipient : mail.recipients)
      if (!may_have(store, mail, recipient))
        answers.push_back({recipient.address, state, "has unsubscribed"});
    if (answers.empty()) return post(mail);
    OutboxMail for_others = mail;
    std::erase_if(for_others.recipients, [&](const OutboxRecipient& recipient) {
      return std::ranges::find(answers, recipient.address, &OutboxRecipient::address) !=
             answers.end();
    });
    if (!for_others.has(RecipientState::waiting)) return answers;
    for (OutboxRecipient& answer : post(for_others))
      answers.push_back(std::move(answer));
    return answers;
  };
}

std::string ended_as_text(const std::vector<EndedSubscription>& ended, std::size_t columns) {
  std::string text;
  for (const EndedSubscription& one : ended) {
    const std::string address = printable(one.address, 200);
    text +=
        wrap(fmt::format("Owner {}: {} has unsubscribed {}, and gets no mail; tlsward owners "
                         "resubscribe {} undoes it.",
                         printable(one.owner, 80), address, format_datetime(one.since), address),
             "", "  ", columns);
  }
  return text;
}

nlohmann::ordered_json ended_as_json(const std::vector<EndedSubscription>& ended) {
  auto rows = nlohmann::ordered_json::array();
  for (const EndedSubscription& one : ended)
    rows.push_back(
        {{"owner", one.owner}, {"address", one.address}, {"since", format_datetime(one.since)}});
  return rows;
}

}  // namespace tlsward
