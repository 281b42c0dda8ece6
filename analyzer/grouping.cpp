#include "analyzer/grouping.h"

#include "analyzer/tally.h"
#include "schema/result_type.h"
#include "schema/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kKept = 5;             // distinct texts of a group
constexpr std::size_t kCounted = 1'000;      // distinct texts of which these are the commonest
constexpr std::size_t kGroups = 1'000;       // groups of a line that proof opened, and others
constexpr std::size_t kStatements = 10'000;  // of reporters in all groups of a line, likewise
constexpr std::size_t kReporters = 1'000;    // of a line
constexpr std::size_t kPolicyTexts = 20;     // types of policies of a line, and mx patterns

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

// What one reporter says in a group.
struct Statement {
  std::string organization_name;
  Trust trust = Trust::refused;
  std::string evidence;
  std::map<std::string, std::int64_t> failed;  // by policy type
};

// What is said in a group by proof, or by others.
struct Told {
  Effect effect = Effect::delivered;
  std::map<std::string, Statement> statements;  // by reporter
  Tally types{kCounted};
  Tally reasons{kCounted};
  Tally senders{kCounted};
  Tally receivers{kCounted};
  bool address_missing = false;

  // `row` is a Failure, or an Entry that no detail explains. Unless it may grow, reporters that are
  // new are counted as one.
  template <typename Row>
  void count(const Row& row, std::string_view result_type, std::int64_t failed, bool may_grow) {
    effect = std::min(effect, effect_of(row.policy_type, row.policy_string, result_type));
    const bool apart = may_grow || statements.contains(row.reporter);
    Statement& statement = statements[apart ? row.reporter : std::string()];
    statement.organization_name = apart ? row.organization_name : kOthers;
    believe(statement, row);
    std::int64_t& sum = statement.failed[row.policy_type];
    sum = add_saturating(sum, failed);
  }
};

// A group while it grows, by whether what is said is proof.
using Gathered = std::array<Told, 2>;

std::int64_t count_failed(const Statement& statement) {
  std::vector<Counted> counted;
  for (const auto& [policy_type, failed] : statement.failed)
    counted.push_back({{}, policy_type, {.successful = 0, .failed = failed}});
  return count_sessions(counted).failed;
}

std::vector<Witness> witnesses_of(const Gathered& gathered) {
  std::vector<Witness> witnesses;
  for (const Told& told : gathered)
    for (const auto& [reporter, statement] : told.statements)
      witnesses.push_back({.reporter = reporter,
                           .organization_name = statement.organization_name,
                           .failed = count_failed(statement),
                           .trust = statement.trust,
                           .evidence = statement.evidence});
  std::ranges::stable_sort(witnesses, std::ranges::greater{}, &Witness::failed);
  return witnesses;
}

using Groups = std::map<CauseKey, Gathered>;

// The groups of a line while they grow; by whether it was proof what opened them and what made
// statements, so that a flood of strangers takes the room of proof from nobody.
struct LineGroups {
  Groups groups;
  std::array<std::size_t, 2> opened{};
  std::array<std::size_t, 2> statements{};

  // Whether there is such a group, or room for it.
  bool open(const CauseKey& key, bool proof) {
    if (groups.contains(key)) return true;
    if (opened.at(proof) == kGroups) return false;
    ++opened.at(proof);
    return true;
  }

  template <typename Row>
  Told& count(const CauseKey& key, const Row& row, std::string_view result_type,
              std::int64_t failed) {
    const bool proof = is_proof(row.trust);
    Told& told = groups[key].at(proof);
    const std::size_t before = told.statements.size();
    told.count(row, result_type, failed, statements.at(proof) < kStatements);
    statements.at(proof) += told.statements.size() - before;
    return told;
  }
};

FailureGroup make_group(const Groups::value_type& found) {
  const auto& [key, gathered] = found;
  const Told& told = gathered.at(gathered.back().statements.empty() ? 0 : 1);
  FailureGroup group{.key = key,
                     .result_types = told.types.most_frequent(kKept),
                     .witnesses = witnesses_of(gathered),
                     .reasons = told.reasons.most_frequent(kKept),
                     .sending_mta_ips = told.senders.most_frequent(kKept),
                     .receiving_ips = told.receivers.most_frequent(kKept),
                     .address_missing = told.address_missing,
                     .effect = told.effect};
  for (const Witness& witness : group.witnesses) {
    group.failed = add_saturating(group.failed, witness.failed);
    if (is_proof(witness)) group.proven = add_saturating(group.proven, witness.failed);
  }
  return group;
}

