// Which policies are hosted and drafted, a row for each domain: as the command line, the pages and
// the API list them.
#pragma once

#include "analyzer/list_output.h"
#include "schema/policies.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <vector>

namespace tlsward {

struct ListedPolicy {
  std::optional<HostedPolicy> served;
  bool has_draft = false;
};

// By domain. Throws what the Store throws.
std::map<Domain, ListedPolicy> list_hosted(Store& store);

std::vector<Column> hosted_columns();

// [{"domain","mode","max_age","id","since","draft","mx"}]; where nothing is served, null but for
// "draft" and an empty "mx".
nlohmann::ordered_json hosted_rows(const std::map<Domain, ListedPolicy>& listed);

}  // namespace tlsward
