#include "tests/bench/reading.h"

#include "analyzer/digest.h"
#include "analyzer/gather_problems.h"
#include "schema/store.h"
#include "web/dashboard.h"
#include "web/kept.h"
#include "web/late_pages.h"
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

template <typename Work>
double milliseconds_of(const Work& work) {
  const auto before = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - before;
  return took.count();
}

// The median of 9 runs, in milliseconds of wall time.
template <typename Work>
double median_milliseconds(const Work& work) {
  std::vector<double> times;
  for (int run = 0; run < 9; ++run)
    times.push_back(milliseconds_of(work));
  std::nth_element(times.begin(), times.begin() + 4, times.end());
  return times[4];
}

void time_renewal(const DashboardOptions& options) {
  fmt::print("renewal {:.0f}\n", milliseconds_of([&] { renew_kept(options, {}); }));
  int made = 0;
  const double took = milliseconds_of([&] {
    while (renew_day_before(options))
      ++made;
  });
  fmt::print("before {} {:.0f} {}\n", made, took, options.kept->days.weight() / 1024);
}

// Every page that shows what is stored: yesterday's, and those of days before; of one domain, one
// problem, one report.
std::vector<std::string> targets(Store& store, Day day) {
  const auto back = [day](int days) { return format_day(day - std::chrono::days(days)); };
  const std::string domain = "domain0007.example.org";
  std::vector<std::string> all = {"/",
                                  "/?day=" + back(1),
                                  "/?day=" + back(kDaysBefore),
                                  "/?day=" + back(kDaysBefore + 10),
                                  "/?range=365",
                                  "/digest",
                                  "/digest?day=" + back(1),
                                  "/problems",
                                  "/problems?state=all",
                                  "/domains/" + domain,
                                  "/reports",
                                  "/reports?issues=1",
                                  "/reports?type=certificate-expired",
                                  "/reports?q=nothing",
                                  "/reports/1000",
                                  "/reporters",
                                  "/digest?domain=" + domain,
                                  "/setup?domain=" + domain,
                                  "/check",
                                  "/check/" + domain,
                                  "/policies",
                                  "/policies/" + domain,
                                  "/quarantine",
                                  "/system",
                                  "/help",
                                  "/readyz",
                                  "/metrics"};
  const Filter one{.domains = {Domain(domain)}};
  const ProblemList problems = read_problems(store, one, day + std::chrono::days(1));
  if (!problems.problems.empty()) all.push_back("/problems/" + problems.problems.front().id);
  return all;
}

void time_page(const DashboardOptions& options, const Viewer& viewer, std::string_view target) {
  constexpr int late = 202;  // the answer, until the page is there
  const std::size_t mark = std::min(target.find('?'), target.size());
  const Request request{
      .path = std::string(target.substr(0, mark)),
      .query = Parameters::parse(target.substr(std::min(mark + 1, target.size()))),
      .headers = {{"Accept", "text/html"}}};
  Response response;
  const auto ask = [&] { response = respond_to(viewer, options, request); };
  double there = milliseconds_of(ask);
  std::string first = fmt::format("{:.0f}", there);
  if (response.status == late) {
    while (response.status == late)
      there += milliseconds_of(ask);
    first += fmt::format("({:.0f})", there);
  }
  const double again = median_milliseconds(ask);
  if (response.status != 200)
    fmt::print(" - - -");
  else
    fmt::print(" {} {:.0f} {}", first, again, response.body.size() / 1024);
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

void time_pages(const std::string& database, Day day, const std::vector<std::string>& some) {
  Kept kept;
  DashboardOptions options{.database = database, .kept = &kept};
  options.now = [day] { return day + std::chrono::hours(24 + 15); };
  LatePages late;  // goes first: what is still being made goes by the options
  options.late = &late;
  const Viewer all;
  const Viewer owner{.name = "owner", .domains = std::vector{Domain("domain0007.example.org")}};
  const bool are_all = some.empty();
  if (are_all) time_renewal(options);
  for (const std::string& target : are_all ? targets(*open_store_read_only(database), day) : some) {
    fmt::print("{}", target);
    time_page(options, all, target);
    time_page(options, owner, target);
    fmt::print("\n");
    std::fflush(stdout);
  }
}

}  // namespace tlsward::bench
