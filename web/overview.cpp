#include "web/overview.h"

#include "analyzer/digest_words.h"
#include "analyzer/problem_words.h"
#include "analyzer/render.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "web/find_template.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

void add_verdict(ordered_json& values, Verdict verdict) {
  constexpr std::array classes = {"ok", "watch", "blind", "action"};
  values["verdict"] = name(verdict);
  values["verdict_class"] = classes[static_cast<std::size_t>(verdict)];
  values["symbol"] = symbol(verdict);
}

std::vector<std::string> printable_texts(std::span<const std::string> texts) {
  std::vector<std::string> result;
  for (const std::string& text : texts)
    result.push_back(printable(text));
  return result;
}

// A share that stays on one line.
std::string rate(double share) {
  std::string text = percent(share);
  return text.replace(text.find(' '), 1, "\u00A0");
}

ordered_json problem_values(const DigestProblem& problem, const DigestDomain& domain) {
  const FailureGroup& group = problem.group;
  ordered_json values{{"domain", shown_name(domain.domain.display())},
                      {"sentence", problem.advice.sentence},
                      {"since", day_in_words(problem.since)},
                      {"failed", grouped(group.failed)},
                      {"sessions", grouped(domain.sessions.total())},
                      {"share", rate(problem.share)},
                      {"doubt", doubt(problem)},
                      {"effect", problem.effect},
                      {"seen_by", seen_by(group.witnesses)},
                      {"has_reasons", !group.reasons.empty()},
                      {"reasons", printable_texts(group.reasons)},
                      {"action", problem.advice.action()},
                      {"commands", problem.advice.commands()}};
  if (!group.result_types.empty()) values["result_type"] = printable(group.result_types.front());
  add_verdict(values, problem.verdict);
  return values;
}

// The bars in words, for who hears the page.
std::string week_text(std::span<const double> week) {
  std::vector<std::string> parts;
  for (const double share : week)
    parts.push_back(share < 0 ? "no report" : percent(share));
  return fmt::format("Failed on each of 7 days: {}", fmt::join(parts, ", "));
}

ordered_json domain_values(const DigestDomain& domain) {
  const bool known = !domain.reporters.empty();
  ordered_json values{{"domain", shown_name(domain.domain.display())},
                      {"sessions", known ? grouped(domain.sessions.total()) : "-"},
                      {"failed", known ? grouped(domain.sessions.failed) : "-"},
                      {"rate", known ? rate(failed_share(domain.sessions)) : "-"},
                      {"week", spark(domain.week)},
                      {"week_text", week_text(domain.week)},
                      {"policy", policies_in_words(domain)}};
  add_verdict(values, domain.verdict);
  return values;
}

void add_lists(ordered_json& values, const Digest& digest) {
  auto problems = ordered_json::array();
  for (const auto& [problem, domain] : all_problems(digest))
    problems.push_back(problem_values(*problem, *domain));
  auto domains = ordered_json::array();
  for (const DigestDomain& domain : digest.domains)
    domains.push_back(domain_values(domain));
  auto spots = ordered_json::array();
  for (const BlindSpot& spot : digest.blind_spots)
    spots.push_back(spot.sentence);
  values["has_problems"] = !problems.empty();
  values["problems"] = std::move(problems);
  values["has_domains"] = !domains.empty();
  values["domains"] = std::move(domains);
  values["has_blind_spots"] = !spots.empty();
  values["blind_spots"] = std::move(spots);
}

}  // namespace

std::string overview_page(const Digest& digest, const StoreFigures& figures, Day today) {
  const auto figure = [&](std::int64_t number) {
    return digest.reports == 0 ? std::string("-") : grouped(number);
  };
  ordered_json values{{"day", format_day(digest.day)},
                      {"day_long", day_in_words(digest.day)},
                      {"previous_day", format_day(digest.day - days(1))},
                      {"summary", summary(digest)},
                      {"is_empty", figures.reports == 0},
                      {"sessions", figure(digest.sessions.total())},
                      {"failed", figure(digest.sessions.failed)},
                      {"reports", grouped(digest.reports)},
                      {"reporters", grouped(static_cast<std::int64_t>(digest.reporters))}};
  if (digest.day + days(1) < today) values["next_day"] = format_day(digest.day + days(1));
  if (digest.reports == 0 && figures.last_day) values["newest_day"] = format_day(*figures.last_day);
  add_verdict(values, digest.verdict);
  add_lists(values, digest);
  return render(find_template("overview.html"), values);
}

}  // namespace tlsward
