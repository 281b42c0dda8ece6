// How the mailboxes fare that are read: a line each for people, what is wrong and what to do first.
#pragma once

#include "schema/mailboxes.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace tlsward {

// "Mailbox reports: read 2026-11-24T14:55:00Z up to UID 12." and the like, wrapped; "" for none.
std::string mailboxes_as_text(const std::vector<MailboxStatus>& statuses, std::size_t columns);

// [{"mailbox","last_poll","last_success","last_uid","pending","set_aside","failures","fault",
//   "note"}]; last_success is null before the first.
nlohmann::ordered_json mailboxes_as_json(const std::vector<MailboxStatus>& statuses);

}  // namespace tlsward
