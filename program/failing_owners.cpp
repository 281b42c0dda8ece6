#include "program/failing_owners.h"

#include "analyzer/digest_mailer.h"

#include <algorithm>
#include <utility>

namespace tlsward {

std::set<std::string> FailingOwners::resting(Time now) const {
  std::set<std::string> names;
  for (const auto& [name, failing] : failing_)
    if (now < failing.until) names.insert(name);
  return names;
}

std::vector<OwnerFault> FailingOwners::note(const std::vector<OwnerFault>& faults, Time begin,
                                            Time now) {
  std::erase_if(failing_, [&](const auto& one) {
    return one.second.until <= begin &&
           std::ranges::find(faults, one.first, &OwnerFault::owner) == faults.end();
  });
  std::vector<OwnerFault> news;
  for (const OwnerFault& fault : faults) {
    Failing& failing = failing_[fault.owner];
    if (std::exchange(failing.fault, fault.fault) != fault.fault) news.push_back(fault);
    failing.until = now + wait_after(++failing.times);
  }
  return news;
}

}  // namespace tlsward
