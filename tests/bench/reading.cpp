#include "tests/bench/reading.h"

#include "analyzer/digest.h"
#include "schema/store.h"
#include "web/dashboard.h"
#include "web/kept.h"
#include "web/metrics.h"
#include "web/renew_kept.h"
#include "web/viewer.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

namespace tlsward::bench {
namespace {

// The largest memory that this process ever had.
long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// The median of 9 runs, in milliseconds of wall time.
template <typename Work>
double median_milliseconds(const Work& work) {
  std::vector<double> times;
  for (int run = 0; run < 9; ++run) {
    const auto before = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - before;
    times.push_back(took.count());
  }
  std::nth_element(times.begin(), times.begin() + 4, times.end());
  return times[4];
}

void time_renewal(const DashboardOptions& options) {
  const auto before = std::chrono::steady_clock::now();
  renew_kept(options, {});
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - before;
  fmt::print("renewal {:.0f}\n", took.count());
}

void time_page(const DashboardOptions& options, const Viewer& viewer, std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  const Request request{
      .path = std::string(target.substr(0, mark)),
      .query = Parameters::parse(target.substr(std::min(mark + 1, target.size())))};
  Response response;
  const auto ask = [&] { response = respond_to(viewer, options, request); };
  const auto before = std::chrono::steady_clock::now();
  ask();
  const std::chrono::duration<double, std::milli> first = std::chrono::steady_clock::now() - before;
  const double again = median_milliseconds(ask);
  if (response.status != 200)
    fmt::print(" - - -");
  else
    fmt::print(" {:.0f} {:.0f} {}", first.count(), again, response.body.size() / 1024);
}

}  // namespace

void time_digest(const std::string& database, Day day) {
  const auto store = open_store_read_only(database);
  const DigestScope one{.domains = {Domain("domain0007.example.org")}};
  fmt::print("all {:.2f}\n", median_milliseconds([&] { make_digest(*store, day, {}); }));
  fmt::print("one {:.2f}\n", median_milliseconds([&] { make_digest(*store, day, one); }));
  fmt::print("peak {}\n", peak_mib());
}

void time_metrics(const std::string& database, Day day) {
  MetricsOptions options{.database = database};
  const auto scrape = [&] {
    to_prometheus(gather_metrics(options, day + std::chrono::hours(24 + 15)));
  };
  fmt::print("all {:.2f}\n", median_milliseconds(scrape));
  for (int i = 0; i < 20; ++i)
    options.scope.domains.emplace_back(fmt::format("domain{:04}.example.org", i));
  fmt::print("twenty {:.2f}\n", median_milliseconds(scrape));
}

void time_pages(const std::string& database, Day day) {
  Kept kept;
  const DashboardOptions options{.database = database, .kept = &kept, .now = [day] {
                                   return day + std::chrono::hours(24 + 15);
                                 }};
  const Viewer all;
  const Viewer owner{.name = "owner", .domains = std::vector{Domain("domain0007.example.org")}};
  time_renewal(options);
  const std::string day_before = "/?day=" + format_day(day - std::chrono::days(1));
  for (const std::string_view target :
       std::initializer_list<std::string_view>{"/",
                                               day_before,
                                               "/digest",
                                               "/problems?state=all",
                                               "/domains/domain0007.example.org",
                                               "/problems",
                                               "/reports",
                                               "/reports?issues=1",
                                               "/reports?type=certificate-expired",
                                               "/reports?q=nothing",
                                               "/reports/1000",
                                               "/reporters",
                                               "/digest?domain=domain0007.example.org",
                                               "/setup?domain=domain0007.example.org",
                                               "/check",
                                               "/policies",
                                               "/quarantine",
                                               "/system",
                                               "/help",
                                               "/readyz",
                                               "/metrics"}) {
    fmt::print("{}", target);
    time_page(options, all, target);
    time_page(options, owner, target);
    fmt::print("\n");
    std::fflush(stdout);
  }
}

}  // namespace tlsward::bench
