// The caps of Limits on dates and counts, each with the setting to raise.
#include "collector/plausible.h"

#include "schema/counting.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace tlsward {
namespace {

bool has_too_many_sessions(const Report& report, std::int64_t max_sessions) {
  return std::ranges::any_of(report.policies, [&](const Policy& policy) {
    return sessions_of(policy).total() > max_sessions;
  });
}

}  // namespace

std::optional<Rejection> implausible(const Report& report, const Delivery& delivery,
                                     const Limits& limits) {
  const auto because = [](std::string detail) {
    return Rejection{Reason::implausible, std::move(detail)};
  };
  if (report.end - report.start > limits.max_range) {
    return because(
        fmt::format("it covers more than {} hours (limits.max_range)", limits.max_range.count()));
  }
  if (report.end > delivery.received + limits.max_future) {
    return because(fmt::format("it ends in the future, at {} (limits.max_future)",
                               format_datetime(report.end)));
  }
  // Files hold years; a sender that posts does so within a day or two (RFC 8460 section 5.5).
  if (delivery.channel == "https" && report.start < delivery.received - limits.max_age) {
    return because(fmt::format("it begins at {}, too long ago to come by HTTPS (limits.max_age)",
                               format_datetime(report.start)));
  }
  if (has_too_many_sessions(report, limits.max_sessions)) {
    return because(
        fmt::format("it has more than {} sessions in one policy entry (limits.max_sessions)",
                    limits.max_sessions));
  }
  return {};
}

}  // namespace tlsward
