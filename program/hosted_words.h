// What is known of one hosted domain, for people and programs: what is drafted, served and was
// served, for the commands of `tlsward policy`.
#pragma once

#include "analyzer/language.h"
#include "program/config.h"
#include "program/invocation.h"
#include "schema/policies.h"

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

// Throws UsageError for a name that is none, or that is within none of those configured.
Domain require_own_domain(const Config& config, const std::string& text);

// Where senders fetch it.
std::string policy_url_of(const Domain& domain);

// Its line of a zone file.
std::string record_line(const Domain& domain, std::string_view id);

// "mode testing, max_age 86400 (1 day), mx1.example.org".
std::string terms_in_words(std::string_view text, const Language& language);

// Of its code, which the command line takes only where there is one.
const Language& language_of(const std::string& code);

// A line under the label "policy.label-KEY": "Served   nothing of example.org".
std::string labelled(std::string_view key, std::string_view line, const Language& language);

// Until when somebody may hold what was served before; "" if nobody does.
std::string held_in_words(const Hosted& hosted, Timestamp now, const Language& language);

nlohmann::ordered_json policy_json(const HostedPolicy& policy);

// Without "record", which is given only where its time has come.
nlohmann::ordered_json to_json(const Hosted& hosted, Timestamp now);

}  // namespace tlsward
