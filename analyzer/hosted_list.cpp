#include "analyzer/hosted_list.h"

#include "analyzer/hosted_words.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

ordered_json row_of(const Domain& domain, const ListedPolicy& listed) {
  ordered_json row{{"domain", domain.text()},    {"mode", nullptr},
                   {"max_age", nullptr},         {"id", nullptr},
                   {"since", nullptr},           {"draft", listed.has_draft},
                   {"mx", ordered_json::array()}};
  if (!listed.served) return row;
  const ordered_json served = policy_json(*listed.served);
  for (const char* key : {"mode", "max_age", "id", "since", "mx"})
    row[key] = served.value(key, ordered_json());
  return row;
}

}  // namespace

std::map<Domain, ListedPolicy> list_hosted(Store& store) {
  std::map<Domain, ListedPolicy> listed;
  for (HostedPolicy& policy : store.policies().served()) {
    const Domain domain = policy.domain;
    listed[domain].served = std::move(policy);
  }
  for (const Domain& domain : store.policies().drafts())
    listed[domain].has_draft = true;
  return listed;
}

std::vector<Column> hosted_columns() {
  return {{"domain", "DOMAIN", ColumnKind::name},
          {"mode", "MODE"},
          {"max_age", "MAX_AGE", ColumnKind::number},
          {"id", "ID"},
          {"since", "SINCE"},
          {"draft", "DRAFT"},
          {"mx", "MX"}};
}

ordered_json hosted_rows(const std::map<Domain, ListedPolicy>& listed) {
  auto rows = ordered_json::array();
  for (const auto& [domain, policy] : listed)
    rows.push_back(row_of(domain, policy));
  return rows;
}

}  // namespace tlsward
