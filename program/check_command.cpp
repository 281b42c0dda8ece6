#include "program/check_command.h"

#include "analyzer/checkup.h"
#include "analyzer/list_output.h"
#include "analyzer/probe.h"
#include "collector/input_file.h"
#include "program/dns_lookups.h"
#include "program/exit_codes.h"
#include "program/look_keeper.h"
#include "program/progress_bar.h"
#include "program/terminal.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace tlsward {
namespace {

std::vector<CheckGroup> groups_of(const CheckFlags& flags) {
  std::vector<CheckGroup> groups;
  for (std::size_t i = 0; i < kCheckGroupNames.size(); ++i) {
    const bool wanted = flags.only.empty() ||
                        std::ranges::find(flags.only, kCheckGroupNames[i]) != flags.only.end();
    if (wanted) groups.push_back(static_cast<CheckGroup>(i));
  }
  return groups;
}

constexpr std::size_t kMostListBytes = std::size_t{64} << 20;

// A list of domains, one a line; "#" begins a comment.
std::vector<Domain> read_domains(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : printable(path);
  const auto text =
      InputFile(path).read_all(kMostListBytes, {Reason::too_large, "more than 64 MiB"});
  if (!text)
    throw std::runtime_error(fmt::format("{}: cannot be read: {}", name, text.error().detail));
  std::vector<Domain> domains;
  std::size_t number = 0;
  for (std::string_view line : split(*text, "\n")) {
    ++number;
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    domains.push_back(require_domain(fmt::format("{}:{}", name, number), std::string(line)));
  }
  return domains;
}

bool has(const std::vector<CheckGroup>& groups, CheckGroup group) {
  return std::ranges::find(groups, group) != groups.end();
}

// What all looks of a command are made with.
struct Means {
  const Invocation& invocation;
  const Config& config;
  Resolver& resolver;
  const KnownRoots& roots;
  const std::vector<CheckGroup>& groups;
  LookKeeper& keeper;
};

// What a group is judged by: the MX set by the policy, for one.
ProbeTarget target_for(const std::vector<CheckGroup>& groups, const Domain& domain,
                       const Means& means) {
  const bool mx = has(groups, CheckGroup::mx);
  const bool dane = has(groups, CheckGroup::dane);
  const bool sts = has(groups, CheckGroup::mta_sts);
  const bool tlsrpt = has(groups, CheckGroup::tlsrpt);
  ProbeTarget target{.domain = domain,
                     .now = means.invocation.now,
                     .policy_host = sts || mx,
                     .mx_hosts = mx || dane,
                     .zone_servers = tlsrpt || sts,
                     .report_targets = tlsrpt};
  const auto& ours = means.config.domains;
  if (std::ranges::any_of(ours, [&](const Domain& own) { return domain.is_within(own); }))
    target.wanted_targets = {means.config.checks.rua.begin(), means.config.checks.rua.end()};
  return target;
}

// The exit codes of monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
int nagios_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return 0;
    case Verdict::watch:
      return 1;
    case Verdict::action:
      return 2;
    case Verdict::blind:
      return 3;
  }
  return 3;
}

// Also where there happens to be one only.
bool is_for_many(const CheckFlags& flags) {
  return !flags.file.empty() || flags.configured || flags.domains.size() > 1;
}

// Those that were typed, then those of the file, then those configured; each once.
std::vector<Domain> domains_of(const CheckFlags& flags, const Config& config) {
  std::vector<Domain> domains;
  for (const std::string& word : flags.domains)
    domains.push_back(require_domain("DOMAIN", word));
  if (!flags.file.empty()) std::ranges::move(read_domains(flags.file), std::back_inserter(domains));
  if (flags.configured) {
    if (config.domains.empty())
      throw UsageError(
          "--configured: the configuration has no [[domain]]; add it, or name the domain itself");
    std::ranges::copy(config.domains, std::back_inserter(domains));
  }
  std::set<Domain> seen;
  std::erase_if(domains, [&](const Domain& domain) { return !seen.insert(domain).second; });
  if (domains.empty())
    throw UsageError("check: no domain is named; try: tlsward check example.org, or --file LIST");
  if (flags.nagios && (domains.size() > 1 || is_for_many(flags)))
    throw UsageError("--nagios: is for one domain; run it once for each");
  return domains;
}

