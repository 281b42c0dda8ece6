#include "web/page.h"

#include "analyzer/render.h"
#include "web/assets.h"
#include "web/find_template.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// In the order of the navigation, with their paths and whether they are for those alone who see
// all.
struct Section {
  std::string_view name;
  std::string_view path;
  bool is_for_all = true;
};
constexpr std::array kSections = {
    Section{"overview", "/"},
    Section{"problems", "/problems"},
    Section{"reports", "/reports"},
    Section{"reporters", "/reporters"},
    Section{"check", "/check"},
    Section{"policies", "/policies"},
    Section{"quarantine", "/quarantine", false},
    Section{"setup", "/setup"},
    Section{"system", "/system", false},
    Section{"help", "/help"},
};

// The texts of one of words/*/NAME.txt, without "NAME." before their keys.
ordered_json words_of_file(const Language& language, std::string_view name) {
  auto words = ordered_json::object();
  const std::string begin = std::string(name) + '.';
  for (auto text = language.texts().lower_bound(begin);
       text != language.texts().end() && text->first.starts_with(begin); ++text)
    words[text->first.substr(begin.size())] = text->second;
  return words;
}

ordered_json sections(const Visit& visit, std::string_view current) {
  auto items = ordered_json::array();
  for (const Section& section : kSections)
    if (section.is_for_all || visit.viewer.sees_all())
      items.push_back({{"path", section.path},
                       {"word", visit.language().text(fmt::format("pages.nav-{}", section.name))},
                       {"is_current", section.name == current}});
  return items;
}

// Each choice with what it is called and whether it is the present one, by what they choose.
ordered_json choices(const Visit& visit) {
  auto all = ordered_json::array();
  const auto add = [&](std::string_view field, std::string_view value, std::string_view word,
                       bool is_chosen) {
    if (all.empty() || all.back()["field"] != field)
      all.push_back({{"field", field},
                     {"word", visit.language().text(fmt::format("pages.choose-{}", field))},
                     {"values", ordered_json::array()}});
    all.back()["values"].push_back({{"value", value}, {"word", word}, {"is_chosen", is_chosen}});
  };
  for (const Language& language : languages())
    add("language", language.code(), language.text("general.name"), &language == &visit.language());
  for (const std::string_view theme : {"auto", "light", "dark"})
    add("theme", theme, visit.language().text(fmt::format("pages.theme-{}", theme)),
        theme == visit.preferences.theme);
  for (const bool technical : {false, true}) {
    const std::string_view depth = technical ? "technical" : "plain";
    add("depth", depth, visit.language().text(fmt::format("pages.depth-{}", depth)),
        technical == visit.preferences.technical);
  }
  return all;
}

void add_common(ordered_json& values, const Visit& visit, const PageHead& head) {
  values["c"] = words_of_file(visit.language(), "pages");
  values["w"] = words_of_file(visit.language(), fmt::format("page-{}", head.name));
  values["base"] = visit.options.base_path;
  values["here"] = head.here.empty() ? visit.request.target() : head.here;
  values["title"] = head.title;
  values["language"] = visit.language().code();
  values["theme"] = visit.preferences.theme;
  values["technical"] = visit.preferences.technical;
  values["style"] = asset_path("style.css");
  values["script"] = asset_path("app.js");
  values["zoom_script"] = asset_path("zoom.js");
  values["uplot_script"] = asset_path("uPlot.iife.min.js");
  values["uplot_style"] = asset_path("uPlot.min.css");
  values["icon"] = asset_path("icon.svg");
  values["sections"] = sections(visit, head.section);
  values["choices"] = choices(visit);
  values["user"] = visit.viewer.name;
  values["form_token"] = visit.viewer.form_token;
  values["may_change"] = visit.viewer.may_change;
  values["is_known"] = visit.viewer.is_known;
  values["sees_all"] = visit.viewer.sees_all();
  values["now"] = time_values(visit.now, visit.language());
  values["command"] = head.command;
  for (const char* key : {"user", "command"})
    values[fmt::format("has_{}", key)] = !values[key].get_ref<const std::string&>().empty();
}

}  // namespace

Response make_page(const Visit& visit, const PageHead& head, ordered_json values, int status) {
  add_common(values, visit, head);
  return {
      .status = status,
      .media_type = kHtml,
      .body = render(find_template(fmt::format("{}.html", head.name)), values, template_parts()),
      .allowed = Allowed::pages,
      .headers = {{"Content-Language", std::string(visit.language().code())}}};
}

Response message_page(const Visit& visit, int status, std::string_view key) {
  const std::string text(visit.language().text(fmt::format("page-message.{}", key)));
  const std::string title(visit.language().text(fmt::format("page-message.{}-title", key)));
  return make_page(visit, {.name = "message", .title = title, .section = ""},
                   {{"heading", title}, {"text", text}}, status);
}

}  // namespace tlsward
