// `tlsward policy`: the MTA-STS policies that `serve` hosts, from a draft over the file to the id
// in DNS, in the only order that leaves no sender with an old text under a new id (RFC 8461 section
// 8.1), and back: policy_commands.cpp has what only reads and drafts, policy_publishing.cpp what
// senders meet.
#pragma once

#include "program/invocation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// What is hosted, and what is drafted.
int policy_list_command(const Invocation& invocation);

struct PolicyShowFlags {
  bool offline = false;
  std::string language = "en";  // the code of one that is built in; likewise below
};

// One domain's policy, its record, and what was served before; and, but with `offline`, whether
// senders get it and DNS has its id: 3 if not.
int policy_show_command(const Invocation& invocation, const std::string& domain,
                        const PolicyShowFlags& flags);

// What is to be other than in the draft, else in what is served, else in mode testing for a day.
struct PolicyFlags {
  std::string mode;             // "" = as it is
  std::vector<std::string> mx;  // none = as they are
  bool mx_from_dns = false;     // those of DNS instead
  std::optional<std::int64_t> max_age;
  std::string language = "en";
};

// Writes the draft. Throws UsageError for what is no policy.
int policy_set_command(const Invocation& invocation, const std::string& domain,
                       const PolicyFlags& flags);

struct PublishFlags {
  bool testing_now = false;          // what is served, in mode testing
  bool unverified = false;           // the id without a look
  std::optional<std::string> draft;  // draft_id() of the one that is meant; absent: whichever is
  std::string wait = "45";           // seconds
  std::string language = "en";
};

// Serves the draft from now on, looks whether senders get it from every address of its host, and
// then, and not before, tells its record and calls hosting.hook with it. Without a draft the same
// of what is served: so it is done again after whatever was in the way. Returns 3 if senders do not
// get it, 1 if the hook failed; what is published stays so. 1 too if another draft is there, or
// served, than the one that is meant; nothing is published then.
int policy_publish_command(const Invocation& invocation, const std::string& domain,
                           const PublishFlags& flags);

// Serves the policy no more, its record removed by hosting.hook first. Refuses while a sender may
// hold one that asks for anything.
int policy_retire_command(const Invocation& invocation, const std::string& domain,
                          const std::string& language);

}  // namespace tlsward
