#include "analyzer/grouping.h"

#include "schema/result_type.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kKept = 5;  // distinct texts of a group

// Calls `use` with each run of neighbours of which `key` is the same.
template <typename Row, typename Key, typename Use>
void for_each_run(std::span<const Row> rows, const Key& key, const Use& use) {
  for (auto begin = rows.begin(); begin != rows.end();) {
    const auto end =
        std::find_if(begin, rows.end(), [&](const Row& row) { return key(row) != key(*begin); });
    use(std::span<const Row>(begin, end));
    begin = end;
  }
}

// A failure as groups have it. That of an unexplained failure has no detail behind it.
struct Seen {
  const Domain* domain;
  std::string_view result_type;
  std::string_view mx;
  std::int64_t failed;
  Effect effect;
  std::string_view reporter;
  std::string_view organization_name;
  std::string_view policy_type;
  Trust trust;
  const FailureDetail* detail;
};

auto group_of(const Seen& seen) {
  return std::tie(seen.domain->text(), seen.result_type, seen.mx);
}

Seen seen_of(const Failure& failure) {
  const FailureDetail& detail = failure.detail;
  return {&failure.domain,
          detail.result_type,
          detail.receiving_mx_hostname.text(),
          detail.failed_session_count.value_or(0),
          effect_of(failure.policy_type, failure.policy_string, detail.result_type),
          failure.reporter,
          failure.organization_name,
          failure.policy_type,
          failure.trust,
          &detail};
}

// What one report says about one line under one type of policy: its total and its details.
struct Explained {
  const Entry* entry = nullptr;
  std::int64_t total = 0;
  std::int64_t details = 0;
};

// Failures that entries count and details do not explain: Halon sends totals without details.
std::vector<Seen> unexplained(std::span<const Entry> entries, std::span<const Failure> failures) {
  std::map<std::tuple<std::int64_t, std::string_view, std::string_view>, Explained> all;
  for (const Entry& entry : entries) {
    if (entry.sessions.failed == 0) continue;
    Explained& explained = all[{entry.report, entry.domain.text(), entry.policy_type}];
    explained.entry = &entry;
    explained.total = add_saturating(explained.total, entry.sessions.failed);
  }
  for (const Failure& failure : failures) {
    const auto found = all.find({failure.report, failure.domain.text(), failure.policy_type});
    if (found == all.end()) continue;
    found->second.details =
        add_saturating(found->second.details, failure.detail.failed_session_count.value_or(0));
  }
  std::vector<Seen> rest;
  for (const auto& [key, explained] : all) {
    if (explained.total <= explained.details) continue;
    const Entry& entry = *explained.entry;
    rest.push_back({&entry.domain, "", "", explained.total - explained.details,
                    effect_of(entry.policy_type, entry.policy_string, ""), entry.reporter,
                    entry.organization_name, entry.policy_type, entry.trust, nullptr});
  }
  return rest;
}

// Distinct texts by how often they were seen, at most kKept.
class Tally {
 public:
  void add(const std::string& text, std::int64_t times) {
    if (!text.empty()) counts_[text] = add_saturating(counts_[text], times);
  }

  std::vector<std::string> most_frequent() const {
    std::vector<std::pair<std::int64_t, std::string_view>> sorted;
    for (const auto& [text, times] : counts_)
      sorted.emplace_back(-times, text);
    std::ranges::sort(sorted);
    std::vector<std::string> texts;
    for (const auto& [times, text] : sorted)
      if (texts.size() < kKept) texts.emplace_back(text);
    return texts;
  }

 private:
  std::map<std::string_view, std::int64_t> counts_;
};

std::int64_t count_failed(std::span<const Seen> run) {
  std::vector<Counted> counted;
  for (const Seen& seen : run)
    counted.push_back({seen.reporter, seen.policy_type, {.successful = 0, .failed = seen.failed}});
  return count_sessions(counted).failed;
}

// `run` is sorted by reporter.
std::vector<Witness> witnesses_of(std::span<const Seen> run) {
  std::vector<Witness> witnesses;
  for_each_run(
      run, [](const Seen& seen) { return seen.reporter; },
      [&](std::span<const Seen> same) {
        Witness witness{.reporter = std::string(same.front().reporter),
                        .organization_name = std::string(same.front().organization_name),
                        .failed = count_failed(same),
                        .trust = Trust::refused};
        for (const Seen& seen : same)
          witness.trust = std::max(witness.trust, seen.trust);
        witnesses.push_back(std::move(witness));
      });
  std::ranges::stable_sort(witnesses, std::ranges::greater{}, &Witness::failed);
  return witnesses;
}

