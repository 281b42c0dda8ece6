#include "program/check_command.h"

#include "analyzer/checkup.h"
#include "analyzer/list_output.h"
#include "analyzer/probe.h"
#include "program/dns_lookups.h"
#include "program/exit_codes.h"
#include "program/terminal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>

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

bool has(const std::vector<CheckGroup>& groups, CheckGroup group) {
  return std::ranges::find(groups, group) != groups.end();
}

// What a group is judged by: the MX set by the policy, for one.
ProbeTarget target_for(const std::vector<CheckGroup>& groups, const Domain& domain, Timestamp now) {
  const bool mx = has(groups, CheckGroup::mx);
  const bool dane = has(groups, CheckGroup::dane);
  const bool sts = has(groups, CheckGroup::mta_sts);
  return {.domain = domain, .now = now, .policy_host = sts || mx, .mx_hosts = mx || dane};
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

}  // namespace

int check_command(const Invocation& invocation, const CheckFlags& flags) {
  require_no_list_format(invocation, "check");
  const Domain domain = require_domain("DOMAIN", flags.domain);
  const Language* const language = find_language(flags.language);
  assert(language != nullptr);  // cli.cpp takes no other
  const Config config = load_config(invocation).config;
  const std::vector<CheckGroup> groups = groups_of(flags);
  Resolver resolver(resolver_for_checks(config));
  const KnownRoots roots(config.checks.ca_file);
  const Checkup checkup = check(
      probe(target_for(groups, domain, invocation.now), config.checks, resolver, roots), groups);
  if (invocation.format == Format::json)
    print(write_json(checkup_json(checkup, *language)));
  else if (flags.nagios)
    print(checkup_status_line(checkup, *language) + '\n');
  else
    print(checkup_text(checkup, *language));
  if (flags.nagios) return nagios_code(checkup.verdict);
  return checkup.verdict == Verdict::ok ? 0 : kFoundProblems;
}

std::vector<std::string> check_group_names() {
  return {kCheckGroupNames.begin(), kCheckGroupNames.end()};
}

}  // namespace tlsward
