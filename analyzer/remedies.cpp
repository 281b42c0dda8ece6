#include "analyzer/remedies.h"

#include "schema/printable.h"
#include "schema/text.h"

#include "embedded/remedies.h"

#include <algorithm>
#include <cassert>
#include <map>

namespace tlsward {
namespace {

constexpr std::string_view kCommand = "$ ";
constexpr std::string_view kHead = "\n== ";

// What stands between the head and the next one (or the end).
std::string_view section(std::string_view file, std::string_view head) {
  const auto at = file.find(head);
  assert(at != std::string_view::npos);
  const auto begin = at + head.size();
  return trimmed(file.substr(begin, file.find(kHead, begin) - begin));
}

// The number and dot of a step ("12. "), as a count of bytes; 0 if the line begins none.
std::size_t step_mark(std::string_view line) {
  const auto digits = line.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && line.substr(digits, 2) == ". "
             ? digits + 2
             : 0;
}

// Steps and commands; a step's words go on until the next line that begins one of them.
std::vector<std::string_view> split_steps(std::string_view text) {
  std::vector<std::string_view> steps;
  for (std::size_t at = 0; at < text.size();) {
    const auto line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
    const auto mark = step_mark(line);
    if (mark != 0 || line.starts_with(kCommand) || steps.empty())
      steps.push_back(line.substr(mark));
    else
      steps.back() = {steps.back().data(), line.data() + line.size()};
    at += line.size() + 1;
  }
  return steps;
}

// What is embedded as remedies/<path>.
std::string_view file_at(std::string_view path) {
  const std::span files(embedded::remedies);
  const auto found = std::ranges::find(files, path, [](const auto& file) { return file.first; });
  assert(found != files.end());
  return found->second;
}

// The steps for each server of the group that the file names ("== servers certificate"), if any.
std::vector<ServerSteps> read_servers(std::string_view file, const Language& language) {
  constexpr std::string_view head = "\n== servers ";
  const auto at = file.find(head);
  if (at == std::string_view::npos) return {};
  const auto begin = at + head.size();
  std::string path(language.code());
  path.append("/servers/").append(file.substr(begin, file.find('\n', begin) - begin));
  std::vector<ServerSteps> servers;
  for (const std::string_view part : split(file_at(path + ".txt"), "== ")) {
    const auto end = part.find('\n');
    if (end != std::string_view::npos)
      servers.push_back({part.substr(0, end), split_steps(trimmed(part.substr(end)))});
  }
  return servers;
}

Remedy read_remedy(std::string_view key, std::string_view file, const Language& language) {
  return {.key = key,
          .sentence = file.substr(0, file.find('\n')),
          .technical = section(file, "\n== technical\n"),
          .steps = split_steps(section(file, "\n== steps\n")),
          .servers = read_servers(file, language),
          .verify = section(file, "\n== verify\n"),
          .until_noticed = section(file, "\n== until-noticed\n")};
}

std::vector<Remedy> read_remedies(const Language& language) {
  std::vector<Remedy> all;
  for (const auto& [path, file] : embedded::remedies) {
    const auto parts = split(path, "/");
    if (parts.size() == 2 && parts.front() == language.code())
      all.push_back(read_remedy(parts.back().substr(0, parts.back().rfind('.')), file, language));
  }
  std::ranges::sort(all, {}, &Remedy::key);
  return all;
}

void replace_all(std::string& text, std::string_view blank, const std::string& name) {
  for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + name.size()))
    text.replace(at, blank.size(), name);
}

std::string name_in_command(const Domain& name, std::string_view otherwise) {
  return name.is_host_name() && name.text().front() != '-' ? name.text() : std::string(otherwise);
}

std::string name_in_words(const Domain& name, std::string_view otherwise) {
  return name.empty() ? std::string(otherwise) : printable(name.display());
}

}  // namespace

std::span<const Remedy> remedies(const Language& language) {
  static const auto all = [] {
    std::map<std::string_view, std::vector<Remedy>> by_code;
    for (const Language& each : languages())
      by_code.emplace(each.code(), read_remedies(each));
    return by_code;
  }();
  return all.at(language.code());
}

const Remedy& find_remedy(std::string_view key, const Language& language) {
  const auto all = remedies(language);
  const auto by_key = [&](std::string_view wanted) {
    return std::ranges::find(all, wanted, &Remedy::key);
  };
  const auto found = by_key(key);
  return found != all.end() ? *found : *by_key("unlisted");
}

std::string fill(std::string_view text, const Domain& domain, const Domain& mx,
                 const Language& language) {
  const bool command = text.starts_with(kCommand);
  const auto put = command ? name_in_command : name_in_words;
  const bool name_first = text.starts_with('{');
  std::string filled(text);
  std::ranges::replace(filled, '\n', ' ');
  replace_all(filled, "{domain}",
              put(domain, command ? "DOMAIN" : language.text("general.the-domain")));
  replace_all(filled, "{mx}", put(mx, command ? "MX" : language.text("general.the-mx")));
  if (name_first && filled.starts_with("the ")) filled.front() = 'T';
  return filled;
}

}  // namespace tlsward
