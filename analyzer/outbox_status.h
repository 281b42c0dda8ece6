// How the owners' digests fare: a line each for people, what is wrong and what to do first.
#pragma once

#include "schema/outbox.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// "Digest for ops: sent 2026-11-24T14:00:05Z." and the like, wrapped; "" for none. `what`:
// "Digest", "Alert".
std::string outbox_as_text(const std::vector<OutboxStatus>& statuses, std::size_t columns,
                           std::string_view what = "Digest");

// [{"owner","last_sent",...}] with the last mail as mail_as_json() has it; last_sent is null before
// the first.
nlohmann::ordered_json outbox_as_json(const std::vector<OutboxStatus>& statuses);

// What became of a mail, after its owner's name: "sent to a@example.org", "waits ...".
std::string outcome_of(const OutboxMail& mail);

// {"owner","local_day","first_day","last_day","message_id","state","tries","next_try","fault",
//  "recipients":[{"address","state","answer"}]}; next_try is null where nothing waits.
nlohmann::ordered_json mail_as_json(const OutboxMail& mail);

}  // namespace tlsward
