#include "program/config_assembly.h"

#include <fmt/format.h>

namespace tlsward {

namespace {

// Calls `use` with the list of that name.
template <typename Configuration, typename Use>
auto with_list(Configuration& config, std::string_view list, const Use& use) {
  if (list == "mailbox") return use(config.mailboxes);
  if (list == "owner") return use(config.owners);
  return use(config.webhooks);
}

}  // namespace

std::optional<std::string_view> list_of(const ConfigRow& row) {
  const std::string_view table = row.key.substr(0, row.key.find('.'));
  if (table == "mailbox" || table == "owner" || table == "webhook") return table;
  return {};
}

std::size_t count_of(const Config& config, const ConfigRow& row) {
  const auto list = list_of(row);
  if (!list) return 0;
  return with_list(config, *list, [](const auto& all) { return all.size(); });
}

void keep_first(Config& config, std::string_view list, std::size_t count) {
  with_list(config, list, [&](auto& all) { all.resize(count); });
}

void add_one(Config& config, std::string_view list) {
  with_list(config, list, [](auto& all) { all.emplace_back(); });
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