class Gathering {
 public:
  void add(const Failure& failure) {
    const FailureDetail& detail = failure.detail;
    LineGroups& line = lines_[failure.domain];
    const CauseKey key = keys_.find_cause(failure);
    explained_.add(failure);
    const std::int64_t failed = detail.failed_session_count.value_or(0);
    if (!line.open(key, is_proof(failure.trust))) {
      line.count({.domain = failure.domain, .cause = kCrowded}, failure, detail.result_type,
                 failed);
      return;
    }
    Told& told = line.count(key, failure, detail.result_type, failed);
    told.types.add(detail.result_type, failed);
    told.reasons.add(detail.failure_reason_code, failed);
    told.senders.add(detail.sending_mta_ip, failed);
    told.receivers.add(detail.receiving_ip, failed);
    told.address_missing |= detail.receiving_ip.empty();
  }

  void add_unexplained(std::span<const Entry> entries) {
    explained_.each_rest(entries, [this](const Entry& entry, std::int64_t failed) {
      lines_[entry.domain].count({.domain = entry.domain, .cause = kUnexplained}, entry, {},
                                 failed);
    });
  }

  std::vector<FailureGroup> groups() const {
    std::vector<FailureGroup> groups;
    for (const auto& [domain, line] : lines_)
      for (const auto& found : line.groups)
        groups.push_back(make_group(found));
    std::ranges::stable_sort(groups, std::ranges::greater{}, &FailureGroup::failed);
    return groups;
  }

 private:
  std::map<Domain, LineGroups> lines_;
  KeyFinder keys_;
  ExplainedFailures explained_;
};

// tlsa, sts, others, no-policy-found.
int policy_rank(std::string_view type) {
  if (type == "tlsa") return 0;
  if (type == "sts") return 1;
  return type == "no-policy-found" ? 3 : 2;
}

std::vector<Witness> reporters_of(std::span<const Entry* const> entries) {
  std::map<std::string_view, Witness> by_key;
  for (const Entry* entry : entries) {
    const bool apart = by_key.size() < kReporters || by_key.contains(entry->reporter);
    const std::string_view key = apart ? std::string_view(entry->reporter) : std::string_view();
    Witness& witness = by_key.try_emplace(key, Witness{.trust = Trust::refused}).first->second;
    witness.reporter = key;
    witness.organization_name = apart ? entry->organization_name : kOthers;
    witness.failed = add_saturating(witness.failed, entry->sessions.failed);
    believe(witness, *entry);
  }
  std::vector<Witness> reporters;
  reporters.reserve(by_key.size());
  for (auto& [key, witness] : by_key)
    reporters.push_back(std::move(witness));
  std::ranges::stable_sort(reporters, {}, &Witness::organization_name);
  return reporters;
}

// What is proof of successful sessions.
std::vector<const Entry*> successes(std::span<const Entry* const> entries) {
  std::vector<const Entry*> successes;
  std::ranges::copy_if(entries, std::back_inserter(successes), [](const Entry* entry) {
    return is_proof(entry->trust) && entry->sessions.successful > 0;
  });
  return successes;
}

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (texts.size() < kPolicyTexts && std::ranges::find(texts, text) == texts.end())
    texts.push_back(text);
}

LineDay make_line(std::span<const Entry* const> entries) {
  LineDay line{.domain = entries.front()->domain,
               .reporters = reporters_of(entries),
               .succeeding = reporters_of(successes(entries))};
  std::vector<Counted> counted;
  std::vector<Counted> proven;
  std::int64_t last_report = -1;
  const bool has_proof =
      std::ranges::any_of(entries, [](const Entry* entry) { return is_proof(entry->trust); });
  for (const Entry* entry : entries) {
    counted.push_back({entry->reporter, entry->policy_type, entry->sessions});
    line.failures_unknown |= entry->failures_unknown;
    if (is_proof(entry->trust)) {
      proven.push_back(counted.back());
      for (const std::string& pattern : policy_mx(entry->policy_string))
        add_once(line.mx_patterns, pattern);
    } else if (has_proof) {
      continue;
    }
    add_once(line.policy_types, entry->policy_type);
    if (std::string mode = policy_mode(entry->policy_string);
        !mode.empty() && entry->report >= last_report) {
      line.mode = std::move(mode);
      last_report = entry->report;
    }
  }
  line.sessions = count_sessions(counted);
  line.proven = count_sessions(proven);
  std::ranges::sort(line.policy_types, {}, [](const std::string& type) {
    return std::pair(policy_rank(type), std::string_view(type));
  });
  return line;
}

}  // namespace

