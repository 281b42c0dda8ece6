// What is known of one hosted domain, for people and programs: what is drafted, served and was
// served.
#pragma once

#include "analyzer/hosted_policy.h"
#include "analyzer/language.h"
#include "schema/policies.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct Hosted {
  Domain domain;
  std::optional<std::string> draft;
  std::vector<HostedPolicy> history;  // the newest first

  // Null if nothing of it is.
  const HostedPolicy* served() const {
    return history.empty() || history.front().until ? nullptr : &history.front();
  }
};

Hosted read_hosted(Store& store, const Domain& domain);

// What a next policy is a change of: the draft, else what is served, else mode testing for a day
// without mail servers.
PolicyTerms base_of(const Hosted& hosted);

// Where senders fetch it.
std::string policy_url_of(const Domain& domain);

// Its line of a zone file.
std::string record_line(const Domain& domain, std::string_view id);

// "mode testing, max_age 86400 (1 day), mx1.example.org".
std::string terms_in_words(std::string_view text, const Language& language);

// A line under the label "policy.label-KEY": "Served   nothing of example.org".
std::string labelled(std::string_view key, std::string_view line, const Language& language);

// Until when somebody may hold what was served before; "" if nobody does.
std::string held_in_words(const Hosted& hosted, Timestamp now, const Language& language);

nlohmann::ordered_json policy_json(const HostedPolicy& policy);

// Without "record", which is given only where its time has come.
nlohmann::ordered_json to_json(const Hosted& hosted, Timestamp now);

// The same where nobody looks whether senders get it: with the record of what is served, and
// "outside" null.
nlohmann::ordered_json offline_json(const Hosted& hosted, Timestamp now);

}  // namespace tlsward
