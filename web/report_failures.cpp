#include "web/report_failures.h"

#include "analyzer/known_reasons.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"
#include "schema/counting.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostGroups = 200;
constexpr std::size_t kMostAddresses = 100;
constexpr std::size_t kMostTexts = 10;

struct Group {
  std::int64_t failed = 0;
  bool is_unknown = false;  // of one detail it is not said how many failed
  std::map<std::pair<std::string, std::string>, std::int64_t> addresses;  // sender's, receiver's
  std::map<std::string, std::int64_t> reasons;
  std::set<std::string> links;
};

using Key = std::pair<std::string, Domain>;  // type, mail server

// The most first, then by name.
template <typename Name>
std::vector<std::pair<Name, std::int64_t>> ranked(const std::map<Name, std::int64_t>& counts) {
  std::vector<std::pair<Name, std::int64_t>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(
      rows, [](const auto& one, const auto& other) { return one.second > other.second; });
  return rows;
}

std::string shown(const std::string& text) {
  return text.empty() ? "-" : printable(text, 200);
}

// How many are left out, for people; null for none.
ordered_json left_out(std::size_t left, const Language& language) {
  return left == 0 ? ordered_json()
                   : ordered_json(grouped(static_cast<std::int64_t>(left), language));
}

void add_addresses(ordered_json& values, const Group& group, const Language& language,
                   std::size_t& room) {
  auto addresses = ordered_json::array();
  for (const auto& [pair, failed] : ranked(group.addresses)) {
    if (addresses.size() == kMostAddresses || room == 0) break;
    --room;
    addresses.push_back({{"from", shown(pair.first)},
                         {"to", shown(pair.second)},
                         {"failed", grouped(failed, language)}});
  }
  values["address_count"] = grouped(static_cast<std::int64_t>(group.addresses.size()), language);
  values["more_addresses"] = left_out(group.addresses.size() - addresses.size(), language);
  values["addresses"] = std::move(addresses);
}

void add_reasons(ordered_json& values, const Group& group, const Language& language) {
  auto reasons = ordered_json::array();
  for (const auto& [reason, failed] : ranked(group.reasons)) {
    if (reasons.size() == kMostTexts) break;
    const KnownReason* const known = find_reason(reason);
    reasons.push_back(
        {{"text", printable(reason)},
         {"meaning", known == nullptr ? ordered_json() : ordered_json(meaning(*known, language))}});
  }
  values["has_reasons"] = !reasons.empty();
  values["reasons"] = std::move(reasons);
}

void add_links(ordered_json& values, const Group& group) {
  auto links = ordered_json::array();
  for (const std::string& text : group.links) {
    if (links.size() == kMostTexts) break;
    const std::string host = host_of_link(text);
    links.push_back({{"text", printable(text)},
                     {"host", host},
                     {"href", host.empty() ? ordered_json() : ordered_json(text)}});
  }
  values["has_links"] = !links.empty();
  values["links"] = std::move(links);
}

ordered_json group_values(const Policy& policy, const Key& key, const Group& group,
                          const Language& language, std::size_t& room) {
  const auto reasons = ranked(group.reasons);
  const std::string_view cause =
      cause_of(key.first, reasons.empty() ? std::string_view() : reasons.front().first);
  ordered_json values{
      {"type", shown(key.first)},
      {"mx", shown(key.second.display())},
      {"failed", group.is_unknown && group.failed == 0 ? "?" : grouped(group.failed, language)},
      {"sentence",
       fill(find_remedy(cause, language).sentence, policy.policy_domain, key.second, language)}};
  add_addresses(values, group, language, room);
  add_reasons(values, group, language);
  add_links(values, group);
  return values;
}

}  // namespace

ordered_json failure_groups(const Policy& policy, const Language& language, std::size_t& room) {
  std::map<Key, Group> groups;
  for (const FailureDetail& detail : policy.failure_details) {
    Group& group = groups[{detail.result_type, detail.receiving_mx_hostname}];
    const std::int64_t failed = detail.failed_session_count.value_or(0);
    group.is_unknown |= !detail.failed_session_count;
    const auto add = [&](std::int64_t& sum) { sum = add_saturating(sum, failed); };
    add(group.failed);
    add(group.addresses[{detail.sending_mta_ip, detail.receiving_ip}]);
    if (!detail.failure_reason_code.empty()) add(group.reasons[detail.failure_reason_code]);
    if (!detail.additional_information.empty()) group.links.insert(detail.additional_information);
  }
  std::vector<std::pair<const Key*, const Group*>> sorted;
  for (const auto& [key, group] : groups)
    sorted.emplace_back(&key, &group);
  std::ranges::stable_sort(sorted, [](const auto& one, const auto& other) {
    return one.second->failed > other.second->failed;
  });
  auto shown = ordered_json::array();
  for (const auto& [key, group] : sorted) {
    if (shown.size() == kMostGroups || room == 0) break;
    --room;
    shown.push_back(group_values(policy, *key, *group, language, room));
  }
  ordered_json values{{"has_groups", !shown.empty()},
                      {"more_groups", left_out(sorted.size() - shown.size(), language)}};
  values["groups"] = std::move(shown);
  return values;
}

std::string host_of_link(std::string_view text) {
  const std::string lower = lower_case(text);
  std::string_view rest = lower;
  if (rest.starts_with("https://"))
    rest.remove_prefix(8);
  else if (rest.starts_with("http://"))
    rest.remove_prefix(7);
  else
    return {};
  if (!std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < '\x7f'; }))
    return {};
  // Browsers take a backslash for a slash.
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#\\"));
  if (host.empty() || host.find('@') != std::string_view::npos) return {};
  return std::string(host);
}

}  // namespace tlsward
