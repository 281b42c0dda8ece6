#include "program/config.h"

#include "program/config_table.h"
#include "program/nearest.h"
#include "program/setting_text.h"
#include "program/terminal.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string_view>
#include <system_error>

namespace tlsward {
namespace {

using Texts = std::vector<std::string>;

// A configuration being put together from its sources, the later ones over the earlier.
struct Assembly {
  Config config;
  std::map<std::string, std::string> origins;  // by slot_name()
};

bool is_of_mailbox(const ConfigRow& row) {
  return row.key.starts_with("mailbox.");
}

// The key, with the number of the mailbox where each has its own.
std::string slot_name(const ConfigRow& row, std::size_t mailboxes) {
  return is_of_mailbox(row) ? fmt::format("{}#{}", row.key, mailboxes) : std::string(row.key);
}

void apply(Assembly& assembly, const ConfigRow& row, const Texts& texts, const std::string& place,
           const std::string& origin) {
  if (const auto fault = set_value(row, assembly.config, texts))
    throw ConfigError(fmt::format("{}: {}: {}", place, row.key, *fault));
  assembly.origins[slot_name(row, assembly.config.mailboxes.size())] = origin;
}

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

// The file

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
  if (wanted == "a number" || (row.form == Form::bytes && node.is_integer())) {
    const auto value = node.value_exact<std::int64_t>();
    return value ? one_text(fmt::format("{}", *value)) : std::nullopt;
  }
  return one_text(node.value_exact<std::string>());
}

void apply_table(Assembly& assembly, const std::string& file, std::string_view name,
                 const toml::table& table) {
  for (const auto& [key, node] : table) {
    const ConfigRow* const row = find_config_row(fmt::format("{}.{}", name, key.str()));
    if (row == nullptr)
      throw ConfigError(fmt::format("{}: {}.{}: unknown setting{}", place_of(file, key.source()),
                                    name, printable(key.str(), 80),
                                    advice(key.str(), known_names(name))));
    const auto texts = texts_of(node, *row);
    const std::string place = place_of(file, node.source());
    if (!texts)
      throw ConfigError(fmt::format("{}: {}: must be {}", place, row->key, written_as(*row)));
    apply(assembly, *row, *texts, place, fmt::format("{}:{}", file, node.source().begin.line));
  }
}

const toml::array& list_of_tables(const std::string& file, std::string_view name,
                                  const toml::node& node) {
  const toml::array* const tables = node.as_array();
  if (tables == nullptr || !tables->is_homogeneous<toml::table>())
    throw ConfigError(fmt::format("{}: {}: is a list; write [[{}]] above each name",
                                  place_of(file, node.source()), name, name));
  return *tables;
}

void apply_domains(Assembly& assembly, const std::string& file, const toml::node& node) {
  for (const toml::node& domain : list_of_tables(file, "domain", node)) {
    const toml::table& table = *domain.as_table();
    if (!table.contains("name"))
      throw ConfigError(fmt::format("{}: domain: has no name; add name = \"example.org\"",
                                    place_of(file, domain.source())));
    const std::size_t before = assembly.config.mx_hosts.size();
    apply_table(assembly, file, "domain", table);
    const std::span<const Domain> hosts = std::span(assembly.config.mx_hosts).subspan(before);
    assembly.config.mx_hosts_of[assembly.config.domains.back()] = {hosts.begin(), hosts.end()};
  }
}

void apply_mailboxes(Assembly& assembly, const std::string& file, const toml::node& node) {
  for (const toml::node& mailbox : list_of_tables(file, "mailbox", node)) {
    assembly.config.mailboxes.emplace_back();
    apply_table(assembly, file, "mailbox", *mailbox.as_table());
  }
}

void apply_file_text(Assembly& assembly, const std::string& file, std::string_view text) {
  const toml::parse_result parsed = toml::parse(text, std::string_view(file));
  if (parsed.failed())
    throw ConfigError(fmt::format("{}: {}; mend this line", place_of(file, parsed.error().source()),
                                  printable(parsed.error().description(), 300)));
  for (const auto& [key, node] : parsed.table()) {
    const Texts tables = known_names("");
    const std::string_view name = key.str();
    if (std::find(tables.begin(), tables.end(), name) == tables.end())
      throw ConfigError(fmt::format("{}: {}: unknown table{}", place_of(file, key.source()),
                                    printable(name, 80), advice(name, tables)));
    if (name == "domain") {
      apply_domains(assembly, file, node);
    } else if (name == "mailbox") {
      apply_mailboxes(assembly, file, node);
    } else if (const toml::table* const table = node.as_table()) {
      apply_table(assembly, file, name, *table);
    } else {
      throw ConfigError(fmt::format("{}: {}: is a table; write [{}] above its settings",
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

// The environment

std::string variable_of(std::string_view key) {
  std::string name = fmt::format("TLSWARD_{}", key);
  for (char& c : name)
    c = c == '.' ? '_' : static_cast<char>(std::toupper(c));
  return name;
}

Texts split_at_commas(std::string_view text) {
  Texts parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (part.starts_with(' '))
      part.remove_prefix(1);
    while (part.ends_with(' '))
      part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

void apply_environment(Assembly& assembly, const std::map<std::string, std::string>& environment) {
  for (const ConfigRow& row : config_table()) {
    const std::string variable = variable_of(row.key);
    const auto found = environment.find(variable);
    if (found == environment.end()) continue;
    if (is_of_mailbox(row) && assembly.config.mailboxes.size() > 1)
      throw ConfigError(
          fmt::format("{}: there are several [[mailbox]]; set it in the file", variable));
    const bool list = row.key == "domain.name" || written_as(row) == "a list of texts";
    if (list) clear_list(row, assembly.config);
    apply(assembly, row, list ? split_at_commas(found->second) : Texts{found->second}, variable,
          variable);
  }
}

std::vector<std::string> unknown_variables(const std::map<std::string, std::string>& environment) {
  Texts known = {"TLSWARD_CONFIG", "TLSWARD_DB"};
  for (const ConfigRow& row : config_table())
    known.push_back(variable_of(row.key));
  std::vector<std::string> warnings;
  for (const auto& [name, value] : environment) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      warnings.push_back(fmt::format("{}: unknown variable, without effect{}", printable(name, 80),
                                     did_you_mean(name, known)));
  }
  return warnings;
}

// All together

constexpr const char* kSystemFolder = "/var/lib/tlsward";

std::optional<std::string> file_of(const ConfigSources& sources) {
  if (sources.file) return sources.file;
  const auto named = sources.environment.find("TLSWARD_CONFIG");
  if (named != sources.environment.end()) return named->second;
  std::error_code unreadable;
  const bool there = std::filesystem::exists(kDefaultConfigFile, unreadable);
  return there ? std::optional<std::string>(kDefaultConfigFile) : std::nullopt;
}

void apply_database(Assembly& assembly, const ConfigSources& sources) {
  const ConfigRow& row = *find_config_row("store.path");
  const auto variable = sources.environment.find("TLSWARD_DB");
  if (variable != sources.environment.end())
    apply(assembly, row, {variable->second}, "TLSWARD_DB", "TLSWARD_DB");
  if (sources.database) apply(assembly, row, {*sources.database}, "--db", "--db");
  if (assembly.config.database.empty()) assembly.config.database = default_database();
}

// Of a mailbox some settings may be in the file and some in the environment.
void require_whole_mailboxes(const Config& config) {
  std::set<std::string> names;
  for (const MailboxOptions& mailbox : config.mailboxes) {
    std::string fault = fault_of(mailbox);
    if (fault.empty() && !names.insert(mailbox.name).second) fault = "is there twice; rename one";
    if (!fault.empty())
      throw ConfigError(fmt::format("mailbox {}: {}", printable(mailbox.name, 80), fault));
  }
}

// The row's value; of a mailbox, in which the last one of `config` is.
Setting setting_of(const Assembly& assembly, const ConfigRow& row, const Config& config,
                   std::size_t mailboxes) {
  const auto origin = assembly.origins.find(slot_name(row, mailboxes));
  return {.key = std::string(row.key),
          .value = value_of(row, config),
          .origin = origin == assembly.origins.end() ? "default" : origin->second,
          .help = std::string(row.help)};
}

std::vector<Setting> settings_of_mailboxes(const Assembly& assembly) {
  std::vector<Setting> settings;
  const std::size_t count = std::max<std::size_t>(assembly.config.mailboxes.size(), 1);
  for (std::size_t number = 1; number <= count; ++number) {
    Config config = assembly.config;
    config.mailboxes.resize(number);
    for (const ConfigRow& row : config_table())
      if (is_of_mailbox(row)) settings.push_back(setting_of(assembly, row, config, number));
  }
  return settings;
}

std::vector<Setting> settings_of(const Assembly& assembly) {
  std::vector<Setting> settings;
  std::vector<Setting> mailboxes = settings_of_mailboxes(assembly);
  for (const ConfigRow& row : config_table()) {
    if (!is_of_mailbox(row)) {
      settings.push_back(setting_of(assembly, row, assembly.config, 0));
    } else {
      std::move(mailboxes.begin(), mailboxes.end(), std::back_inserter(settings));
      mailboxes.clear();
    }
  }
  return settings;
}

}  // namespace

LoadedConfig load_config(const ConfigSources& sources) {
  Assembly assembly;
  if (const auto file = file_of(sources)) apply_file_text(assembly, *file, read_file(*file));
  apply_environment(assembly, sources.environment);
  apply_database(assembly, sources);
  require_whole_mailboxes(assembly.config);
  auto settings = settings_of(assembly);
  return {.config = std::move(assembly.config),
          .settings = std::move(settings),
          .warnings = unknown_variables(sources.environment)};
}

std::map<std::string, std::string> tlsward_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (text.starts_with("TLSWARD_") && equals != std::string_view::npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::string default_database() {
  const std::filesystem::path file = "tlsward/tlsward.db";
  if (geteuid() == 0 || access(kSystemFolder, W_OK) == 0) return "/var/lib" / file;
  const std::string data = environment_variable("XDG_DATA_HOME");
  if (!data.empty()) return std::filesystem::path(data) / file;
  return std::filesystem::path(environment_variable("HOME")) / ".local/share" / file;
}

Ownership ownership_of(const Config& config) {
  return {.domains = {config.domains.begin(), config.domains.end()},
          .mx_hosts = {config.mx_hosts.begin(), config.mx_hosts.end()},
          .accept_any =
              config.accept_any_domain || (config.domains.empty() && config.mx_hosts.empty())};
}

DigestScope scope_of(const Config& config) {
  return {.domains = config.domains, .mx_hosts = config.mx_hosts};
}

DigestScope scope_of(const Config& config, const std::vector<Domain>& domains) {
  DigestScope scope{.domains = domains, .mx_hosts = {}};
  for (const auto& [name, hosts] : config.mx_hosts_of) {
    const bool asked = std::ranges::any_of(domains, [&](const Domain& domain) {
      return domain.is_within(name) || name.is_within(domain);
    });
    if (asked) scope.mx_hosts.insert(scope.mx_hosts.end(), hosts.begin(), hosts.end());
  }
  return scope;
}

std::vector<std::string> faults_of(const Config& config) {
  std::vector<std::string> faults;
  const bool ours_known = !ownership_of(config).accept_any || config.accept_any_domain;
  const bool ingest = !config.ingest_listen.empty();
  if (ingest && !ours_known)
    faults.emplace_back(
        "domain: none is configured, so serve would take no report; add [[domain]] name = "
        "\"example.org\", or [ingest] accept_any_domain = true");
  if (config.certificate_file.empty() != config.private_key_file.empty())
    faults.emplace_back(
        "ingest: a certificate needs its key; set certificate_file and private_key_file, both or "
        "neither");
  for (const std::string& file : {config.certificate_file, config.private_key_file})
    if (!file.empty() && access(file.c_str(), R_OK) != 0)
      faults.push_back(
          fmt::format("{}: cannot be read ({}); correct [ingest], or let this user "
                      "read it",
                      file, std::generic_category().message(errno)));
  return faults;
}

std::string make_config_file(const std::vector<std::string>& domains, const std::string& hostname) {
  std::string text = fmt::format(
      "# tlsward on {0}. All settings: tlsward config show; check this file: tlsward config "
      "check\n",
      hostname);
  for (const std::string& domain : domains)
    text += fmt::format(
        "\n[[domain]]\nname = {}\n# mx = [\"mx1.{}\"]  # only hosts outside of the domain\n",
        toml_string(domain), domain);
  text += fmt::format(
      "\n[ingest]\nlisten = \"0.0.0.0:443\"  # https://{0}/v1/tlsrpt\n"
      "certificate_file = \"/etc/letsencrypt/live/{0}/fullchain.pem\"\n"
      "private_key_file = \"/etc/letsencrypt/live/{0}/privkey.pem\"\n"
      "\n[dashboard]\nlisten = \"127.0.0.1:8080\"  # no login: keep it on this machine\n",
      hostname);
  return text;
}

}  // namespace tlsward
