#include "analyzer/remedies.h"

#include "schema/printable.h"

#include "embedded/remedies_en.h"

#include <algorithm>
#include <cassert>

namespace tlsward {
namespace {

constexpr std::string_view kCommand = "$ ";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

// What stands between the head and the next one (or the end).
std::string_view section(std::string_view file, std::string_view head) {
  const auto at = file.find(head);
  assert(at != std::string_view::npos);
  const auto begin = at + head.size();
  return trimmed(file.substr(begin, file.find("\n== ", begin) - begin));
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

Remedy read_remedy(std::string_view file_name, std::string_view file) {
  return {.key = file_name.substr(0, file_name.rfind('.')),
          .sentence = file.substr(0, file.find('\n')),
          .technical = section(file, "\n== technical\n"),
          .steps = split_steps(section(file, "\n== steps\n")),
          .verify = section(file, "\n== verify\n")};
}

std::vector<Remedy> read_remedies() {
  std::vector<Remedy> all;
  for (const auto& [file_name, file] : embedded::remedies_en)
    all.push_back(read_remedy(file_name, file));
  std::ranges::sort(all, {}, &Remedy::key);
  return all;
}

void replace_all(std::string& text, std::string_view blank, const std::string& name) {
  for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + name.size()))
    text.replace(at, blank.size(), name);
}

std::string name_in_command(const Domain& name, const char* otherwise) {
  return name.is_host_name() && name.text().front() != '-' ? name.text() : otherwise;
}

std::string name_in_words(const Domain& name, const char* otherwise) {
  return name.empty() ? otherwise : printable(name.display());
}

}  // namespace

std::span<const Remedy> remedies() {
  static const std::vector<Remedy> all = read_remedies();
  return all;
}

const Remedy& find_remedy(std::string_view result_type) {
  const auto all = remedies();
  const auto by_key = [&](std::string_view key) {
    return std::ranges::find(all, key, &Remedy::key);
  };
  const auto found = by_key(result_type);
  return found != all.end() ? *found : *by_key("unlisted");
}

std::string fill(std::string_view text, const Domain& domain, const Domain& mx) {
  const bool command = text.starts_with(kCommand);
  const auto put = command ? name_in_command : name_in_words;
  std::string filled(text);
  std::ranges::replace(filled, '\n', ' ');
  replace_all(filled, "{domain}", put(domain, command ? "DOMAIN" : "the domain"));
  replace_all(filled, "{mx}", put(mx, command ? "MX" : "the mail server"));
  if (filled.starts_with("the ")) filled.front() = 'T';
  return filled;
}

}  // namespace tlsward
