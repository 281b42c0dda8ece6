// A configuration being put together from its sources, the later ones over the earlier, and where
// each value came from.
#pragma once

#include "program/config_table.h"

#include <map>
#include <string>
#include <vector>

namespace tlsward {

struct Assembly {
  Config config;
  std::map<std::string, std::string> origins;  // by slot_name()
};

bool is_of_mailbox(const ConfigRow& row);

// The key, with the number of the mailbox where each has its own.
std::string slot_name(const ConfigRow& row, std::size_t mailboxes);

// Sets the row's value to what the texts say (set_value()) and notes its origin. `place` is where
// they stand, for the error. Throws ConfigError.
void apply(Assembly& assembly, const ConfigRow& row, const std::vector<std::string>& texts,
           const std::string& place, const std::string& origin);

}  // namespace tlsward
