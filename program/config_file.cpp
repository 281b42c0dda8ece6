#include "program/config_file.h"

#include "analyzer/nearest.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>

namespace tlsward {
namespace {

using Texts = std::vector<std::string>;

// The tables, or the keys of one table.
Texts known_names(std::string_view table) {
  Texts names;
  for (const ConfigRow& row : config_table()) {
    const auto dot = row.key.find('.');
    const std::string_view head = row.key.substr(0, dot);
    const std::string name(table.empty() ? head : row.key.substr(dot + 1));
    const bool wanted = table.empty() || head == table;
    if (wanted && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string place_of(const std::string& file, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

// "; did you mean "listen"?", else all that there are.
std::string advice(std::string_view name, const Texts& known) {
  const std::string meant = did_you_mean(name, known);
  return meant.empty() ? fmt::format("; known are {}", fmt::join(known, ", ")) : meant;
}

std::optional<Texts> one_text(std::optional<std::string> text) {
  return text ? std::optional(Texts{std::move(*text)}) : std::nullopt;
}

std::optional<Texts> list_of_texts(const toml::node& node) {
  if (!node.is_array()) return {};
  Texts texts;
  for (const toml::node& element : *node.as_array()) {
    auto text = element.value_exact<std::string>();
    if (!text) return {};
    texts.push_back(std::move(*text));
  }
  return texts;
}

// The node's value as the texts that set_value() reads; absent if it is of another type than the
// row wants.
std::optional<Texts> texts_of(const toml::node& node, const ConfigRow& row) {
  const std::string_view wanted = written_as(row);
  if (wanted == "a list of texts") return list_of_texts(node);
  if (wanted == "true or false") {
    const auto value = node.value_exact<bool>();
    return value ? one_text(*value ? "true" : "false") : std::nullopt;
  }
  if (wanted == "a number" || (is_size(row.form) && node.is_integer())) {
    const auto value = node.value_exact<std::int64_t>();
    return value ? one_text(fmt::format("{}", *value)) : std::nullopt;
  }
  return one_text(node.value_exact<std::string>());
}

void apply_table(Assembly& assembly, const std::string& file, std::string_view name,
                 const toml::table& table) {
  for (const auto& [key, node] : table) {
    const ConfigRow* const row = find_config_row(fmt::format("{}.{}", name, key.str()));
    if (row == nullptr) {
      assembly.faults.push_back(
          fmt::format("{}: {}.{}: unknown setting{}", place_of(file, key.source()), name,
                      printable(key.str(), 80), advice(key.str(), known_names(name))));
      continue;
    }
    const std::string place = place_of(file, node.source());
    if (const auto texts = texts_of(node, *row))
      apply(assembly, *row, *texts, place, fmt::format("{}:{}", file, node.source().begin.line));
    else
      assembly.faults.push_back(
          fmt::format("{}: {}: must be {}", place, row->key, written_as(*row)));
  }
}

// The tables of a list; none, and a fault, if it is written otherwise.
std::vector<const toml::table*> list_of_tables(Assembly& assembly, const std::string& file,
                                               std::string_view name, const toml::node& node) {
  std::vector<const toml::table*> tables;
  const toml::array* const list = node.as_array();
  if (list != nullptr && list->is_homogeneous<toml::table>()) {
    for (const toml::node& one : *list)
      tables.push_back(one.as_table());
  } else {
    assembly.faults.push_back(fmt::format("{}: {}: is a list; write [[{}]] above each name",
                                          place_of(file, node.source()), name, name));
  }
  return tables;
}

void apply_domains(Assembly& assembly, const std::string& file, const toml::node& node) {
  for (const toml::table* const table : list_of_tables(assembly, file, "domain", node)) {
    const std::size_t domains = assembly.config.domains.size();
    const std::size_t before = assembly.config.mx_hosts.size();
    apply_table(assembly, file, "domain", *table);
    if (!table->contains("name"))
      assembly.faults.push_back(fmt::format("{}: domain: has no name; add name = \"example.org\"",
                                            place_of(file, table->source())));
    if (assembly.config.domains.size() == domains) continue;
    const std::span<const Domain> hosts = std::span(assembly.config.mx_hosts).subspan(before);
    assembly.config.mx_hosts_of[assembly.config.domains.back()] = {hosts.begin(), hosts.end()};
  }
}

// Mailboxes and owners.
void apply_list(Assembly& assembly, const std::string& file, std::string_view name,
                const toml::node& node) {
  for (const toml::table* const table : list_of_tables(assembly, file, name, node)) {
    add_one(assembly.config, name);
    apply_table(assembly, file, name, *table);
  }
}

// Why the file is no TOML.
std::string fault_of(const std::string& file, const toml::parse_error& error) {
  // A text may end on another line only between three quotes.
  const bool open_quote =
      error.description().find("control characters other than TAB") != std::string_view::npos;
  return fmt::format("{}: {}{}; mend this line", place_of(file, error.source()),
                     printable(error.description(), 300),
                     open_quote ? " (is a quote missing?)" : "");
}

void apply_file_text(Assembly& assembly, const std::string& file, std::string_view text) {
  const toml::parse_result parsed = toml::parse(text, std::string_view(file));
  if (parsed.failed()) throw ConfigError(fault_of(file, parsed.error()));
  for (const auto& [key, node] : parsed.table()) {
    const Texts tables = known_names("");
    const std::string_view name = key.str();
    if (std::find(tables.begin(), tables.end(), name) == tables.end()) {
      assembly.faults.push_back(fmt::format("{}: {}: unknown table{}", place_of(file, key.source()),
                                            printable(name, 80), advice(name, tables)));
    } else if (name == "domain") {
      apply_domains(assembly, file, node);
    } else if (name == "mailbox" || name == "owner" || name == "webhook") {
      apply_list(assembly, file, name, node);
    } else if (const toml::table* const table = node.as_table()) {
      apply_table(assembly, file, name, *table);
    } else {
      assembly.faults.push_back(fmt::format("{}: {}: is a table; write [{}] above its settings",
                                            place_of(file, key.source()), name, name));
    }
  }
}

std::string read_file(const std::string& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0)
    throw std::runtime_error(fmt::format("{}: {}; tlsward config init writes one", file,
                                         std::generic_category().message(errno)));
  if (S_ISREG(status.st_mode) && (status.st_mode & S_IWOTH) != 0)
    throw ConfigError(fmt::format("{}: anybody may write to it (mode {:04o}); run chmod o-w {}",
                                  file, static_cast<unsigned>(status.st_mode & 07777U), file));
  std::ifstream stream(file, std::ios::binary);
  if (!stream.is_open() || S_ISDIR(status.st_mode))
    throw std::runtime_error(fmt::format(
        "{}: cannot be read; name another with --config, or run as a user who may read it", file));
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

void apply_file(Assembly& assembly, const std::string& file) {
  apply_file_text(assembly, file, read_file(file));
}

}  // namespace tlsward
