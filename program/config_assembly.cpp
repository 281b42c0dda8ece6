#include "program/config_assembly.h"

#include <fmt/format.h>

namespace tlsward {

std::optional<std::string_view> list_of(const ConfigRow& row) {
  const std::string_view table = row.key.substr(0, row.key.find('.'));
  if (table == "mailbox" || table == "owner") return table;
  return {};
}

std::size_t count_of(const Config& config, const ConfigRow& row) {
  const auto list = list_of(row);
  if (!list) return 0;
  return *list == "mailbox" ? config.mailboxes.size() : config.owners.size();
}

void keep_first(Config& config, std::string_view list, std::size_t count) {
  if (list == "mailbox")
    config.mailboxes.resize(count);
  else
    config.owners.resize(count);
}

void add_one(Config& config, std::string_view list) {
  if (list == "mailbox")
    config.mailboxes.emplace_back();
  else
    config.owners.emplace_back();
}

std::string slot_name(const ConfigRow& row, std::size_t number) {
  return list_of(row) ? fmt::format("{}#{}", row.key, number) : std::string(row.key);
}

void apply(Assembly& assembly, const ConfigRow& row, const std::vector<std::string>& texts,
           const std::string& place, const std::string& origin) {
  if (const auto fault = set_value(row, assembly.config, texts))
    assembly.faults.push_back(fmt::format("{}: {}: {}", place, row.key, *fault));
  assembly.origins[slot_name(row, count_of(assembly.config, row))] = origin;
}

}  // namespace tlsward
