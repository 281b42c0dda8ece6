#include "program/occasional_log.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace tlsward {

void OccasionalLog::warn(std::string_view kind, std::string_view line, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = kinds_.try_emplace(std::string(kind));
  if (!is_new && now - known->second.logged < std::chrono::minutes(1)) {
    ++known->second.passed_over;
    return;
  }
  const std::size_t passed_over = std::exchange(known->second.passed_over, 0);
  known->second.logged = now;
  spdlog::warn("{}{}", line,
               passed_over == 0 ? "" : fmt::format(" ({} more like it before)", passed_over));
}

}  // namespace tlsward
