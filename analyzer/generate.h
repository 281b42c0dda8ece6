// Makes the records and the policy that a domain publishes (RFC 8460 section 3, RFC 8461
// sections 3.1 and 3.2), in the one form that all known senders read, and says what they cost.
#pragma once

#include "analyzer/hosted_policy.h"
#include "analyzer/language.h"
#include "schema/domain.h"
#include "schema/finding.h"
#include "schema/timestamp.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What is to be published.
struct Publication {
  Domain domain;
  std::string label;   // "_smtp._tls"
  std::string record;  // the data of the TXT record
  std::string policy;  // the file, lines ended by CRLF; "" of TLSRPT
  std::vector<Finding> findings;
};

// `rua`: mailto: and https: addresses, e-mail addresses without mailto: too. Absent where one of
// them is none.
std::optional<Publication> generate_tlsrpt(const Domain& domain,
                                           const std::vector<std::string>& rua);

// `terms` have an mx at least. The id of the record is policy_id() of now.
Publication generate_mta_sts(const Domain& domain, const PolicyTerms& terms, Timestamp now);

// The line of a zone file, with strings of 255 bytes at most.
std::string zone_line(const Publication& publication);

std::string publication_text(const Publication& publication, const Language& language = english());
nlohmann::ordered_json publication_json(const Publication& publication,
                                        const Language& language = english());

}  // namespace tlsward
