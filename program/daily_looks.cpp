#include "program/daily_looks.h"

#include "collector/stop_signal.h"
#include "program/child_program.h"
#include "program/exit_codes.h"
#include "program/mail_run.h"
#include "schema/looks.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <exception>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

constexpr minutes kBetween{1};
constexpr hours kToTryAgain{1};
constexpr hours kLongest{3};  // of one round

// Whether each of the domains was looked at since then.
bool are_seen(const Config& config, Timestamp since) {
  const auto store = open_store_read_only(config.database);
  return std::ranges::all_of(config.domains, [&](const Domain& domain) {
    const std::optional<Look> look = store->looks().last(domain);
    return look && look->time >= since;
  });
}

void look_once(const std::vector<std::string>& command, const std::stop_token& stop) {
  const auto end = run({.words = command, .input = {}, .time = kLongest, .stop = stop});
  if (stop.stop_requested()) return;
  if (!end)
    spdlog::warn("looks at the domains: {}", end.error());
  else if (end->code == 0)
    spdlog::info("looked at the configured domains: all is well");
  else if (end->code == kFoundProblems)
    spdlog::info("looked at the configured domains: not all is well; see tlsward check");
  else
    spdlog::warn("looks at the domains: {}", end->last_words);
}

}  // namespace

Timestamp due_by(Timestamp now, minutes after_midnight) {
  const Timestamp today = floor<days>(now) + after_midnight;
  return today <= now ? today : today - days(1);
}

void keep_looking(const Config& config, const std::vector<std::string>& own_command,
                  const std::stop_token& stop, std::chrono::seconds before_first) {
  std::vector<std::string> command = own_command;
  command.insert(command.end(), {"check", "--configured", "--quiet"});
  sleep_for(before_first, stop);
  Timestamp not_before = Timestamp::min();
  while (!stop.stop_requested()) {
    const Timestamp now = machine_time();
    try {
      if (now >= not_before && !are_seen(config, due_by(now, *config.daily_looks))) {
        not_before = now + kToTryAgain;
        look_once(command, stop);
      }
    } catch (const std::exception& error) {
      spdlog::warn("looks at the domains: {}", error.what());
      not_before = now + kToTryAgain;
    }
    sleep_for(kBetween, stop);
  }
}

}  // namespace tlsward
