#include "web/preferences.h"

#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <string>

namespace tlsward {
namespace {

constexpr std::array<std::string_view, 3> kThemes = {"auto", "light", "dark"};
constexpr std::array<std::string_view, 2> kDepths = {"plain", "technical"};
constexpr int kKeptSeconds = 365 * 24 * 3600;

// The one of them that it is; "" for another.
std::string_view known(std::span<const std::string_view> values, std::string_view value) {
  const auto found = std::ranges::find(values, value);
  return found == values.end() ? std::string_view() : *found;
}

// "pl-PL;q=0.8" -> 0.8.
double weight_of(std::string_view range) {
  const auto at = range.find("q=");
  return at == std::string_view::npos
             ? 1
             : std::strtod(std::string(range.substr(at + 2)).c_str(), nullptr);
}

const Language& accepted_language(std::string_view header) {
  const Language* best = &english();
  double best_weight = 0;
  for (const std::string_view range : split(header, ",")) {
    const std::string_view tag = trimmed(range);
    const Language* const found = find_language(lower_case(tag.substr(0, tag.find_first_of("-;"))));
    const double weight = weight_of(tag);
    if (found == nullptr || weight <= best_weight) continue;
    best = found;
    best_weight = weight;
  }
  return *best;
}

}  // namespace

Preferences read_preferences(const Request& request) {
  Preferences preferences;
  const Language* const chosen = find_language(request.cookie("language").value_or(""));
  preferences.language =
      chosen == nullptr ? &accepted_language(request.header("Accept-Language")) : chosen;
  const std::string_view theme = known(kThemes, request.cookie("theme").value_or(""));
  if (!theme.empty()) preferences.theme = theme;
  preferences.technical = request.cookie("depth") == "technical";
  return preferences;
}

Response keep_preferences(const Request& request, std::string_view base_path) {
  const Parameters form = request.form();
  const std::string back = form.find("back").value_or("/");
  Response response = redirect(std::string(base_path) + (is_local_target(back) ? back : "/"));
  const auto keep = [&](std::string_view name, bool is_known) {
    if (is_known)
      response.headers.emplace_back(
          "Set-Cookie", fmt::format("{}={}; Path={}/; Max-Age={}; SameSite=Lax; HttpOnly", name,
                                    *form.find(name), base_path, kKeptSeconds));
  };
  keep("language", find_language(form.find("language").value_or("")) != nullptr);
  keep("theme", !known(kThemes, form.find("theme").value_or("")).empty());
  keep("depth", !known(kDepths, form.find("depth").value_or("")).empty());
  return response;
}

bool is_local_target(std::string_view target) {
  return target.starts_with('/') && !target.starts_with("//") &&
         std::ranges::all_of(
             target, [](char letter) { return letter > ' ' && letter < '\x7f' && letter != '\\'; });
}

}  // namespace tlsward
