#include "program/look_keeper.h"

#include "analyzer/keep_look.h"
#include "program/mail_run.h"
#include "schema/looks.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace tlsward {
namespace {

constexpr std::chrono::days kLooksKept{90};
constexpr std::chrono::days kSetUpsKept{400};  // longer than senders keep a policy

}  // namespace

bool LookKeeper::is_to_keep(const Domain& domain) const {
  std::error_code unreadable;
  const bool ours = config_.domains.empty() ||
                    std::ranges::any_of(config_.domains, [&](const Domain& configured) {
                      return domain.is_within(configured);
                    });
  return ours && groups_.size() == kCheckGroupNames.size() &&
         std::filesystem::exists(config_.database, unreadable);
}

Checkup LookKeeper::judge(Facts facts) {
  if (!is_to_keep(facts.domain)) return check(std::move(facts), groups_);
  try {
    const auto store = open_store(config_.database, Commits::each);
    facts.time = machine_time();  // a round takes its time, and a digest may be made meanwhile
    if (!std::exchange(has_forgotten_, true))
      store->transact(
          [&] { store->looks().forget(facts.time - kLooksKept, facts.time - kSetUpsKept); });
    return keep_look(*store, facts);
  } catch (const std::exception& error) {
    if (!std::exchange(has_failed_, true))
      fmt::print(stderr, "tlsward: the look is not kept: {}\n", printable(error.what(), 1000));
    return check(std::move(facts), groups_);
  }
}

}  // namespace tlsward
