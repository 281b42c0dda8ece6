#include "program/dashboard_setup.h"

#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace tlsward {
namespace {

// What comes after "https://HOST" in it: "/tlsward", or "".
std::string base_path(std::string_view url) {
  const auto host = url.find("://");
  if (host == std::string_view::npos) return {};
  const auto path = url.find('/', host + 3);
  return path == std::string_view::npos ? std::string() : std::string(url.substr(path));
}

// Paths can be put behind it, and it can stand in a page and a header as it is.
bool is_base_url(std::string_view url) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/[]";
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  const std::string_view rest = url.substr(std::min(url.find("://") + 3, url.size()));
  return is_web && !rest.empty() && rest.front() != '/' && !rest.ends_with('/') &&
         rest.find("//") == std::string_view::npos &&
         url.find_first_not_of(letters) == std::string_view::npos;
}

MetricsOptions metrics_options(const Config& config, std::function<Histogram()> ingest_duration) {
  MetricsOptions options{.version = TLSWARD_VERSION, .ingest_duration = std::move(ingest_duration)};
  for (const MailboxOptions& mailbox : config.mailboxes)
    options.mailboxes.push_back(mailbox.name);
  return options;
}

HealthOptions health_options(const Config& config) {
  HealthOptions options{.has_endpoint = !config.ingest_listen.empty(),
                        .min_free_bytes = config.limits.min_free_bytes};
  for (const MailboxOptions& mailbox : config.mailboxes)
    options.mailboxes.push_back({mailbox.name, mailbox.poll_interval});
  return options;
}

}  // namespace

std::vector<std::string> dashboard_faults(const Config& config) {
  const std::string& url = config.dashboard_base_url;
  if (url.empty() || is_base_url(url)) return {};
  return {fmt::format(
      "dashboard: base_url: \"{}\" is no address that paths can be put behind; write it like "
      "\"https://mail.example.org/tlsward\", without a slash at its end",
      printable(url, 200))};
}

DashboardOptions dashboard_options(const Config& config,
                                   std::function<Histogram()> ingest_duration) {
  return {
      .database = config.database,
      .scope = scope_of(config),
      .narrow = [&config](const std::vector<Domain>& domains) { return scope_of(config, domains); },
      .base_path = base_path(config.dashboard_base_url),
      .metrics = metrics_options(config, std::move(ingest_duration)),
      .health = health_options(config)};
}

}  // namespace tlsward
