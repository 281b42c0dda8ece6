#include "web/view.h"

#include "analyzer/digest.h"
#include "analyzer/finding_text.h"
#include "analyzer/grouping.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "schema/deliveries.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::array kRanges = {7, 30, 90, 365};
constexpr int kUsualRange = 30;

}  // namespace

void add_verdict(ordered_json& values, Verdict verdict) {
  constexpr std::array classes = {"ok", "watch", "blind", "action"};
  constexpr std::array symbols = {"✓", "~", "?", "✖"};
  values["verdict"] = name(verdict);
  values["verdict_class"] = classes[static_cast<std::size_t>(verdict)];
  values["symbol"] = symbols[static_cast<std::size_t>(verdict)];
}

std::string rate(const Sessions& sessions, const Language& language) {
  if (sessions.total() == 0) return "-";
  std::string text = percent(failed_share(sessions), language);
  if (const auto blank = text.find(' '); blank != std::string::npos)
    text.replace(blank, 1, "\u00A0");
  return text;
}

int asked_range(const Visit& visit) {
  const std::string asked = visit.asked("range").value_or("");
  const auto found =
      std::ranges::find_if(kRanges, [&](int range) { return std::to_string(range) == asked; });
  return found == kRanges.end() ? kUsualRange : *found;
}

Day asked_day(const Visit& visit) {
  const auto day = parse_day(visit.asked("day").value_or(""));
  return day ? *day : visit.today() - days(1);
}

void add_day(ordered_json& values, const Visit& visit, Day day) {
  const auto link = [&](Day other) {
    return ordered_json(
        {{"day", format_day(other)},
         {"query", visit.request.query.without("page").with("day", format_day(other)).query()}});
  };
  values["day"] = format_day(day);
  values["day_in_words"] = day_in_words(day, visit.language());
  values["previous_day"] = link(day - days(1));
  if (day + days(1) < visit.today()) values["next_day"] = link(day + days(1));
}

ordered_json range_choices(const Visit& visit) {
  auto choices = ordered_json::array();
  for (const int range : kRanges)
    choices.push_back({{"days", range},
                       {"query", visit.request.query.with("range", std::to_string(range)).query()},
                       {"is_chosen", range == asked_range(visit)}});
  return choices;
}

ListPart part_of(const Visit& visit, std::size_t rows, std::size_t page_size) {
  const std::string asked = visit.asked("page").value_or("1");
  ListPart part{.pages = std::max<std::size_t>(1, (rows + page_size - 1) / page_size)};
  std::from_chars(asked.data(), asked.data() + asked.size(), part.page);
  part.page = std::clamp<std::size_t>(part.page, 1, part.pages);
  part.first = (part.page - 1) * page_size;
  part.size = std::min(page_size, rows - std::min(rows, part.first));
  return part;
}

ordered_json part_links(const Visit& visit, const ListPart& part) {
  const auto link = [&](std::size_t page) {
    return link_to(visit.request.query.with("page", page == 1 ? "" : std::to_string(page)));
  };
  return {
      {"is_parted", part.pages > 1},
      {"of", put_in(visit.language().text("pages.page-of"),
                    {{"page", std::to_string(part.page)}, {"pages", std::to_string(part.pages)}})},
      {"previous", part.page > 1 ? ordered_json(link(part.page - 1)) : ordered_json()},
      {"next", part.page < part.pages ? ordered_json(link(part.page + 1)) : ordered_json()}};
}

std::string printable_lines(std::string_view text) {
  std::string lines;
  for (std::string_view line : split(text, "\n")) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines += printable(line, 8 * line.size() + 3) + '\n';
  }
  return lines;
}

std::string link_to(const Parameters& query) {
  const std::string link = query.query();
  return link.empty() ? "?" : link;
}

ordered_json only_domains(const Visit& visit) {
  const auto asked = visit.asked_domain();
  if (!asked) return {};
  std::vector<std::string> names;
  for (const std::string& name : visit.request.query.all("domain"))
    if (const Domain domain(name); domain.is_host_name() && visit.viewer.sees(domain))
      names.push_back(domain.display());
  if (names.empty()) names.push_back(asked->display());
  return enumerate(names, 5, visit.language());
}

