// Tests analyzer/mailbox_status.cpp.
#include "analyzer/mailbox_status.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

const Timestamp kNow{std::chrono::seconds{1'795'532'100}};  // 2026-11-24T14:55:00Z

std::string line_of(const MailboxStatus& status) {
  return mailboxes_as_text({status}, 500);
}

}  // namespace

TEST_CASE("a mailbox's line says what is wrong and what to do, or how far it is read") {
  const MailboxStatus fine{.mailbox = "a", .last_poll = kNow, .last_success = kNow, .last_uid = 12};
  MailboxStatus more = fine;
  more.pending = 1;
  more.set_aside = 2;
  more.note = "mail UID 3 in INBOX is set aside: why";
  CHECK(line_of(fine) == "Mailbox a: read 2026-11-24T14:55:00Z up to UID 12.\n");
  CHECK(line_of(more) ==
        "Mailbox a: read 2026-11-24T14:55:00Z up to UID 12; 1 mail to read; 2 mails set aside; "
        "mail UID 3 in INBOX is set aside: why.\n");
  CHECK(line_of({.mailbox = "b\x1b", .last_poll = kNow, .failures = 1, .fault = "check user"}) ==
        "Mailbox b\\x1b: never read, a try failed: check user.\n");
  CHECK(line_of({.mailbox = "b",
                 .last_poll = kNow,
                 .last_success = kNow,
                 .failures = 3,
                 .fault = "check user"}) ==
        "Mailbox b: not read since 2026-11-24T14:55:00Z, 3 tries failed: check user.\n");
  CHECK(mailboxes_as_text({}, 80).empty());
}

TEST_CASE("a mailbox's JSON has all of it") {
  const auto json = mailboxes_as_json({{.mailbox = "a", .last_poll = kNow, .fault = "x"}});
  CHECK(json.dump() ==
        R"([{"mailbox":"a","last_poll":"2026-11-24T14:55:00Z","last_success":null,"last_uid":0,)"
        R"("pending":0,"set_aside":0,"failures":0,"fault":"x","note":""}])");
}

}  // namespace tlsward
