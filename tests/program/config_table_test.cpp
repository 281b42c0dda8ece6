// Tests program/config_table.cpp, and that files and the example of samples/ have all of it.
#include "program/config_table.h"

#include "tests/support/config_text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace tlsward {

namespace {

using tests::fault_of;
using tests::load;
using tests::mailbox_without;
using tests::setting;

std::string read_text(const std::string& path) {
  std::ifstream stream(path);
  REQUIRE(stream.is_open());
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("every setting can be written to a file and read back") {
  for (const ConfigRow& row : config_table()) {
    CAPTURE(row.key);
    Config config;
    if (row.key.starts_with("domain.")) config.domains = config.mx_hosts = {Domain("example.org")};
    std::string text = toml_text(value_of(row, config));
    const auto dot = row.key.find('.');
    std::string table = fmt::format("[{}]\n", row.key.substr(0, dot));
    if (row.key == "domain.name") text = "\"example.org\"";
    if (row.key.starts_with("domain.")) table = "[[domain]]\n";
    if (row.key == "domain.mx") table += "name = \"example.org\"\n";
    if (row.key.starts_with("mailbox.")) table = mailbox_without(row.key.substr(dot + 1));
    if (row.key.starts_with("owner.")) table = "[[owner]]\n";
    if (row.key.starts_with("webhook.")) table = "[[webhook]]\n";
    if (row.key == "mailbox.name" || row.key == "mailbox.host" || row.key == "mailbox.user")
      text = "\"example.org\"";
    if (row.key == "mailbox.password_file") text = "\"/password\"";
    CHECK(fault_of(fmt::format("{}{} = {}\n", table, row.key.substr(dot + 1), text)).empty());
    CHECK(row.help.ends_with('.'));
  }
}

TEST_CASE("the example holds every setting, and what is commented out is the default") {
  const std::string example = read_text(TLSWARD_SAMPLES "/tlsward.toml");
  CHECK(fault_of(example).empty());

  const std::regex setting_line("^(# )?([a-z_]+) = (.*)$");
  const LoadedConfig defaults = load("");
  std::set<std::string> seen;
  std::string table;
  std::string uncommented;
  std::istringstream lines(example);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (line.starts_with('[')) table = std::regex_replace(line, std::regex("[\\[\\]]"), "");
    if (!std::regex_match(line, match, setting_line)) {
      uncommented += line + '\n';
      continue;
    }
    const std::string key = table + '.' + match[2].str();
    CAPTURE(key);
    seen.insert(key);
    uncommented += match[2].str() + " = " + match[3].str() + '\n';
    REQUIRE(find_config_row(key) != nullptr);
    if (match[1].matched) CHECK(toml_text(setting(defaults, key).value) == match[3].str());
  }
  CHECK(fault_of(uncommented).empty());
  for (const ConfigRow& row : config_table()) {
    CAPTURE(row.key);
    CHECK(seen.count(std::string(row.key)) == 1);
  }
}

}  // namespace tlsward
