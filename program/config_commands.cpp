#include "program/config_commands.h"

#include "analyzer/unsubscribe.h"
#include "program/certificate.h"
#include "program/config_table.h"
#include "program/exit_codes.h"
#include "schema/printable.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace tlsward {
namespace {

std::string require_given(std::string_view flag, const std::string& text) {
  if (text.empty())
    throw UsageError(
        fmt::format("config init: {0} is missing; add it, like {0} mail.example.org", flag));
  return require_domain(flag, text).text();
}

// What the flags and the person at the terminal say, checked.
ConfigInitFlags complete(ConfigInitFlags flags) {
  const bool may_ask = !flags.yes && can_ask();
  if (flags.domains.empty() && may_ask)
    flags.domains.push_back(ask("Whose reports (a domain of yours, like example.org)?"));
  if (flags.domains.empty()) flags.domains.emplace_back();
  for (std::string& domain : flags.domains)
    domain = require_given("--domain", domain);
  if (flags.hostname.empty() && may_ask)
    flags.hostname = ask("The host that takes them (this one's name in DNS)?");
  flags.hostname = require_given("--hostname", flags.hostname);
  if (flags.output.empty()) flags.output = geteuid() == 0 ? kDefaultConfigFile : "tlsward.toml";
  return flags;
}

// A file that is there stays as it is.
void write_new_file(const std::string& path, const std::string& text) {
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file < 0)
    throw std::runtime_error(fmt::format("{}: cannot be written ({}); name another with --output",
                                         path, std::generic_category().message(errno)));
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (close(file) != 0 || !written)
    throw std::runtime_error(fmt::format("{}: could not be written whole; make room", path));
}

nlohmann::ordered_json to_json(const SettingValue& value) {
  return std::visit([](const auto& one) { return nlohmann::ordered_json(one); }, value);
}

// What keeps serve from nothing and yet may not be meant: whose mails go to nobody. A database that
// is not there yet, or of an older version, knows of nobody.
std::vector<std::string> find_notes(const Config& config) {
  std::vector<std::string> notes;
  try {
    const auto store = open_store_read_only(config.database);
    for (const Owner& owner : config.owners)
      if (have_all_unsubscribed(without_ended(*store, owner)))
        notes.push_back(
            fmt::format("owner {}: each address has unsubscribed, so nobody gets its mails; "
                        "tlsward owners lists them, and tlsward owners resubscribe undoes it",
                        printable(owner.name, 80)));
  } catch (const StoreUnusable&) {
    notes.clear();
  }
  return notes;
}

struct Checked {
  std::vector<std::string> faults;
  std::vector<std::string> notes;  // where there is no fault
};

Checked check(const Invocation& invocation) {
  try {
    const Config config = load_config(invocation).config;
    Checked checked{.faults = faults_of(config), .notes = {}};
    const bool can_be_read = checked.faults.empty();
    for (const auto& [certificate, key] :
         {std::pair(config.certificate_file, config.private_key_file),
          std::pair(config.dashboard_certificate_file, config.dashboard_private_key_file)})
      if (can_be_read && !certificate.empty())
        if (auto fault = find_fault_of_pair(certificate, key))
          checked.faults.push_back(*std::move(fault));
    if (checked.faults.empty()) checked.notes = find_notes(config);
    return checked;
  } catch (const ConfigError& error) {
    return {.faults = error.faults, .notes = {}};
  }
}

}  // namespace

int config_check_command(const Invocation& invocation) {
  require_no_list_format(invocation, "config check");
  const auto [faults, notes] = check(invocation);
  if (invocation.format == Format::json) {
    print(
        write_json({{"schema", 1}, {"ok", faults.empty()}, {"faults", faults}, {"notes", notes}}));
  } else {
    for (const std::string& fault : faults)
      fmt::print(stderr, "tlsward: {}\n", printable(fault, 2000));
    if (faults.empty()) print("The configuration is fine.\n");
    for (const std::string& note : notes)
      print(fmt::format("Note: {}.\n", note));
  }
  return faults.empty() ? 0 : kFoundProblems;
}

int config_show_command(const Invocation& invocation, bool origin) {
  const bool table = invocation.format == Format::table;
  auto rows = nlohmann::ordered_json::array();
  for (const Setting& setting : load_config(invocation).settings) {
    rows.push_back({{"key", setting.key}, {"value", to_json(setting.value)}});
    if (table) rows.back()["value"] = toml_text(setting.value);
    if (origin) rows.back()["origin"] = setting.origin;
  }
  std::vector<Column> columns = {{.key = "key", .title = "Setting"},
                                 {.key = "value", .title = "Value"}};
  if (origin) columns.push_back({.key = "origin", .title = "From"});
  print(write_list("settings", columns, rows, output_options(invocation)));
  return 0;
}

int config_init_command(const Invocation& invocation, ConfigInitFlags flags) {
  require_no_list_format(invocation, "config init");
  flags = complete(std::move(flags));
  const std::string file = make_config_file(flags.domains, flags.hostname);
  if (flags.output == "-") {
    print(file);
    return 0;
  }
  write_new_file(flags.output, file);
  print(fmt::format("Wrote {}. Publish in DNS:\n\n{}\nThen: tlsward config check --config {}\n",
                    flags.output, dns_records(flags.domains, flags.hostname), flags.output));
  return 0;
}

std::string dns_records(const std::vector<std::string>& domains, const std::string& hostname) {
  std::string records;
  for (const std::string& domain : domains)
    records += fmt::format(
        "_smtp._tls.{0}. IN TXT \"v=TLSRPTv1; rua=mailto:tlsrpt@{0},https://{1}/v1/tlsrpt\"\n",
        domain, hostname);
  return records;
}

}  // namespace tlsward
