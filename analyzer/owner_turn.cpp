#include "analyzer/owner_turn.h"

#include "schema/printable.h"
#include "schema/store.h"

namespace tlsward {

namespace {

constexpr std::size_t kFaultBytes = 1000;

// Whether the next owner would meet the same.
bool is_of_all(const std::exception& error) {
  return dynamic_cast<const StoreBusy*>(&error) != nullptr ||
         dynamic_cast<const StoreFull*>(&error) != nullptr ||
         dynamic_cast<const StoreUnusable*>(&error) != nullptr;
}

}  // namespace

// The boundary of an owner's turn.
bool take_turn(RunFaults& faults, const std::string& owner, const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const std::exception& error) {
    if (is_of_all(error))
      faults.of_all = std::current_exception();
    else
      faults.of_owners.push_back({owner, printable(error.what(), kFaultBytes)});
    return faults.of_all == nullptr;
  }
}

}  // namespace tlsward
