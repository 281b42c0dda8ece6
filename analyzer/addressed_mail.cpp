#include "analyzer/addressed_mail.h"

#include "analyzer/digest_mailer.h"
#include "analyzer/unsubscribe.h"
#include "schema/own_mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <random>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

std::string domain_of(const std::string& address) {
  return address.substr(address.find('@') + 1);
}

std::string make_message_id(const MailKind& kind, Day day, const std::string& sender) {
  std::random_device random;
  return fmt::format("{}{}.{}.{:08x}{:08x}@{}", kOwnMessageId, kind.id, format_day(day), random(),
                     random(), domain_of(sender));
}

bool is_named(const OutboxMail& mail, const std::string& address) {
  return std::ranges::find(mail.recipients, address, &OutboxRecipient::address) !=
         mail.recipients.end();
}

// Who has it or refused it stays as they are.
std::vector<OutboxRecipient> recipients_of_now(const OutboxMail& mail,
                                               std::set<std::string> wanted) {
  std::vector<OutboxRecipient> recipients;
  for (const OutboxRecipient& recipient : mail.recipients) {
    const bool is_wanted = wanted.erase(recipient.address) > 0;
    if (is_wanted || recipient.state != RecipientState::waiting) recipients.push_back(recipient);
  }
  for (const std::string& address : wanted)
    recipients.push_back({.address = address});
  return recipients;
}

std::set<std::string> addresses_of(const std::vector<OutboxRecipient>& recipients) {
  std::set<std::string> addresses;
  for (const OutboxRecipient& recipient : recipients)
    addresses.insert(recipient.address);
  return addresses;
}

}  // namespace

std::set<std::string> addresses_of(const Owner& owner) {
  std::set<std::string> addresses;
  for (const std::string& text : owner.addresses)
    if (const auto address = parse_mail_address(text)) addresses.insert(address->address);
  return addresses;
}

bool is_addressed(const OutboxMail& mail, const Owner& owner, const Letterhead& letterhead) {
  return addresses_of(mail.recipients) == addresses_of(owner) && mail.sender == letterhead.sender;
}

bool follow_addresses(OutboxMail& mail, const Owner& owner, Timestamp now) {
  std::vector<OutboxRecipient> recipients = recipients_of_now(mail, addresses_of(owner));
  if (addresses_of(recipients) == addresses_of(mail.recipients)) return false;
  mail.recipients = std::move(recipients);
  if (!mail.has(RecipientState::waiting)) give_up(mail, mail.fault, now);
  return true;
}

AddressedMail address_mail(const MailKind& kind, const Owner& owner, const Letterhead& letterhead,
                           Day day, Timestamp now) {
  AddressedMail made{.mail = {.owner = owner.name,
                              .local_day = day,
                              .first_day = day,
                              .last_day = day,
                              .message_id = make_message_id(kind, day, letterhead.sender),
                              .sender = letterhead.sender,
                              .created = now,
                              .next_try = now}};
  made.head = {
      .from = letterhead.from,
      .message_id = made.mail.message_id,
      .date = now,
      .list_id = fmt::format("{} <{}.{}>", kind.phrase, kind.list, domain_of(letterhead.sender))};
  if (!letterhead.unsubscribe_mailto.empty())
    made.head.unsubscribe_mailto = "mailto:" + letterhead.unsubscribe_mailto;
  for (const std::string& text : owner.addresses) {
    const auto address = parse_mail_address(text);
    assert(address);  // owner_faults() lets no other through
    if (is_named(made.mail, address->address)) continue;
    made.head.to.push_back(text);
    made.mail.recipients.push_back({.address = address->address});
  }
  // All who get a message see one link, which ends it for one.
  if (!letterhead.unsubscribe_url.empty() && made.mail.recipients.size() == 1)
    made.head.unsubscribe_url =
        fmt::format("{}/{}", letterhead.unsubscribe_url,
                    unsubscribe_token(letterhead.unsubscribe_key, owner.name,
                                      made.mail.recipients.front().address));
  return made;
}

}  // namespace tlsward