FailureGroup make_group(std::span<const Seen> run) {
  FailureGroup group{.domain = *run.front().domain,
                     .result_type = std::string(run.front().result_type),
                     .failed = count_failed(run),
                     .witnesses = witnesses_of(run)};
  Tally reasons;
  Tally senders;
  Tally receivers;
  for (const Seen& seen : run) {
    group.effect = std::min(group.effect, seen.effect);
    if (seen.detail == nullptr) continue;
    group.receiving_mx_hostname = seen.detail->receiving_mx_hostname;
    reasons.add(seen.detail->failure_reason_code, seen.failed);
    senders.add(seen.detail->sending_mta_ip, seen.failed);
    receivers.add(seen.detail->receiving_ip, seen.failed);
  }
  group.reasons = reasons.most_frequent();
  group.sending_mta_ips = senders.most_frequent();
  group.receiving_ips = receivers.most_frequent();
  return group;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

// tlsa, sts, others, no-policy-found.
int policy_rank(std::string_view type) {
  if (type == "tlsa") return 0;
  if (type == "sts") return 1;
  return type == "no-policy-found" ? 3 : 2;
}

std::vector<Witness> reporters_of(std::span<const Entry* const> entries) {
  std::map<std::string_view, Witness> by_key;
  for (const Entry* entry : entries) {
    Witness& witness =
        by_key.try_emplace(entry->reporter, Witness{.trust = Trust::refused}).first->second;
    witness.reporter = entry->reporter;
    witness.organization_name = entry->organization_name;
    witness.failed = add_saturating(witness.failed, entry->sessions.failed);
    witness.trust = std::max(witness.trust, entry->trust);
  }
  std::vector<Witness> reporters;
  reporters.reserve(by_key.size());
  for (auto& [key, witness] : by_key)
    reporters.push_back(std::move(witness));
  std::ranges::stable_sort(reporters, {}, &Witness::organization_name);
  return reporters;
}

LineDay make_line(std::span<const Entry* const> entries) {
  LineDay line{.domain = entries.front()->domain, .reporters = reporters_of(entries)};
  std::vector<Counted> counted;
  std::int64_t last_report = -1;
  for (const Entry* entry : entries) {
    counted.push_back({entry->reporter, entry->policy_type, entry->sessions});
    if (std::ranges::find(line.policy_types, entry->policy_type) == line.policy_types.end())
      line.policy_types.push_back(entry->policy_type);
    if (std::string mode = policy_mode(entry->policy_string);
        !mode.empty() && entry->report >= last_report) {
      line.mode = std::move(mode);
      last_report = entry->report;
    }
  }
  line.sessions = count_sessions(counted);
  std::ranges::sort(line.policy_types, {}, [](const std::string& type) {
    return std::pair(policy_rank(type), std::string_view(type));
  });
  return line;
}

}  // namespace

std::vector<FailureGroup> group_failures(std::span<const Entry> entries,
                                         std::span<const Failure> failures) {
  std::vector<Seen> all = unexplained(entries, failures);
  for (const Failure& failure : failures)
    all.push_back(seen_of(failure));
  std::ranges::sort(all, [](const Seen& a, const Seen& b) {
    return std::tuple_cat(group_of(a), std::tie(a.reporter)) <
           std::tuple_cat(group_of(b), std::tie(b.reporter));
  });
  std::vector<FailureGroup> groups;
  for_each_run(std::span<const Seen>(all), group_of,
               [&](std::span<const Seen> run) { groups.push_back(make_group(run)); });
  std::ranges::stable_sort(groups, std::ranges::greater{}, &FailureGroup::failed);
  return groups;
}

std::vector<LineDay> group_lines(std::span<const Entry> entries) {
  std::vector<const Entry*> sorted;
  for (const Entry& entry : entries)
    sorted.push_back(&entry);
  const auto line_of = [](const Entry* entry) -> const std::string& {
    return entry->domain.text();
  };
  std::ranges::stable_sort(sorted, {}, line_of);
  std::vector<LineDay> lines;
  for_each_run(std::span<const Entry* const>(sorted), line_of,
               [&](auto run) { lines.push_back(make_line(run)); });
  return lines;
}

std::string policy_mode(std::span<const std::string> policy_string) {
  for (const std::string& line : policy_string) {
    const std::string text = lower(line);
    if (!text.starts_with("mode:")) continue;
    const auto begin = text.find_first_not_of(" \t", 5);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
  }
  return {};
}

Effect effect_of(std::string_view policy_type, std::span<const std::string> policy_string,
                 std::string_view result_type) {
  // RFC 8460 section 4.3.2.1: "dane-required" and "dnssec-invalid" keep mail back by themselves.
  if (policy_type == "tlsa" || result_type == "dane-required" || result_type == "dnssec-invalid")
    return Effect::refused_by_dane;
  const ResultType* registered = find_result_type(result_type);
  if (registered != nullptr && registered->mechanism == Mechanism::mta_sts)
    return Effect::policy_unknown;
  const std::string mode = policy_mode(policy_string);
  if (mode == "enforce") return Effect::refused_by_policy;
  return mode == "testing" ? Effect::tested : Effect::delivered;
}

double failed_share(const Sessions& sessions) {
  return sessions.failed == 0
             ? 0
             : static_cast<double>(sessions.failed) / static_cast<double>(sessions.total());
}

std::string_view name(const Witness& witness) {
  if (!witness.organization_name.empty()) return witness.organization_name;
  return witness.reporter.empty() ? std::string_view("(unnamed)") : witness.reporter;
}

}  // namespace tlsward
