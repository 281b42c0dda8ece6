// Configurations as texts: what they load to, and what is told of their faults.
#pragma once

#include "program/config.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tlsward::tests {

// A configuration file that goes with the test; `path` is what messages call it.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) {
    close(mkstemp(path_.data()));
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_ = std::filesystem::temp_directory_path() / "tlsward-config-XXXXXX";
};

inline LoadedConfig load(const std::string& text,
                         std::map<std::string, std::string> environment = {},
                         std::optional<std::string> database = {}) {
  const ConfigFile file(text);
  return load_config(ConfigSources{
      .file = file.path(), .database = std::move(database), .environment = std::move(environment)});
}

// The message, with FILE for the file's name; "" if the text can be loaded.
inline std::string fault_of(const std::string& text,
                            std::map<std::string, std::string> environment = {}) {
  const ConfigFile file(text);
  try {
    load_config(ConfigSources{.file = file.path(), .environment = std::move(environment)});
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    const auto at = message.find(file.path());
    return at == std::string::npos
               ? message
               : message.substr(0, at) + "FILE" + message.substr(at + file.path().size());
  }
  return {};
}

// A whole [[mailbox]], but for one setting of it.
inline std::string mailbox_without(std::string_view name) {
  std::string text = "[[mailbox]]\n";
  for (const std::string line : {"name = \"reports\"", "host = \"imap.example.org\"",
                                 "user = \"reports\"", "password_file = \"/password\""}) {
    if (!line.starts_with(fmt::format("{} ", name))) text += line + '\n';
  }
  return text;
}

inline const Setting& setting(const LoadedConfig& loaded, const std::string& key) {
  return *std::find_if(loaded.settings.begin(), loaded.settings.end(),
                       [&](const Setting& one) { return one.key == key; });
}

}  // namespace tlsward::tests