void ExplainedFailures::add(const Failure& failure) {
  std::int64_t& sum = sums_[{failure.report, failure.domain, failure.policy_type}];
  sum = add_saturating(sum, failure.detail.failed_session_count.value_or(0));
}

void ExplainedFailures::each_rest(std::span<const Entry> entries, const UseRest& use) const {
  std::map<Claim, std::pair<const Entry*, std::int64_t>> totals;
  for (const Entry& entry : entries) {
    if (entry.sessions.failed == 0) continue;
    auto& [last, total] = totals[{entry.report, entry.domain, entry.policy_type}];
    last = &entry;
    total = add_saturating(total, entry.sessions.failed);
  }
  for (const auto& [claim, claimed] : totals) {
    const auto explained = sums_.find(claim);
    const std::int64_t rest = claimed.second - (explained == sums_.end() ? 0 : explained->second);
    if (rest > 0) use(*claimed.first, rest);
  }
}

std::vector<Entry> merge_entries(const EachEntry& each) {
  std::vector<Entry> merged;
  std::map<std::string, std::size_t> places;  // by policy type, of one report on one line
  each([&](const Entry& entry) {
    if (merged.empty() || merged.back().report != entry.report ||
        merged.back().domain != entry.domain)
      places.clear();
    const auto [place, is_new] = places.try_emplace(entry.policy_type, merged.size());
    if (is_new) {
      merged.push_back(entry);
      return;
    }
    Entry& sum = merged[place->second];
    sum.sessions += entry.sessions;
    sum.failures_unknown |= entry.failures_unknown;
    sum.policy_string = entry.policy_string;
  });
  return merged;
}

std::vector<FailureGroup> group_failures(std::span<const Entry> entries, const EachFailure& each) {
  Gathering gathering;
  each([&](const Failure& failure) { gathering.add(failure); });
  gathering.add_unexplained(entries);
  return gathering.groups();
}

std::vector<FailureGroup> group_failures(std::span<const Entry> entries,
                                         std::span<const Failure> failures) {
  return group_failures(entries, [&](const auto& use) { std::ranges::for_each(failures, use); });
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

namespace {

// What stands behind the key ("mode: enforce"), lower case, on each line that has it.
std::vector<std::string> policy_values(std::span<const std::string> policy_string,
                                       std::string_view key) {
  std::vector<std::string> values;
  for (const std::string& line : policy_string) {
    const std::string text = lower_case(line);
    if (text.starts_with(key))
      values.emplace_back(trimmed(std::string_view(text).substr(key.size())));
  }
  return values;
}

}  // namespace

std::string policy_mode(std::span<const std::string> policy_string) {
  const auto modes = policy_values(policy_string, "mode:");
  return modes.empty() ? std::string() : modes.front();
}

std::vector<std::string> policy_mx(std::span<const std::string> policy_string) {
  return policy_values(policy_string, "mx:");
}

Effect effect_of(std::string_view policy_type, std::span<const std::string> policy_string,
                 std::string_view result_type) {
  // RFC 8460 section 4.3.2.1: "dane-required" and "dnssec-invalid" keep mail back by themselves.
  if (result_type == "dane-required") return Effect::refused_by_sender;
  const ResultType* registered = find_result_type(result_type);
  const bool unlisted = registered == nullptr && !result_type.empty();
  if (policy_type == "tlsa") return unlisted ? Effect::unknown : Effect::refused_by_dane;
  if (result_type == "dnssec-invalid") return Effect::refused_by_sender;
  if (registered != nullptr && registered->mechanism == Mechanism::mta_sts)
    return Effect::policy_unknown;
  const std::string mode = policy_mode(policy_string);
  if (mode == "enforce") return unlisted ? Effect::unknown : Effect::refused_by_policy;
  if (mode == "testing") return Effect::tested;
  return policy_type == "sts" && mode.empty() ? Effect::mode_unknown : Effect::delivered;
}

double failed_share(const Sessions& sessions) {
  return sessions.failed == 0
             ? 0
             : static_cast<double>(sessions.failed) / static_cast<double>(sessions.total());
}

std::string_view name(const Witness& witness) {
  return witness.organization_name.empty() ? witness.reporter : witness.organization_name;
}

}  // namespace tlsward
