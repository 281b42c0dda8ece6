// Tests analyzer/outbox_status.cpp.
#include "analyzer/outbox_status.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

const Timestamp kNow = parse_datetime("2026-11-24T14:00:05Z").value().time;

OutboxMail mail_in(MailState state, std::vector<OutboxRecipient> recipients) {
  return {.owner = "ops",
          .local_day = parse_day("2026-11-24").value(),
          .first_day = parse_day("2026-11-23").value(),
          .last_day = parse_day("2026-11-23").value(),
          .message_id = "one@example.org",
          .created = kNow,
          .state = state,
          .next_try = kNow + std::chrono::minutes(1),
          .settled = kNow,
          .recipients = std::move(recipients)};
}

std::string line_of(const OutboxMail& mail, std::optional<Timestamp> last_sent = {}) {
  return outbox_as_text({{mail, last_sent}}, 400);
}

}  // namespace

TEST_CASE("each owner's last digest is told in a line, with what to do") {
  const OutboxRecipient taken{"a@example.org", RecipientState::taken, "250 ok"};
  const OutboxRecipient refused{"b@example.org", RecipientState::refused, "550 5.1.1 no \x1b user"};
  const OutboxRecipient waits{"a@example.org"};
  OutboxMail failed = mail_in(MailState::waiting, {waits});
  failed.tries = 2;
  failed.fault = "no answer within 120 s (mail.timeout)";

  CHECK(outbox_as_text({}, 72).empty());
  CHECK(line_of(mail_in(MailState::sent, {taken}), kNow) ==
        "Digest for ops: sent 2026-11-24T14:00:05Z to a@example.org.\n");
  CHECK(line_of(mail_in(MailState::sent, {taken, refused}), kNow) ==
        "Digest for ops: sent 2026-11-24T14:00:05Z to a@example.org; b@example.org is refused (550 "
        "5.1.1 no \\x1b user).\n");
  CHECK(line_of(mail_in(MailState::waiting, {waits})) ==
        "Digest for ops: waits to be sent to a@example.org.\n");
  CHECK(line_of(failed, kNow - std::chrono::days(1)) ==
        "Digest for ops: waits since 2026-11-24T14:00:05Z for a@example.org, tried 2 times, the "
        "next try is at 2026-11-24T14:01:05Z: no answer within 120 s (mail.timeout); the last one "
        "was sent 2026-11-23T14:00:05Z.\n");
  CHECK(line_of(mail_in(MailState::refused, {refused})) ==
        "Digest for ops: nobody has it; correct the addresses of the [[owner]]; b@example.org is "
        "refused (550 5.1.1 no \\x1b user).\n");
  OutboxMail given_up = mail_in(MailState::given_up, {{"a@example.org", RecipientState::given_up}});
  given_up.fault = "given up: no [[owner]] of this name is configured any more";
  CHECK(line_of(given_up) ==
        "Digest for ops: given up: no [[owner]] of this name is configured any more.\n");
  const OutboxRecipient late{"b@example.org", RecipientState::given_up, "450 4.2.0 greylisted"};
  CHECK(
      line_of(mail_in(MailState::sent, {taken, late}), kNow) ==
      "Digest for ops: sent 2026-11-24T14:00:05Z to a@example.org; b@example.org is given up (450 "
      "4.2.0 greylisted).\n");
  CHECK(line_of(mail_in(MailState::unneeded, {}), kNow) ==
        "Digest for ops: there was nothing to say on 2026-11-23; the last one was sent "
        "2026-11-24T14:00:05Z.\n");
}

TEST_CASE("as JSON it has every member, null where there is nothing") {
  OutboxMail waiting = mail_in(MailState::waiting, {{"a@example.org"}});
  CHECK(mail_as_json(waiting).at("next_try").is_null());  // it stands in no outbox
  waiting.id = 1;
  const auto json = outbox_as_json({{waiting, {}}}).at(0);
  CHECK(json.at("owner") == "ops");
  CHECK(json.at("local_day") == "2026-11-24");
  CHECK(json.at("first_day") == "2026-11-23");
  CHECK(json.at("last_day") == "2026-11-23");
  CHECK(json.at("message_id") == "one@example.org");
  CHECK(json.at("state") == "waiting");
  CHECK(json.at("next_try") == "2026-11-24T14:01:05Z");
  CHECK(json.at("last_sent").is_null());
  CHECK(json.at("recipients").dump() ==
        R"([{"address":"a@example.org","state":"waiting","answer":""}])");
  CHECK(mail_as_json(mail_in(MailState::sent, {})).at("next_try").is_null());
}

}  // namespace tlsward
