#include "analyzer/digest_html.h"

#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "analyzer/render.h"
#include "analyzer/wording.h"

#include "embedded/mail_templates.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cassert>
#include <span>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// The bars in words, for who hears the mail.
std::string week_in_words(const WeekShares& week, const Language& language) {
  std::vector<std::string> parts;
  for (const double share : week)
    parts.push_back(share < 0 ? "-" : percent(share, language));
  return fmt::format("{}", fmt::join(parts, ", "));
}

ordered_json facts_values(std::span<const OutlineFact> facts, const Language& language) {
  auto values = ordered_json::array();
  for (const OutlineFact& fact : facts) {
    values.push_back({{"label", fact.label}, {"words", fact.words}, {"bars", nullptr}});
    if (!fact.week) continue;
    values.back()["bars"] = spark(*fact.week);
    values.back()["heard"] = week_in_words(*fact.week, language);
  }
  return values;
}

ordered_json steps_values(std::span<const OutlineStep> steps) {
  auto values = ordered_json::array();
  for (const OutlineStep& step : steps)
    values.push_back({{"words", step.words}, {"commands", step.commands}});
  return values;
}

ordered_json problem_values(const OutlineProblem& problem, const Language& language) {
  return {{"number", problem.number},
          {"verdict", name(problem.verdict)},
          {"domain", problem.domain},
          {"state", problem.state},
          {"sentence", problem.sentence},
          {"facts", facts_values(problem.facts, language)},
          {"steps_label", problem.steps_label},
          {"in_full", problem.in_full},
          {"steps", steps_values(problem.steps)},
          {"after", facts_values(problem.after, language)},
          {"more_label", problem.more_label},
          {"more", problem.more}};
}

ordered_json lists_values(std::span<const OutlineList> lists) {
  auto values = ordered_json::array();
  for (const OutlineList& list : lists)
    values.push_back({{"heading", list.heading}, {"lines", list.lines}, {"rest", nullptr}});
  for (std::size_t i = 0; i < lists.size(); ++i)
    if (!lists[i].rest.empty()) values[i]["rest"] = lists[i].rest;
  return values;
}

ordered_json rest_values(const std::optional<OutlineRest>& rest) {
  if (!rest) return nullptr;
  return {{"words", rest->words}, {"command", rest->command}};
}

ordered_json table_values(const OutlineTable& table, const Language& language) {
  ordered_json values{
      {"head_domains", table.headings[0]},    {"head_sessions", table.headings[1]},
      {"head_failed", table.headings[2]},     {"head_rate", table.headings[3]},
      {"head_week", table.headings[4]},       {"head_policy", table.headings[5]},
      {"rows", ordered_json::array()},        {"legend", put_in(table.legend, {{"none", "·"}})},
      {"table_rest", rest_values(table.rest)}};
  for (const OutlineRow& row : table.rows)
    values["rows"].push_back({{"symbol", symbol(row.verdict)},
                              {"verdict", name(row.verdict)},
                              {"domain", row.domain},
                              {"sessions", row.sessions},
                              {"failed", row.failed},
                              {"rate", row.rate},
                              {"bars", spark(row.week)},
                              {"heard", week_in_words(row.week, language)},
                              {"policy", row.policy}});
  return values;
}

ordered_json text_or_absent(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

}  // namespace

std::string outline_html(const DigestOutline& outline) {
  const Language& language = *outline.language;
  ordered_json values{{"language", language.code()},
                      {"title", outline.title},
                      {"verdict", name(outline.verdict)},
                      {"word", outline.word},
                      {"summary", text_or_absent(outline.summary)},
                      {"figures", outline.figures},
                      {"hints", outline.hints},
                      {"about_commands", text_or_absent(outline.about_commands)},
                      {"more_problems", rest_values(outline.more_problems)},
                      {"older", text_or_absent(outline.older)},
                      {"before", lists_values(outline.before)},
                      {"changes", lists_values(outline.changes)},
                      {"around", lists_values(outline.around)},
                      {"table", nullptr}};
  auto problems = ordered_json::array();
  for (const OutlineProblem& problem : outline.problems)
    problems.push_back(problem_values(problem, language));
  values["problems"] = std::move(problems);
  if (outline.table) values["table"] = table_values(*outline.table, language);
  const auto& [file, mustache] = embedded::mail_templates[0];
  return render(mustache, values);
}

DigestParts digest_parts(const Digest& digest, const std::vector<std::string>& about) {
  return fit_parts([&](const OutlineLimits& limits) {
    DigestOutline outline = make_outline(digest, limits);
    auto list =
        outline_list(phrase(*digest.language, "about"), about, about.size(), *digest.language);
    if (list) outline.around.push_back(*std::move(list));
    return outline;
  });
}

DigestParts fit_parts(const std::function<DigestOutline(const OutlineLimits&)>& make) {
  OutlineLimits limits{.domains = 50};
  while (true) {
    const DigestOutline outline = make(limits);
    std::string html = outline_html(outline);
    if (html.size() < kMostHtmlBytes) return {outline_text(outline), std::move(html)};
    assert(limits.domains > 0);  // what is left is of bounded length
    limits = {limits.problems / 2, limits.in_full / 2, limits.domains / 2, limits.lines / 2};
  }
}

}  // namespace tlsward
