// Tests analyzer/addressed_mail.cpp.
#include "analyzer/addressed_mail.h"

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

}  // namespace
}  // namespace tlsward
