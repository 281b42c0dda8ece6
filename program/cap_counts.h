// How often the listeners met each cap, on its way to the database: who is over one leaves no
// delivery to count, and may come a thousand times a second.
#pragma once

#include "schema/timestamp.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tlsward {

// For any number of threads.
class CapCounts {
 public:
  // One more was over the cap of this setting: "limits.header_deadline". Each is remembered until
  // keep(): it is one of ours, never made of what varies.
  void count(std::string_view setting);

  // Adds what was counted to the day, in the database at this path, and begins anew; does nothing
  // if nothing was. Where it throws (StoreBusy, StoreFull, StoreUnusable), nothing is lost.
  void keep(const std::string& database, Day day);

 private:
  std::mutex mutex_;
  std::map<std::string, std::int64_t, std::less<>> counts_;
};

}  // namespace tlsward