int exit_code_of(const Checkup& checkup, const CheckFlags& flags) {
  if (flags.nagios) return nagios_code(checkup.verdict);
  return checkup.verdict == Verdict::ok ? 0 : kFoundProblems;
}

int check_one(const Means& means, const CheckFlags& flags, const Domain& domain) {
  const Checkup checkup = means.keeper.judge(probe(
      target_for(means.groups, domain, means), means.config.checks, means.resolver, means.roots));
  if (flags.quiet) return means.keeper.has_failed() ? kFailed : exit_code_of(checkup, flags);
  if (means.invocation.format == Format::json)
    print(write_json(checkup_json(checkup, language_of(flags.language))));
  else if (flags.nagios)
    print(checkup_status_line(checkup, language_of(flags.language)) + '\n');
  else
    print(checkup_text(checkup, flags.all ? CheckupDetail::all : CheckupDetail::usual,
                       language_of(flags.language)));
  return exit_code_of(checkup, flags);
}

// The text of each as soon as those before it are printed, for they are seen in any order.
class InOrder {
 public:
  explicit InOrder(std::size_t count) : texts_(count) {}

  void print_from(std::size_t number, std::string text) {
    texts_[number] = std::move(text);
    for (; printed_ < texts_.size() && texts_[printed_]; texts_[printed_++].reset())
      print(*texts_[printed_]);
  }

 private:
  std::vector<std::optional<std::string>> texts_;
  std::size_t printed_ = 0;
};

int check_many(const Means& means, const CheckFlags& flags, const std::vector<Domain>& domains) {
  const Language& language = language_of(flags.language);
  const bool json = means.invocation.format == Format::json;
  const CheckupDetail detail = flags.all ? CheckupDetail::all : CheckupDetail::faults;
  std::vector<ProbeTarget> targets;
  for (const Domain& domain : domains)
    targets.push_back(target_for(means.groups, domain, means));
  std::vector<Verdict> verdicts;
  nlohmann::ordered_json checks(std::vector<int>(domains.size()));
  InOrder texts(domains.size());
  ProgressBar bar(look_at_terminal(means.invocation.no_color).progress);
  probe_all(targets, means.config.checks, means.resolver, means.roots,
            [&](std::size_t number, Facts facts) {
              const Checkup checkup = means.keeper.judge(std::move(facts));
              verdicts.push_back(checkup.verdict);
              if (flags.quiet) return;
              if (json)
                checks[number] = checkup_json(checkup, language);
              else
                texts.print_from(number, checkup_text(checkup, detail, language));
              bar.show(verdicts.size(), domains.size(),
                       fmt::format("{} of {} domains", verdicts.size(), domains.size()));
            });
  if (!flags.quiet)
    print(json ? write_json({{"schema", 1}, {"checks", std::move(checks)}})
               : verdicts_line(verdicts, language));
  if (flags.quiet && means.keeper.has_failed()) return kFailed;
  const bool all_well = std::ranges::count(verdicts, Verdict::ok) == std::ssize(verdicts);
  return all_well ? 0 : kFoundProblems;
}

}  // namespace

int check_command(const Invocation& invocation, const CheckFlags& flags) {
  require_no_list_format(invocation, "check");
  const Config config = load_config(invocation).config;
  const std::vector<Domain> domains = domains_of(flags, config);
  const std::vector<CheckGroup> groups = groups_of(flags);
  Resolver resolver(resolver_for_checks(config));
  const KnownRoots roots(config.checks.ca_file);
  LookKeeper keeper(config, groups);
  const Means means{invocation, config, resolver, roots, groups, keeper};
  return is_for_many(flags) ? check_many(means, flags, domains)
                            : check_one(means, flags, domains.front());
}

Checkup check_now(const Invocation& invocation, const Domain& domain) {
  const Config config = load_config(invocation).config;
  const std::vector<CheckGroup> all = groups_of({});
  Resolver resolver(resolver_for_checks(config));
  const KnownRoots roots(config.checks.ca_file);
  LookKeeper keeper(config, all);
  const Means means{invocation, config, resolver, roots, all, keeper};
  return keeper.judge(probe(target_for(all, domain, means), config.checks, resolver, roots));
}

std::vector<std::string> check_group_names() {
  return {kCheckGroupNames.begin(), kCheckGroupNames.end()};
}

}  // namespace tlsward
