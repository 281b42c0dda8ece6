#include "program/fresh_pages.h"

#include "collector/stop_signal.h"
#include "web/kept.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <type_traits>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr int kRest = 20;  // times as long as it took
constexpr std::chrono::minutes kWhereAllIsQuick{10};
constexpr days kUnseen{7};
constexpr milliseconds kRestOfDay{500};  // the least

milliseconds until_tomorrow(Timestamp now) {
  return std::chrono::floor<days>(now) + days(1) - now;
}

bool is_looked_at(const DashboardOptions& options) {
  return options.now() - options.kept->asked() < kUnseen;
}

// What it throws is logged, and it is tried again later.
template <typename Work>
std::optional<std::invoke_result_t<Work>> tried(const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    spdlog::warn("pages: what they are made of is not renewed: {}", error.what());
    return {};
  }
}

// So long, or until all is forgotten. Meanwhile the days before are made, each with a rest of its
// own behind it, as long as there are any to be made.
void rest_for(milliseconds rest, const DashboardOptions& options, const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + rest;
  while (!stop.stop_requested()) {
    std::optional<milliseconds> took;
    if (is_looked_at(options))
      took = tried([&] { return renew_day_before(options); }).value_or(std::nullopt);
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    const milliseconds pause = took ? std::min(std::max(kRest * *took, kRestOfDay), left) : left;
    const bool is_cut = options.kept->wait(pause, stop);
    if (is_cut || Clock::now() >= end) return;
  }
}

}  // namespace

milliseconds rest_after(const Renewal& renewal, Timestamp now) {
  const milliseconds still_good = kKeptFor - 2 * renewal.took;
  const milliseconds wanted = renewal.keeps_any
                                  ? std::min<milliseconds>(kRest * renewal.took, still_good)
                                  : kWhereAllIsQuick;
  return std::min(std::max<milliseconds>(wanted, kLeastRest), until_tomorrow(now));
}

void keep_fresh(const DashboardOptions& options, const std::stop_token& stop,
                std::chrono::seconds least_rest) {
  options.kept->note_asked(options.now());
  while (!stop.stop_requested()) {
    std::optional renewal(Renewal{});
    if (is_looked_at(options)) renewal = tried([&] { return renew_kept(options, stop); });
    const milliseconds rest = renewal ? rest_after(*renewal, options.now()) : kLeastRest;
    sleep_for(least_rest, stop);  // nobody may have it made again and again
    rest_for(rest - std::min<milliseconds>(rest, least_rest), options, stop);
  }
}

}  // namespace tlsward
