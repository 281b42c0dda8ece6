// Commands that pages begin, which end when and as a test tells them to.
#pragma once

#include "tests/support/test_dashboard.h"
#include "web/errands.h"

#include <atomic>
#include <thread>

namespace tlsward::tests {

class ToldErrands {
 public:
  std::atomic<bool> may_end = true;
  ErrandEnd end{.code = 0, .output = {}};
  ErrandWords words;  // of the one that was begun last
  Errands errands{[this](const ErrandWords& given, const std::stop_token& stop) {
                    words = given;
                    while (!may_end && !stop.stop_requested())
                      std::this_thread::yield();
                    return end;
                  },
                  [] { return kVisitedDay + std::chrono::hours(36); }};

  void wait() { errands.wait(); }  // until none runs
};

}  // namespace tlsward::tests
