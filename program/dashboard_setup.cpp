#include "program/dashboard_setup.h"

#include "collector/intake.h"
#include "program/mail_run.h"
#include "program/owners.h"
#include "schema/printable.h"
#include "schema/store.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

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

// Microsoft sends its reports to the first address alone.
std::vector<std::string> by_mail_first(const std::set<std::string>& rua) {
  std::vector<std::string> uris(rua.begin(), rua.end());
  std::stable_partition(uris.begin(), uris.end(),
                        [](const std::string& uri) { return !uri.starts_with("https:"); });
  return uris;
}

// By what else is configured: a mailbox that is read, and the name of the public listener.
std::vector<std::string> example_rua(const Config& config) {
  const std::string domain =
      config.domains.empty() ? std::string("example.org") : config.domains.front().text();
  std::string mail = "mailto:tlsrpt@" + domain;
  for (const MailboxOptions& mailbox : config.mailboxes)
    if (mailbox.user.find('@') != std::string::npos) mail = "mailto:" + mailbox.user;
  if (config.ingest_listen.empty()) return {mail};
  const std::string& known = config.mail.unsubscribe_url;
  const auto host = known.find("://");
  const std::string server = host == std::string::npos ? "https://tls." + domain
                                                       : known.substr(0, known.find('/', host + 3));
  return {mail, server + "/v1/tlsrpt"};
}

// As who is at this machine reaches the public listener.
std::string local_endpoint(const Config& config) {
  const auto colon = config.ingest_listen.rfind(':');
  if (colon == std::string::npos) return {};
  std::string host = config.ingest_listen.substr(0, colon);
  if (host == "0.0.0.0" || host == "[::]") host = "localhost";
  std::string url =
      fmt::format("{}://{}{}/v1/tlsrpt", config.certificate_file.empty() ? "http" : "https", host,
                  config.ingest_listen.substr(colon));
  if (!config.tokens.empty()) url += '/' + *config.tokens.begin();
  return url;
}

std::optional<std::vector<Settled>> release(const Config& config, std::int64_t delivery) {
  const auto store = open_store(config.database, Commits::each);
  const Ownership ownership = ownership_of(config);
  Intake intake(config.limits, ownership, store->hash_key());
  return intake.release(*store, delivery);
}

std::vector<std::string> names_of(const std::vector<WebhookOptions>& webhooks) {
  std::vector<std::string> names;
  for (const WebhookOptions& webhook : webhooks)
    names.push_back(webhook.name);
  return names;
}

}  // namespace

bool is_on_loopback(std::string_view listen) {
  const std::string_view host = listen.substr(0, listen.rfind(':'));
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::vector<std::string> dashboard_faults(const Config& config) {
  std::vector<std::string> faults;
  const std::string& url = config.dashboard_base_url;
  if (!url.empty() && !is_base_url(url))
    faults.push_back(fmt::format(
        "dashboard: base_url: \"{}\" is no address that paths can be put behind; write it like "
        "\"https://mail.example.org/tlsward\", without a slash at its end",
        printable(url, 200)));
  if (config.dashboard_login == LoginMode::none && !is_on_loopback(config.dashboard_listen))
    faults.push_back(
        fmt::format("dashboard.login: with \"none\" everybody who reaches {} could change all; let "
                    "it listen on "
                    "127.0.0.1, or leave \"required\" and run tlsward user add NAME --role admin",
                    printable(config.dashboard_listen, 200)));
  for (const std::string& proxy : config.trusted_proxies)
    if (!TrustedProxies::is_network(proxy))
      faults.push_back(fmt::format(
          "dashboard.trusted_proxies: \"{}\" is no address and no network; write it like "
          "\"127.0.0.1\" or \"192.0.2.0/24\"",
          printable(proxy, 200)));
  if (!config.remote_user_header.empty() && config.trusted_proxies.empty())
    faults.emplace_back(
        "dashboard.remote_user_header: whose word counts? add the proxy's address to "
        "dashboard.trusted_proxies");
  return faults;
}

GateOptions gate_options(const Config& config) {
  return {.database = config.database,
          .mode = config.dashboard_login,
          .base_url = config.dashboard_base_url,
          .base_path = base_path(config.dashboard_base_url),
          .proxies = TrustedProxies({config.trusted_proxies.begin(), config.trusted_proxies.end()}),
          .remote_user_header = config.remote_user_header,
          .domains_seen_by = [&config](const User& user) { return domains_seen_by(config, user); },
          .admitted =
              [](const std::string& address, const std::string& user) {
                spdlog::info("auth ok ip={} user={}", address, user);
              },
          // As packaging/fail2ban reads it.
          .refused =
              [](const std::string& address, const std::string& user) {
                spdlog::warn("auth failed ip={} user={}", address, user);
              }};
}

DashboardOptions dashboard_options(const Config& config, Gate& gate,
                                   std::function<Histogram()> ingest_duration) {
  return {
      .database = config.database,
      .scope = scope_of(config),
      .narrow = [&config](const std::vector<Domain>& domains) { return scope_of(config, domains); },
      .base_path = base_path(config.dashboard_base_url),
      .gate = &gate,
      .release = [&config](std::int64_t delivery) { return release(config, delivery); },
      .started = machine_time(),
      .owners = config.owners,
      .webhooks = names_of(config.webhooks),
      .set_up = {.rua = by_mail_first(config.checks.rua),
                 .example_rua = example_rua(config),
                 .local_endpoint = local_endpoint(config)},
      .metrics = metrics_options(config, std::move(ingest_duration)),
      .health = health_options(config)};
}

}  // namespace tlsward
