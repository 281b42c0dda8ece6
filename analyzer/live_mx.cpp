#include "analyzer/live_mx.h"

#include "analyzer/check_domain.h"
#include "analyzer/mta_sts_policy.h"
#include "schema/text.h"

#include "embedded/mail_providers.h"

#include <algorithm>
#include <string_view>

namespace tlsward {
namespace {

std::vector<std::string_view> provider_names() {
  std::vector<std::string_view> names;
  for (const std::string_view line : split(embedded::mail_providers[0].second, "\n")) {
    const std::string_view name = trimmed(line.substr(0, line.find('#')));
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

bool is_of_provider(const Domain& host) {
  return std::ranges::any_of(provider_names(), [&](std::string_view name) {
    return host != Domain(name) && host.is_within(Domain(name));
  });
}

// A name whose last label is a number is taken for an address, and is none of a host.
bool is_name(const std::string& host) {
  const std::string_view last = std::string_view(host).substr(host.rfind('.') + 1);
  return is_mx_pattern(host) && last.find_first_not_of("0123456789") != std::string_view::npos;
}

std::string pattern_for(const Domain& host, ProviderHosts hosts) {
  if (hosts == ProviderHosts::by_name || !is_of_provider(host)) return host.text();
  return "*" + host.text().substr(host.text().find('.'));
}

void add(LiveMx& live, std::string pattern) {
  if (std::ranges::find(live.patterns, pattern) != live.patterns.end()) return;
  if (pattern.starts_with('*'))
    live.findings.push_back(finding_about("policy-mx-provider", "", "mx: " + pattern));
  live.patterns.push_back(std::move(pattern));
}

}  // namespace

expected<LiveMx, NoLiveMx> live_mx(const Domain& domain, const DnsAnswer<MxRecord>& mx,
                                   ProviderHosts hosts) {
  if (mx.status == DnsStatus::failed) return unexpected(NoLiveMx::unknown);
  if (is_null(mx)) return unexpected(NoLiveMx::no_mail);
  LiveMx live;
  if (mx.status == DnsStatus::absent) {
    live.findings.push_back(finding_about("mx-implicit", domain.text()));
    live.patterns.push_back(domain.text());
    return live;
  }
  std::vector<MxRecord> records = mx.values;
  std::ranges::stable_sort(records, {}, &MxRecord::preference);
  for (const MxRecord& record : records) {
    const Domain host(record.host);
    if (!is_name(host.text())) return unexpected(NoLiveMx::no_name);
    add(live, pattern_for(host, hosts));
  }
  return live;
}

}  // namespace tlsward
