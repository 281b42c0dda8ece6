// Tests docs/tlsward.1 against the commands of program/cli.cpp and the settings of
// program/config_table.cpp: each is in the page in the same words, and the page has no other.
#include "program/cli.h"
#include "program/config_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace tlsward {
namespace {

// What the page says: by section ("COMMANDS list", "OPTIONS") the first text, and by item in it
// ("--domain DOMAIN", "ID", "ingest.listen") its text.
struct Section {
  std::string text;
  std::map<std::string, std::string> items;
};

// "Fl h , Fl -help Ar X" -> "-h, --help X".
std::string item_name(const std::string& macros) {
  std::string name = std::regex_replace(macros, std::regex("^(Ar|Ic) "), "");
  name = std::regex_replace(name, std::regex("Fl "), "-");
  name = std::regex_replace(name, std::regex(" Ar "), " ");
  return std::regex_replace(name, std::regex(" , "), ", ");
}

std::map<std::string, Section> read_page() {
  std::ifstream page(TLSWARD_SOURCE "/docs/tlsward.1");
  REQUIRE(page.is_open());
  std::map<std::string, Section> sections;
  std::string head;
  std::string section;
  std::string* text = &sections[""].text;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with(".Sh ")) {
      head = section = line.substr(4);
      text = &sections[section].text;
    } else if (line.starts_with(".Ss ")) {
      section = head + ' ' + line.substr(4);
      text = &sections[section].text;
    } else if (line.starts_with(".It ")) {
      text = &sections[section].items[item_name(line.substr(4))];
    } else if (line == ".Sx SELECTION .") {
      sections[section].items["SELECTION"] = "";
    } else if (!line.starts_with('.')) {
      *text += (text->empty() ? "" : " ") + line;
    }
  }
  return sections;
}

std::string name_of(const OptionDescription& option) {
  std::string name;
  for (const std::string& one : option.names)
    name += (name.empty() ? "" : ", ") + one;
  return name + (name.empty() || option.value.empty() ? "" : " ") + option.value;
}

void check_items(const std::vector<OptionDescription>& options, Section& section) {
  for (const OptionDescription& option : options) {
    const std::string name = name_of(option);
    CAPTURE(name);
    REQUIRE(section.items.count(name) == 1);
    CHECK(section.items[name].substr(0, option.help.size()) == option.help);
    section.items.erase(name);
  }
}

// The options that the page has at its section SELECTION for all commands that narrow a list.
bool narrows(const OptionDescription& option, const Section& selection) {
  return selection.items.count(name_of(option)) == 1;
}

void check_command(const CommandDescription& command, std::map<std::string, Section>& page) {
  CAPTURE(command.path);
  const auto found = page.find("COMMANDS " + command.path);
  REQUIRE(found != page.end());
  Section& section = found->second;
  CHECK(section.text.substr(0, command.summary.size()) == command.summary);
  auto options = command.options;
  if (section.items.erase("SELECTION") == 1) {
    Section selection = page["SELECTION"];
    std::erase_if(options,
                  [&](const OptionDescription& option) { return narrows(option, selection); });
    CHECK(command.options.size() - options.size() == selection.items.size());
  }
  check_items(command.arguments, section);
  check_items(options, section);
  CHECK(section.items.empty());
  page.erase(found);
  for (const CommandDescription& child : command.commands)
    check_command(child, page);
}

}  // namespace

TEST_CASE("the man page has every command with its options, in the words of --help, and no other") {
  auto page = read_page();
  const CommandDescription root = describe_command_line();
  check_items(root.options, page["OPTIONS"]);
  CHECK(page["OPTIONS"].items.empty());
  for (const CommandDescription& command : root.commands)
    check_command(command, page);
  for (const auto& [section, content] : page) {
    CAPTURE(section);
    CHECK_FALSE(section.starts_with("COMMANDS "));
  }
  // What commands have in common that narrow a list.
  auto selection = find_command(root, "list")->options;
  const auto& others = find_command(root, "top")->options;
  std::erase_if(selection, [&](const OptionDescription& option) {
    return std::ranges::find(others, name_of(option), name_of) == others.end();
  });
  check_items(selection, page["SELECTION"]);
}

TEST_CASE("the man page has every setting with its help, and no other") {
  auto settings = read_page()["CONFIGURATION"].items;
  for (const ConfigRow& row : config_table()) {
    CAPTURE(row.key);
    CHECK(settings[std::string(row.key)] == row.help);
    settings.erase(std::string(row.key));
  }
  CHECK(settings.empty());
}

}  // namespace tlsward