std::string domain_flags(const Visit& visit) {
  std::string flags;
  if (visit.asked_domain() || !visit.viewer.sees_all())
    for (const Domain& domain : visit.domains())
      flags += " --domain " + shell_word(domain.text());
  return flags;
}

std::string language_flag(const Visit& visit) {
  return &visit.language() == &english() ? std::string()
                                         : fmt::format(" --lang {}", visit.language().code());
}

Filter deviations_filter(const Visit& visit, Filter filter) {
  if (visit.viewer.sees_all() && !visit.asked_domain()) filter.domains.clear();
  return filter;
}

bool is_short(std::string_view text) {
  constexpr std::size_t most = 24;
  return text.size() <= most;
}

std::string problem_path(const DigestProblem& problem, Day day) {
  if (!problem.ids.empty()) return "/problems/" + problem.ids.front();
  return "/reports" + Parameters()
                          .with("domain", problem.group.key.domain.text())
                          .with("day", format_day(day))
                          .query();
}

std::string channel_in_words(std::string_view channel, const Language& language) {
  constexpr std::array<std::string_view, 4> known = {"file", "pipe", "imap", "https"};
  if (std::ranges::find(known, channel) == known.end()) return printable(channel, 20);
  return std::string(language.text(fmt::format("pages.channel-{}", channel)));
}

void add_blind_spots(ordered_json& values, std::span<const BlindSpot> spots) {
  auto sentences = ordered_json::array();
  for (const BlindSpot& spot : spots)
    sentences.push_back(spot.sentence);
  values["has_blind_spots"] = !sentences.empty();
  values["blind_spots"] = std::move(sentences);
}

ordered_json set_aside_values(const Visit& visit) {
  constexpr std::size_t most = 1'000;
  if (!visit.viewer.sees_all()) return {};
  const std::size_t aside = visit.store.deliveries().quarantine({}, most).size();
  if (aside == 0) return {};
  return {
      {"words", told("pages.set-aside", static_cast<std::int64_t>(aside), {}, visit.language())},
      {"link", visit.language().text("pages.to-quarantine")}};
}

void add_no_reports(ordered_json& values, const Visit& visit) {
  values["nothing"] = values["nothing_link"] = ordered_json();
  Reports& reports = visit.store.reports();
  const bool has_any = visit.viewer.sees_all()
                           ? reports.last_received().has_value()
                           : !reports.list({.domains = *visit.viewer.domains, .limit = 1}).empty();
  if (has_any) return;
  if (const ordered_json aside = set_aside_values(visit); !aside.is_null()) {
    values["nothing"] = aside["words"];
    values["nothing_link"] = {{"path", "/quarantine"}, {"words", aside["link"]}};
    return;
  }
  values["nothing"] = visit.language().text("pages.no-reports");
  values["nothing_link"] = {{"path", "/setup"},
                            {"words", visit.language().text("page-overview.no-reports-setup")}};
}

ordered_json time_values(Timestamp time, const Language& language) {
  return {{"iso", format_datetime(time)}, {"words", time_in_words(time, language)}};
}

ordered_json finding_values(std::span<const Finding> findings, const Visit& visit) {
  auto values = ordered_json::array();
  for (const Finding& finding : findings) {
    if (finding.severity > Severity::warn && !visit.preferences.technical) continue;
    values.push_back(
        {{"severity", name(finding.severity)},
         {"id", finding.id},
         {"plain", words_of(finding, FindingPart::plain, visit.language())},
         {"technical_words", words_of(finding, FindingPart::technical, visit.language())},
         {"fix", words_of(finding, FindingPart::fix, visit.language())}});
  }
  return values;
}

ordered_json step_values(std::span<const std::string> lines) {
  auto steps = ordered_json::array();
  for (const std::string& line : lines) {
    if (!line.starts_with("$ "))
      steps.push_back({{"words", line}, {"commands", ordered_json::array()}});
    else if (!steps.empty())
      steps.back()["commands"].push_back(line.substr(2));
  }
  return steps;
}

}  // namespace tlsward
