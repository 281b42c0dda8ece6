// `tlsward poll`: the configured mailboxes into the database, once or for as long as it runs.
#pragma once

#include "collector/imap_poller.h"
#include "program/invocation.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <utility>
#include <vector>

namespace tlsward {

struct PollFlags {
  bool once = false;
  bool dry_run = false;
  std::vector<std::string> mailboxes;  // none: all
};

// What the polls of all mailboxes share.
PollSetting poll_setting(const Config& config);

// Without --once it goes on until SIGTERM or SIGINT, as the part of `serve` does. Returns 0 if
// every mailbox was read, 1 if one could not be. Throws UsageError for a mailbox that is not
// configured.
int poll_command(const Invocation& invocation, const PollFlags& flags);

using NamedResult = std::pair<std::string, PollResult>;  // of the mailbox

// {"schema":1,"mailboxes":[{"mailbox","mails","stored","duplicates","conflicts","quarantined",
//  "refused","without_report","set_aside","finished","pending","fault","note"}]}
nlohmann::ordered_json poll_json(const std::vector<NamedResult>& results);

// The same in words, a line or more for each mailbox.
std::string poll_text(const std::vector<NamedResult>& results, PollManner manner);

}  // namespace tlsward
