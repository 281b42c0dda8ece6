// Polls a mailbox: connects, reads what is new in its folders, finishes what was read, and notes
// how it went. poll_mailbox() does it once; watch_mailbox() goes on until it is asked to stop, with
// IDLE between the polls where the server offers it.
#pragma once

#include "collector/dkim.h"
#include "collector/folder_reader.h"
#include "collector/limits.h"
#include "collector/mailbox_options.h"
#include "collector/ownership.h"
#include "schema/timestamp.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// What polls of all mailboxes share.
struct PollSetting {
  std::string database;
  Limits limits;
  Ownership ownership;
  // For the keys of signatures, one for each poll; by default nobody answers.
  std::function<TxtLookup()> make_lookup = [] {
    return TxtLookup([](const std::string&) { return TxtAnswer{}; });
  };
  std::vector<std::string> authserv_ids;  // MailTrust's
};

enum class PollManner {
  by_hand,  // also tries again what was set aside
  in_turn,
  only_looks,  // counts what is new, and changes nothing anywhere
};

struct PollRequest {
  PollManner manner = PollManner::by_hand;
  Timestamp now;
  std::function<void(const PollCounts&)> on_progress;  // after each batch; may be empty
};

struct PollResult {
  PollCounts counts;
  std::string fault;  // why it failed, and what to do; safe to print; "" = it did not
  std::string note;   // what the operator should know all the same; or ""
};

// One poll, of at most 10 minutes. Whatever ends it is told as its fault, and kept with the
// mailbox's status; what was committed before stays. A stop is no fault.
PollResult poll_mailbox(const MailboxOptions& mailbox, const PollSetting& setting,
                        const PollRequest& request, const std::stop_token& stop = {});

// Polls until the stop, and ends then within 2 s. Never throws: what ends a poll is logged, once
// for each fault, and it is tried again after retry_after().
void watch_mailbox(const MailboxOptions& mailbox, const PollSetting& setting,
                   const std::stop_token& stop);

// The counts in words: "12 mails: 10 reports stored, ...".
std::string poll_summary(const PollCounts& counts);

// How long to wait after so many failures in a row: a minute, twice as long each time, at most an
// hour. That is 29 tries in the first 24 hours: no server locks an account for those.
std::chrono::seconds retry_after(std::int64_t failures);

}  // namespace tlsward
