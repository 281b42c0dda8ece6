#include "analyzer/hosted_outside.h"

#include "analyzer/check_domain.h"
#include "analyzer/finding_text.h"
#include "analyzer/txt_record.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tlsward {
namespace {

bool has_file(const PolicyFetch& fetch) {
  return fetch.reach.reached == Reached::all && fetch.status == 200;
}

bool is_trusted(const PolicyFetch& fetch) {
  return fetch.tls && fetch.tls->name_matches && fetch.tls->chain_faults.empty();
}

bool is_fault(const Finding& finding) {
  return finding.severity == Severity::fail || finding.severity == Severity::risk;
}

void judge_file(const Facts& facts, const HostedPolicy& policy, HostedOutside& outside) {
  for (Finding& finding : check_policy_host(facts)) {
    // That two addresses differ is said of each that has not the text of here.
    if (is_fault(finding) && finding.key != "policy-differs")
      outside.faults.push_back(std::move(finding));
    else if (finding.severity == Severity::untested)
      outside.untested.push_back(std::move(finding));
  }
  for (const PolicyFetch& fetch : facts.policy_host.fetches) {
    if (!has_file(fetch)) continue;
    if (fetch.body == policy.text && !fetch.too_large) {
      if (is_trusted(fetch)) outside.addresses.push_back(fetch.address);
      continue;
    }
    const std::string first_line = fetch.body.substr(0, fetch.body.find_first_of("\r\n"));
    outside.faults.push_back(finding_about(
        "hosted-text", fmt::format("{} ({})", facts.policy_host.name, fetch.address), first_line));
  }
  sort_by_severity(outside.faults);
}

void judge_record(const DnsAnswer<std::string>& answer, const HostedPolicy& policy,
                  HostedOutside& outside) {
  if (answer.status == DnsStatus::failed) {
    outside.found = answer.why;
    return;
  }
  std::vector<std::string> records;
  for (const std::string& text : answer.values)
    if (text.starts_with("v=STSv1")) records.push_back(text);
  outside.found = fmt::format("{}", fmt::join(records, " | "));
  if (records.empty()) {
    outside.record = RecordOutside::absent;
    return;
  }
  const auto record = read_mta_sts_record(records.front());
  const bool is_current = records.size() == 1 && record && record->id == policy.id;
  outside.record = is_current ? RecordOutside::current : RecordOutside::other;
}

}  // namespace

std::string_view name(RecordOutside record) {
  switch (record) {
    case RecordOutside::current:
      return "current";
    case RecordOutside::other:
      return "other";
    case RecordOutside::absent:
      return "absent";
    case RecordOutside::unknown:
      return "unknown";
  }
  return "unknown";
}

HostedOutside judge_outside(const Facts& facts, const HostedPolicy& policy) {
  HostedOutside outside;
  judge_file(facts, policy, outside);
  judge_record(facts.mta_sts, policy, outside);
  return outside;
}

}  // namespace tlsward
