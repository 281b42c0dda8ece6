#include "program/invocation.h"

#include "schema/printable.h"

#include <fmt/format.h>

#include <cassert>
#include <filesystem>
#include <system_error>

namespace tlsward {

Day today(const Invocation& invocation) {
  return std::chrono::floor<std::chrono::days>(invocation.now);
}

OutputOptions output_options(const Invocation& invocation) {
  const Terminal terminal = look_at_terminal(invocation.no_color);
  return {.format = invocation.format,
          .color = terminal.color,
          .unicode = terminal.unicode,
          .width = terminal.width};
}

void require_no_list_format(const Invocation& invocation, std::string_view command) {
  if (invocation.format == Format::ndjson || invocation.format == Format::csv)
    throw UsageError(fmt::format(
        "{}: its answer is no list, so --ndjson and --csv have no meaning; use --json", command));
}

const Language& language_of(const std::string& code) {
  const Language* const language = find_language(code);
  assert(language != nullptr);
  return *language;
}

Domain require_domain(std::string_view flag, const std::string& text) {
  Domain name(text);
  if (!name.is_host_name())
    throw UsageError(fmt::format("{}: \"{}\" is no domain name; write it like mail.example.org",
                                 flag, printable(text, 80)));
  return name;
}

LoadedConfig load_config(const Invocation& invocation) {
  const auto given = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  LoadedConfig loaded = load_config(ConfigSources{.file = given(invocation.config_file),
                                                  .database = given(invocation.database),
                                                  .environment = tlsward_environment()});
  for (const std::string& warning : loaded.warnings)
    fmt::print(stderr, "tlsward: {}\n", warning);
  return loaded;
}

std::unique_ptr<Store> open_for_reading(const Config& config) {
  std::error_code unreadable;
  if (!std::filesystem::exists(config.database, unreadable))
    throw StoreUnusable(fmt::format(
        "{}: no database; import reports first (tlsward import FILE), or name another with --db",
        config.database));
  return open_store_read_only(config.database);
}

std::unique_ptr<Store> open_for_writing(const Config& config, Commits commits) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(config.database).parent_path();
  if (!folder.empty() && !fs::exists(folder)) {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
  }
  return open_store(config.database, commits);
}

}  // namespace tlsward
