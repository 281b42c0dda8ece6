// From what an owner was told and how it stands now to what is to be told: the first alert of a
// problem, and again when it does worse to mail or a silence becomes wider; reminders after one,
// three and seven days while it lasts; and once that it is over. Pure functions of values, no
// clock; tested by tables.
#pragma once

#include "analyzer/alert_conditions.h"
#include "schema/alerts.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// So many threads of an owner that are told of and are not less grave may be open where one more is
// to be opened, and so many in all; what else is to be told is counted until one is over.
inline constexpr std::size_t kMostThreads = 100;
inline constexpr std::size_t kMostOpen = 1000;

struct AlertPlan {
  std::vector<AlertThread> threads;  // as they are now: the known ones in their order, then new
                                     // ones, the gravest first, with id 0
  std::vector<AlertThread> dropped;  // over or quiet before anybody was told, or never heard of
                                     // again for 35 days
  std::int64_t left = 0;             // how many raise and have no place
  std::vector<AlertThread> tells;    // those whose news goes out: all that can be told, where some
                                     // of it is as old as a batch
};

// `threads` are the owner's open ones, `conditions` those of find_conditions(), to which the caller
// adds those of standing_of_absent().
AlertPlan plan_alerts(std::vector<AlertThread> threads, std::span<const AlertCondition> conditions,
                      std::chrono::seconds batch, Timestamp now);

// The thread that a condition opens.
AlertThread make_thread(const AlertCondition& condition, Timestamp now);

// Threads with news in the order in which it is told, as one mail each: what belongs to one thread
// of mails, and all that is told for the first time.
std::vector<std::vector<AlertThread>> mails_of(const std::vector<AlertThread>& threads);

}  // namespace tlsward
