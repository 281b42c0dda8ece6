#include "program/fresh_pages.h"

#include "collector/stop_signal.h"
#include "web/kept.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr int kRest = 20;  // times as long as it took
constexpr std::chrono::minutes kWhereAllIsQuick{10};
constexpr days kUnseen{7};

milliseconds until_tomorrow(Timestamp now) {
  return std::chrono::floor<days>(now) + days(1) - now;
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
    milliseconds rest = kLeastRest;
    try {
      Renewal renewal;
      if (options.now() - options.kept->asked() < kUnseen) renewal = renew_kept(options, stop);
      rest = rest_after(renewal, options.now());
    } catch (const std::exception& error) {
      spdlog::warn("pages: what they are made of is not renewed: {}", error.what());
    }
    // Nobody may have it made again and again.
    sleep_for(least_rest, stop);
    options.kept->wait(rest - std::min<milliseconds>(rest, least_rest), stop);
  }
}

}  // namespace tlsward
