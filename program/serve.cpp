#include "program/serve.h"

#include "collector/corroboration.h"
#include "collector/group_commit.h"
#include "collector/report_endpoint.h"
#include "program/cap_counts.h"
#include "program/daily_looks.h"
#include "program/dashboard_setup.h"
#include "program/dns_lookups.h"
#include "program/duration_counts.h"
#include "program/exit_codes.h"
#include "program/fresh_pages.h"
#include "program/instance_lock.h"
#include "program/listener.h"
#include "program/mail_run.h"
#include "program/mailbox_threads.h"
#include "program/occasional_log.h"
#include "program/own_command.h"
#include "program/owners.h"
#include "program/poll_command.h"
#include "program/signals.h"
#include "schema/endpoints.h"
#include "schema/policies.h"
#include "schema/printable.h"
#include "web/dashboard.h"
#include "web/errands.h"
#include "web/gate.h"
#include "web/kept.h"
#include "web/policy_host.h"
#include "web/unsubscribe_page.h"

#include <fmt/format.h>
#include <malloc.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tlsward {

namespace {

constexpr std::size_t kStackBytes = 512 << 10;   // of a connection's thread
constexpr timespec kCertificateInterval{30, 0};  // between two looks at the certificate files

// Hundreds of threads, and bodies of some MiB that come and go: small stacks, few arenas, and large
// blocks given back at once (glibc otherwise raises the threshold with the first that is freed).
void bound_memory() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
  mallopt(M_ARENA_MAX, 4);               // NOLINT(concurrency-mt-unsafe): no other thread yet
  mallopt(M_MMAP_THRESHOLD, 256 << 10);  // NOLINT(concurrency-mt-unsafe)
}

