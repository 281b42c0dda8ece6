// A configuration being put together from its sources, the later ones over the earlier, and where
// each value came from.
#pragma once

#include "program/config_table.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct Assembly {
  Config config;
  std::map<std::string, std::string> origins;  // by slot_name()
  std::vector<std::string> faults;             // each with its place and what to do
};

// "mailbox", "owner" or "webhook" for the settings that come once for each; absent for others.
std::optional<std::string_view> list_of(const ConfigRow& row);

// How many of the list there are; 0 for a setting that is in none.
std::size_t count_of(const Config& config, const ConfigRow& row);

// Without those behind the first `count` of the list.
void keep_first(Config& config, std::string_view list, std::size_t count);

// Adds one to the list.
void add_one(Config& config, std::string_view list);

// The key, with the number of the mailbox or owner where each has its own.
std::string slot_name(const ConfigRow& row, std::size_t number);

// Sets the row's value to what the texts say (set_value()) and notes its origin. `place` is where
// they stand, for the fault, which is noted instead if there is one.
void apply(Assembly& assembly, const ConfigRow& row, const std::vector<std::string>& texts,
           const std::string& place, const std::string& origin);

}  // namespace tlsward
