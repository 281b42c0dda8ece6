#include "program/fresh_pages.h"

#include "web/kept.h"
#include "web/renew_kept.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

namespace tlsward {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kRest = 20;  // times as long as it took
constexpr std::chrono::seconds kShortestRest{30};
constexpr std::chrono::minutes kWhereAllIsQuick{10};
constexpr std::chrono::days kUnseen{7};

milliseconds time_to_renew(const DashboardOptions& options, const std::stop_token& stop) {
  const auto before = steady_clock::now();
  renew_kept(options, stop);
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - before);
}

}  // namespace

milliseconds rest_after(milliseconds took) {
  if (took < kLongToMake) return kWhereAllIsQuick;
  return std::max<milliseconds>(kShortestRest, kRest * took);
}

void keep_fresh(const DashboardOptions& options, const std::stop_token& stop) {
  options.kept->note_asked(options.now());
  while (!stop.stop_requested()) {
    milliseconds rest = kWhereAllIsQuick;
    try {
      if (options.now() - options.kept->asked() < kUnseen)
        rest = rest_after(time_to_renew(options, stop));
    } catch (const std::exception& error) {
      spdlog::warn("pages: what they are made of is not renewed: {}", error.what());
    }
    options.kept->wait(rest, stop);
  }
}

}  // namespace tlsward
