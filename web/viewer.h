// Who looks at the pages, and what of it they may see and do. Every page asks this value, so that
// an owner meets nobody else's domains on any way.
#pragma once

#include "schema/domain.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

struct Viewer {
  bool is_known = true;                        // false: nobody, who sees nothing
  std::string name;                            // empty where nobody needs to log in
  bool may_change = true;                      // mute, release, check, publish
  std::optional<std::vector<Domain>> domains;  // they see these and those below; absent: all
  std::string form_token;                      // that each of their forms sends back

  // What is of no domain: quarantine, mailboxes, this machine.
  bool sees_all() const { return !domains; }

  bool sees(const Domain& domain) const {
    return !domains ||
           std::ranges::any_of(*domains, [&](const Domain& own) { return domain.is_within(own); });
  }
};

}  // namespace tlsward
