// Tests analyzer/addressed_mail.cpp.
#include "analyzer/addressed_mail.h"

#include "analyzer/unsubscribe.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace tlsward {
namespace {

const Day kDay = parse_day("2026-11-24").value();
constexpr MailKind kKind{.id = "alert", .phrase = "TLS alerts", .list = "alerts.tlsward"};
const Letterhead kLetterhead{.from = "TLS <tlsward@example.org>",
                             .sender = "tlsward@example.org",
                             .unsubscribe_mailto = "off@example.org"};

TEST_CASE("a mail goes once to each address, with what its kind says in its head") {
  const Owner owner{.name = "ops",
                    .schedule = {},
                    .domains = {},
                    .addresses = {"Ops <ops@example.com>", "ops@example.com", "b@example.com"}};
  const AddressedMail made = address_mail(kKind, owner, kLetterhead, kDay, Timestamp(kDay));
  CHECK(made.mail.owner == "ops");
  CHECK(made.mail.sender == "tlsward@example.org");
  CHECK(made.mail.state == MailState::waiting);
  CHECK(made.mail.next_try == Timestamp(kDay));
  REQUIRE(made.mail.recipients.size() == 2);
  CHECK(made.head.to.size() == 2);
  CHECK(made.head.message_id == made.mail.message_id);
  CHECK(made.head.list_id == "TLS alerts <alerts.tlsward.example.org>");
  CHECK(made.head.unsubscribe_mailto == "mailto:off@example.org");
  CHECK(made.head.from == kLetterhead.from);
}

TEST_CASE("each mail has a Message-ID of its own, from the sender's domain") {
  const Owner owner{.name = "ops", .schedule = {}, .domains = {}, .addresses = {"a@example.com"}};
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    const auto made = address_mail(kKind, owner, kLetterhead, kDay, Timestamp(kDay));
    CHECK(made.mail.message_id.starts_with("tlsward-alert.2026-11-24."));
    CHECK(made.mail.message_id.ends_with("@example.org"));
    ids.insert(made.mail.message_id);
  }
  CHECK(ids.size() == 100);
}

TEST_CASE("a mail to one address has the link that ends it, one to several has none") {
  Letterhead letterhead = kLetterhead;
  letterhead.unsubscribe_url = "https://tls.example.org/v1/unsubscribe";
  letterhead.unsubscribe_key = {1, 2, 3};
  const auto url = [&](const Owner& owner) {
    return address_mail(kKind, owner, letterhead, kDay, Timestamp(kDay)).head.unsubscribe_url;
  };
  const std::string one = url({.name = "ops", .addresses = {"Ops <a@example.com>"}});
  CHECK(one == letterhead.unsubscribe_url + '/' +
                   unsubscribe_token(letterhead.unsubscribe_key, "ops", "a@example.com"));
  CHECK(url({.name = "ops", .addresses = {"a@example.com", "A <a@example.com>"}}) == one);
  CHECK(url({.name = "ops", .addresses = {"a@example.com", "b@example.com"}}).empty());
  letterhead.unsubscribe_url.clear();
  CHECK(url({.name = "ops", .addresses = {"a@example.com"}}).empty());
}

}  // namespace
}  // namespace tlsward