// Tests and people read where it listens; the port may have been chosen by the system.
void announce(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

Timestamp now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Services that are named run beside each other, the same ones once.
std::string lock_file(const Config& config, const std::set<std::string>& named) {
  std::string file = config.database;
  for (const std::string& service : named)
    file += '.' + service;
  return file + ".lock";
}

void log_unsubscribed(const EndedSubscription& ended) {
  const std::string address = printable(ended.address, 200);
  spdlog::info(
      "owner {}: {} has unsubscribed, and gets no mail; tlsward owners resubscribe {} "
      "undoes it",
      printable(ended.owner, 80), address, address);
}

// What runs, in the order in which it is started; the listeners stop first, then all in the reverse
// order.
class Daemon {
 public:
  Daemon(const Config& config, const std::set<std::string>& services,
         const std::vector<std::string>& own_command)
      : database_(config.database),
        address_(config.ingest_listen),
        intake_(config.database, config.limits, ownership_of(config)),
        corroboration_({.database = config.database,
                        .limits = config.limits,
                        .ownership = ownership_of(config),
                        .make_lookup = [options = resolver_options(config)] {
                          return make_names_lookup(options);
                        }}) {
    if (!own_command.empty())
      errands_.emplace(
          [this, own_command](const ErrandWords& words, const std::stop_token& stop) {
            ErrandEnd end = run_errand(own_command, words, stop);
            kept_.forget();  // what it changed is shown at once
            return end;
          },
          now);
    if (services.contains("reports") && config.ingest_listen.empty())
      note([](Endpoints& endpoints) { endpoints.forget(); });
    else if (services.contains("reports"))
      start_reports(config);
    if (services.contains("dashboard") && config.dashboard_enabled) start_dashboard(config);
    if (services.contains("mail") && !config.mailboxes.empty())
      mailboxes_.emplace(config.mailboxes, poll_setting(config));
    if (services.contains("digest") && has_mail_to_do(config)) start_digests(config);
    if (services.contains("looks") && !own_command.empty() && config.daily_looks &&
        !config.domains.empty())
      looks_ = std::jthread(
          [&](const std::stop_token& stop) { keep_looking(config, own_command, stop); });
  }

  // The listeners end first: what is counted while they do is kept too.
  ~Daemon() {
    reports_.reset();
    dashboard_.reset();
    keep_cap_counts();
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  void reload_certificates() {
    if (reports_) reports_->reload_certificate();
    if (dashboard_) dashboard_->reload_certificate();
  }

  // Serves the policies that are published now, with the certificates of their hosts.
  void reload_policies() {
    if (!reports_) return;
    try {
      const std::vector<HostedPolicy> served = open_store_read_only(database_)->policies().served();
      std::set<std::string> hosts;
      for (const HostedPolicy& policy : served)
        hosts.insert("mta-sts." + std::string(policy.domain.text()));
      shelf_.replace(served);
      reports_->reload_host_certificates(hosts);
    } catch (const std::exception& error) {
      log_.warn("policies", fmt::format("policies are served as before: {}", error.what()));
    }
  }

  // Writes down that it listens for reports, and until when its certificate is good.
  void note_endpoint() {
    if (!reports_) return;
    note([&](Endpoints& endpoints) {
      endpoints.note_alive({.address = address_,
                            .alive = now(),
                            .certificate_not_before = reports_->certificate_not_before(),
                            .certificate_not_after = reports_->certificate_not_after(),
                            .fault = {}});
    });
  }

  // Writes down how often the listeners' caps were met; a database that cannot be written now gets
  // it the next time.
  void keep_cap_counts() {
    try {
      caps_.keep(database_, std::chrono::floor<std::chrono::days>(now()));
    } catch (const std::exception& error) {
      log_.warn("caps",
                fmt::format("limits that were met are not in the status yet: {}", error.what()));
    }
  }

 private:
  std::vector<Settled> accept(Delivery delivery) {
    const std::string address = delivery.source;
    const auto before = std::chrono::steady_clock::now();
    std::vector<Settled> settled = intake_.accept(std::move(delivery));
    durations_.count(std::chrono::steady_clock::now() - before);
    corroboration_.ask(address, settled);
    return settled;
  }

  // A digest that another process makes, or the one after a restart, tells of it. A database that
  // cannot be written now gets it the next time.
  void note(const std::function<void(Endpoints&)>& write) {
    try {
      const auto store = open_store(database_, Commits::each);
      store->transact([&] { write(store->endpoints()); });
    } catch (const std::exception& error) {
      log_.warn("endpoint", fmt::format("how the endpoint fares is not noted: {}", error.what()));
    }
  }

  void start_reports(const Config& config) {
    try {
      listen_for_reports(config);
    } catch (const std::exception& error) {
      note([&](Endpoints& endpoints) {
        endpoints.note_fault(config.ingest_listen, printable(error.what()));
      });
      throw;
    }
    note_endpoint();
  }

  void listen_for_reports(const Config& config) {
    if (const auto faults = faults_of(config); !faults.empty())
      throw std::runtime_error(faults.front());
    EndpointOptions options;
    options.accept = [this](Delivery delivery) { return accept(std::move(delivery)); };
    options.refuse = [this](Delivery delivery, Rejection why) {
      intake_.refuse(std::move(delivery), std::move(why));
    };
    options.now = now;
    options.tokens = config.tokens;
    options.database = config.database;
    options.limits = config.limits;
    ListenerOptions listener;
    listener.address = config.ingest_listen;
    listener.certificate_file = config.certificate_file;
    listener.private_key_file = config.private_key_file;
    listener.host_certificates = config.host_certificates;
    listener.limits = config.limits;
    listener.over_cap = [this](std::string_view setting) { caps_.count(setting); };
    corroborating_ =
        std::jthread([this](const std::stop_token& stop) { corroboration_.run(stop); });
    const UnsubscribeOptions unsubscribe{.database = config.database,
                                         .owners = config.owners,
                                         .now = now,
                                         .ended = log_unsubscribed};
    reports_.emplace(
        listener, make_policy_host(
                      shelf_, make_unsubscribe_page(unsubscribe, make_report_endpoint(options))));
    reload_policies();
    if (config.certificate_file.empty() && !reports_->is_loopback()) {
      spdlog::warn(
          "{} speaks plain HTTP: senders need HTTPS, so give ingest.certificate_file or stand "
          "behind a proxy that speaks it (docs/operations.md)",
          reports_->url());
    }
    announce(fmt::format("listening on {}/v1/tlsrpt", reports_->url()));
  }

  void start_dashboard(const Config& config) {
    for (const auto& faults : {dashboard_faults(config), owner_faults(config)})
      if (!faults.empty()) throw std::runtime_error(faults.front());
    ListenerOptions listener;
    listener.address = config.dashboard_listen;
    listener.certificate_file = config.dashboard_certificate_file;
    listener.private_key_file = config.dashboard_private_key_file;
    listener.boundary = Boundary::complete;
    listener.limits = config.limits;
    listener.over_cap = [this](std::string_view setting) { caps_.count(setting); };
    gate_.emplace(gate_options(config));
    std::function<Histogram()> ingest_duration;
    if (reports_) ingest_duration = [this] { return durations_.read(); };
    DashboardOptions options = dashboard_options(config, *gate_, ingest_duration);
    if (errands_) options.errands = &*errands_;
    options.kept = &kept_;
    dashboard_.emplace(listener, make_dashboard(options));
    renewing_ = std::jthread([options](const std::stop_token& stop) { keep_fresh(options, stop); });
    if (listener.certificate_file.empty() && !dashboard_->is_loopback() &&
        config.trusted_proxies.empty())
      spdlog::warn(
          "{} speaks plain HTTP, and passwords go over the wire in the clear: give "
          "dashboard.certificate_file, or stand behind a proxy that speaks HTTPS "
          "(docs/operations.md)",
          dashboard_->url());
    announce(fmt::format("dashboard on {}/", dashboard_->url()));
  }

  void start_digests(const Config& config) {
    if (const auto faults = owner_faults(config); !faults.empty())
      throw std::runtime_error(faults.front());
    digests_ = std::jthread([&config](const std::stop_token& stop) { keep_mailing(config, stop); });
  }

  const std::string database_;
  const std::string address_;  // of the endpoint
  CapCounts caps_;
  DurationCounts durations_;
  OccasionalLog log_;
  GroupCommit intake_;
  Corroboration corroboration_;
  std::jthread corroborating_;
  PolicyShelf shelf_;
  std::optional<Listener> reports_;
  std::optional<Gate> gate_;
  Kept kept_;
  std::optional<Errands> errands_;
  std::optional<Listener> dashboard_;
  std::jthread renewing_;
  std::optional<MailboxThreads> mailboxes_;
  std::jthread digests_;
  std::jthread looks_;
};

}  // namespace

int serve(const Config& config, const std::vector<std::string>& only,
          const std::vector<std::string>& own_command) {
  const std::vector<std::string>& named = only.empty() ? kServices : only;
  const std::set<std::string> services(named.begin(), named.end());
  const sigset_t signals = block_signals();
  log_to_stderr();
  bound_memory();
  const InstanceLock lock(lock_file(config, only.empty() ? std::set<std::string>() : services));
  if (const auto holder = lock.holder()) {
    spdlog::error("{} is served by process {} already", config.database, *holder);
    return kTryLater;
  }
  Daemon daemon(config, services, own_command);
  for (;;) {
    const int signal = sigtimedwait(&signals, nullptr, &kCertificateInterval);
    if (signal == SIGTERM || signal == SIGINT) break;
    daemon.reload_certificates();
    daemon.keep_cap_counts();
    daemon.note_endpoint();
    daemon.reload_policies();
  }
  spdlog::info("stopping");
  return 0;
}

}  // namespace tlsward
