// Rows of mails that wait for a mail server, as the tables of digests and of alerts both have them.
#pragma once

#include "schema/outbox.h"
#include "schema/sqlite/database.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tlsward::sqlite {

// The columns id, owner, local_day, first_day, last_day, message_id, sender, message, created,
// state, tries, next_try, fault, in_doubt, settled and seen, in this order; without recipients.
OutboxMail make_mail(const Rows& rows);

// The columns address, state and answer, in this order.
OutboxRecipient make_recipient(const Rows& rows);

// NULL where it is absent.
std::optional<std::int64_t> seconds_of(std::optional<Timestamp> time);

}  // namespace tlsward::sqlite
