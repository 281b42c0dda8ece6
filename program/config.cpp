#include "program/config.h"

#include "analyzer/nearest.h"
#include "program/config_file.h"
#include "program/dashboard_setup.h"
#include "program/owners.h"
#include "program/setting_text.h"
#include "program/terminal.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace tlsward {
namespace {

using Texts = std::vector<std::string>;

// The environment

std::string variable_of(std::string_view key) {
  std::string name = fmt::format("TLSWARD_{}", key);
  for (char& c : name)
    c = c == '.' ? '_' : static_cast<char>(std::toupper(c));
  return name;
}

Texts split_at_commas(const std::string& text) {
  Texts parts;
  for (const std::string_view part : split(text, ","))
    if (!trimmed(part).empty()) parts.emplace_back(trimmed(part));
  return parts;
}

void apply_environment(Assembly& assembly, const std::map<std::string, std::string>& environment) {
  for (const ConfigRow& row : config_table()) {
    const std::string variable = variable_of(row.key);
    const auto found = environment.find(variable);
    if (found == environment.end()) continue;
    if (count_of(assembly.config, row) > 1)
      throw ConfigError(fmt::format("{}: there are several [[{}]]; set it in the file", variable,
                                    list_of(row).value()));
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

// The row's value; of a list the last one's in `config`, which has that number.
Setting setting_of(const Assembly& assembly, const ConfigRow& row, const Config& config,
                   std::size_t number) {
  const auto origin = assembly.origins.find(slot_name(row, number));
  return {.key = std::string(row.key),
          .value = value_of(row, config),
          .origin = origin == assembly.origins.end() ? "default" : origin->second,
          .help = std::string(row.help)};
}

// All settings of one mailbox or owner after those of the other.
void add_settings_of_list(std::vector<Setting>& settings, const Assembly& assembly,
                          std::string_view list, std::size_t count) {
  for (std::size_t number = 1; number <= std::max<std::size_t>(count, 1); ++number) {
    Config config = assembly.config;
    keep_first(config, list, number);
    for (const ConfigRow& row : config_table())
      if (list_of(row) == list) settings.push_back(setting_of(assembly, row, config, number));
  }
}

std::vector<Setting> settings_of(const Assembly& assembly) {
  std::vector<Setting> settings;
  std::set<std::string_view> lists;
  for (const ConfigRow& row : config_table()) {
    const auto list = list_of(row);
    if (!list)
      settings.push_back(setting_of(assembly, row, assembly.config, 0));
    else if (lists.insert(*list).second)
      add_settings_of_list(settings, assembly, *list, count_of(assembly.config, row));
  }
  return settings;
}

// Of the files of a table's certificate.
void add_pair_faults(std::vector<std::string>& faults, std::string_view table,
                     const std::string& certificate_file, const std::string& private_key_file) {
  if (certificate_file.empty() != private_key_file.empty())
    faults.push_back(
        fmt::format("{}: a certificate needs its key; set certificate_file and private_key_file, "
                    "both or neither",
                    table));
  for (const std::string& file : {certificate_file, private_key_file})
    if (!file.empty() && access(file.c_str(), R_OK) != 0)
      faults.push_back(
          fmt::format("{}: cannot be read ({}); correct [{}], or let this user read it", file,
                      std::generic_category().message(errno), table));
}

}  // namespace

ConfigError::ConfigError(const std::vector<std::string>& all)
    : std::runtime_error(all.size() == 1 ? all.front()
                                         : fmt::format("{} ({} more: tlsward config check)",
                                                       all.front(), all.size() - 1)),
      faults(all) {}

LoadedConfig load_config(const ConfigSources& sources) {
  Assembly assembly;
  if (const auto file = file_of(sources)) apply_file(assembly, *file);
  apply_environment(assembly, sources.environment);
  apply_database(assembly, sources);
  if (!assembly.faults.empty()) throw ConfigError(assembly.faults);
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
  const std::string home = environment_variable("HOME");
  if (home.empty())
    throw std::runtime_error("no HOME to keep the database in; name it with --db or store.path");
  return std::filesystem::path(home) / ".local/share" / file;
}

Ownership ownership_of(const Config& config) {
  return {.domains = {config.domains.begin(), config.domains.end()},
          .mx_hosts = {config.mx_hosts.begin(), config.mx_hosts.end()},
          .accept_any =
              config.accept_any_domain || (config.domains.empty() && config.mx_hosts.empty())};
}

DigestScope scope_of(const Config& config) {
  return {.domains = config.domains,
          .mx_hosts = config.mx_hosts,
          .rules = config.verdict,
          .has_endpoint = !config.ingest_listen.empty()};
}

DigestScope scope_of(const Config& config, const std::vector<Domain>& domains) {
  DigestScope scope = scope_of(config);
  scope.domains = domains;
  scope.mx_hosts.clear();
  for (const auto& [name, hosts] : config.mx_hosts_of) {
    const bool asked = std::ranges::any_of(domains, [&name = name](const Domain& domain) {
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
  add_pair_faults(faults, "ingest", config.certificate_file, config.private_key_file);
  add_pair_faults(faults, "dashboard", config.dashboard_certificate_file,
                  config.dashboard_private_key_file);
  for (std::string& fault : dashboard_faults(config))
    faults.push_back(std::move(fault));
  for (std::string& fault : owner_faults(config))
    faults.push_back(std::move(fault));
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
      "\n[dashboard]\nlisten = \"127.0.0.1:8080\"  # the first user: tlsward user add NAME --role "
      "admin\n",
      hostname);
  return text;
}

}  // namespace tlsward
