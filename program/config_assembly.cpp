#include "program/config_assembly.h"

#include <fmt/format.h>

namespace tlsward {

bool is_of_mailbox(const ConfigRow& row) {
  return row.key.starts_with("mailbox.");
}

std::string slot_name(const ConfigRow& row, std::size_t mailboxes) {
  return is_of_mailbox(row) ? fmt::format("{}#{}", row.key, mailboxes) : std::string(row.key);
}

void apply(Assembly& assembly, const ConfigRow& row, const std::vector<std::string>& texts,
           const std::string& place, const std::string& origin) {
  if (const auto fault = set_value(row, assembly.config, texts))
    throw ConfigError(fmt::format("{}: {}: {}", place, row.key, *fault));
  assembly.origins[slot_name(row, assembly.config.mailboxes.size())] = origin;
}

}  // namespace tlsward
