// Who ends an owner's mails to them: the token of the link in each mail to one address (RFC 8058),
// whom it stands for, and that nothing goes to those who used theirs. The address stays in the
// configuration, and counts as if it did not.
#pragma once

#include "analyzer/digest_mailer.h"
#include "analyzer/owner.h"
#include "schema/identity.h"
#include "schema/store.h"
#include "schema/subscriptions.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// 32 hexadecimal digits that nobody can tell without the database's key, the same for as long as it
// lives. `address` as parse_mail_address() has it.
std::string unsubscribe_token(const HashKey& key, const std::string& owner,
                              const std::string& address);

// One of an owner's addresses.
struct Subscription {
  const Owner* owner = nullptr;  // one of those that were given
  std::string address;
};

// The addresses of an owner as SMTP takes them, each once.
std::vector<Subscription> subscriptions_of(const Owner& owner);

// Whom the token stands for; absent for one of nobody, be it that they are configured no more.
std::optional<Subscription> find_subscription(const HashKey& key, const std::vector<Owner>& owners,
                                              std::string_view token);

// The owner without those who have unsubscribed; with none left nobody is told at once either.
// Throws what the Store throws.
Owner without_ended(Store& store, Owner owner);

// Whether nobody is left of them.
bool have_all_unsubscribed(const Owner& owner);

// Posts by `post`, but to nobody who has unsubscribed meanwhile: these get `state` as what became
// of it. `store` is lent.
PostMail post_to_subscribed(Store& store, PostMail post, RecipientState state);

// "Owner ops: a@example.org has unsubscribed ...", a paragraph for each with what undoes it; "" for
// none.
std::string ended_as_text(const std::vector<EndedSubscription>& ended, std::size_t columns);

// [{"owner","address","since"}].
nlohmann::ordered_json ended_as_json(const std::vector<EndedSubscription>& ended);

}  // namespace tlsward
