#include "analyzer/finding_text.h"

#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kShown = 120;  // bytes of what a stranger wrote

constexpr std::array<std::string_view, 3> kParts = {"", ".technical", ".fix"};

std::string programs_of(const Finding& finding, const Language& language) {
  return finding.programs.empty() ? std::string()
                                  : enumerate(finding.programs, finding.programs.size(), language);
}

// "line 3, column 7: mx: *"; what is known of it.
std::string place_of(const Finding& finding, const Language& language) {
  std::string place;
  if (finding.column != 0)
    place = put_in(
        language.text("lint.line-and-column"),
        {{"line", std::to_string(finding.line)}, {"column", std::to_string(finding.column)}});
  else if (finding.line != 0)
    place = put_in(language.text("lint.line"), {{"line", std::to_string(finding.line)}});
  for (const std::string& part : {finding.subject, finding.evidence})
    if (!part.empty()) place += (place.empty() ? "" : ": ") + printable(part, kShown);
  return place;
}

std::string paragraph_of(const Finding& finding, const Language& language) {
  const std::string severity =
      fmt::format("findings.severity-{}", lower_case(name(finding.severity)));
  const std::string place = place_of(finding, language);
  std::string text = wrap(fmt::format("{} {}{}", language.text(severity), finding.id,
                                      place.empty() ? "" : ", " + place),
                          "", "      ");
  text += wrap(words_of(finding, FindingPart::plain, language), "  ", "  ");
  text += wrap(words_of(finding, FindingPart::technical, language), "  ", "  ");
  return text + wrap(words_of(finding, FindingPart::fix, language), "  -> ", "     ");
}

ordered_json number_or_null(std::size_t number) {
  return number == 0 ? ordered_json() : ordered_json(number);
}

std::string as_utf8(const std::string& text) {
  bool changed = false;
  return to_utf8(text, changed);
}

}  // namespace

bool has_words(const Finding& finding) {
  const auto is_known = [&](std::string_view name) {
    constexpr std::array<std::string_view, 5> always = {"evidence", "subject", "line", "column",
                                                        "programs"};
    return std::ranges::find(always, name) != always.end() ||
           std::ranges::find(finding.values, name, &std::pair<std::string, std::string>::first) !=
               finding.values.end();
  };
  for (const Language& language : languages())
    for (const std::string_view part : kParts) {
      std::string_view text = language.text(fmt::format("findings.{}{}", finding.key, part));
      for (auto at = text.find('{'); at != std::string_view::npos; at = text.find('{')) {
        text.remove_prefix(at + 1);
        if (!is_known(text.substr(0, text.find('}')))) return false;
      }
    }
  return true;
}

std::string words_of(const Finding& finding, FindingPart part, const Language& language) {
  std::vector<std::pair<std::string_view, std::string>> values = {
      {"evidence", printable(finding.evidence, kShown)},
      {"subject", printable(finding.subject, kShown)},
      {"line", std::to_string(finding.line)},
      {"column", std::to_string(finding.column)},
      {"programs", programs_of(finding, language)}};
  for (const auto& [key, value] : finding.values)
    values.emplace_back(key, printable(value, kShown));
  return put_in(language.text(fmt::format("findings.{}{}", finding.key,
                                          kParts[static_cast<std::size_t>(part)])),
                values);
}

std::string findings_text(std::span<const Finding> findings, const Language& language) {
  std::string text;
  for (const Finding& finding : findings)
    text += (text.empty() ? "" : "\n") + paragraph_of(finding, language);
  return text;
}

ordered_json findings_json(std::span<const Finding> findings, const Language& language) {
  auto json = ordered_json::array();
  for (const Finding& finding : findings)
    json.push_back({{"id", finding.id},
                    {"finding", finding.key},
                    {"severity", name(finding.severity)},
                    {"subject", finding.subject.empty() ? ordered_json()
                                                        : ordered_json(as_utf8(finding.subject))},
                    {"evidence", as_utf8(finding.evidence)},
                    {"line", number_or_null(finding.line)},
                    {"column", number_or_null(finding.column)},
                    {"programs", finding.programs},
                    {"section", finding.section},
                    {"explains", finding.explains},
                    {"plain", words_of(finding, FindingPart::plain, language)},
                    {"technical", words_of(finding, FindingPart::technical, language)},
                    {"fix", words_of(finding, FindingPart::fix, language)}});
  return json;
}

void sort_by_severity(std::span<Finding> findings) {
  std::ranges::stable_sort(findings, {}, &Finding::severity);
}

}  // namespace tlsward
