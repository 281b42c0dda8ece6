// An owner's turn in a run over all of them: what goes wrong in it is that owner's fault, and the
// next one has their turn. What everybody would meet, a full disk say, ends the run instead.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace tlsward {

// An owner whose turn came to nothing, and why, in words for the operator; safe to print.
struct OwnerFault {
  std::string owner;
  std::string fault;
};

struct RunFaults {
  std::vector<OwnerFault> of_owners;
  std::exception_ptr of_all;  // StoreBusy, StoreFull, StoreUnusable: what ended the run; or null
};

// Does the work of the owner's turn, and notes what it throws. Whether the next owner is to have
// theirs.
bool take_turn(RunFaults& faults, const std::string& owner, const std::function<void()>& work);

}  // namespace tlsward
