#include "web/domain_page.h"

#include "analyzer/digest_words.h"
#include "analyzer/history.h"
#include "analyzer/keep_look.h"
#include "analyzer/policy_history.h"
#include "analyzer/problem_words.h"
#include "analyzer/readiness.h"
#include "analyzer/reported_policies.h"
#include "analyzer/rhythm.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "schema/looks.h"
#include "schema/printable.h"
#include "schema/text.h"
#include "web/chart.h"
#include "web/check_pages.h"
#include "web/mx_days.h"
#include "web/page.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::size_t kProblems = 5;    // told on the page; the list has all
constexpr std::size_t kRanked = 10;     // mail servers, addresses
constexpr days kReportsOfPolicies{90};  // as `tlsward policy history`

// Everything that the page asks, of one domain and the days that it looks back.
struct DomainVisit {
  const Visit& visit;
  Domain domain;
  Day last;
  Day first;

  const Language& language() const { return visit.language(); }
  Filter filter(std::size_t limit = 0) const {
    return {.domains = {domain}, .since = first, .until = last, .limit = limit};
  }
};

Chart chart_of(const DomainVisit& of) {
  Chart chart{.first = of.first, .last = of.last, .days = {}, .link = [&of](Day day) {
                return of.visit.request.path +
                       of.visit.request.query.with("day", format_day(day)).query();
              }};
  for (const DayTotal& total : of.visit.store.reports().totals(of.filter()))
    chart.days[total.day] = total.sessions;
  return chart;
}

void add_days(ordered_json& values, const DomainVisit& of) {
  values["chart"] = chart_values(chart_of(of), of.language());
  values["chart"]["data"] = data_links(of.visit, "days");
  values["ranges"] = range_choices(of.visit);
}

void add_problems(ordered_json& values, const Digest& digest) {
  auto problems = ordered_json::array();
  for (const auto& [problem, domain] : all_problems(digest)) {
    if (problems.size() == kProblems) break;
    problems.push_back({{"sentence", problem->advice.sentence},
                        {"path", problem_path(*problem, digest.day)},
                        {"effect", effect(*problem, *domain, digest)}});
    add_verdict(problems.back(), problem->verdict);
  }
  values["has_problems"] = !problems.empty();
  values["problems"] = std::move(problems);
}

// Of a day that nothing is known of, why; null of any other.
ordered_json reason_of(const Digest& digest) {
  if (digest.verdict != Verdict::blind || digest.blind_spots.empty()) return {};
  return digest.blind_spots.front().sentence;
}

MxHistory mx_history(const DomainVisit& of) {
  return read_mx_history(of.visit.store.reports(), of.domain, of.first, of.last, kRanked);
}

void add_mx_days(ordered_json& values, const DomainVisit& of) {
  const MxHistory history = mx_history(of);
  values["has_mx"] = !history.hosts.empty();
  values["mx_cut"] = history.hosts.size() == kRanked;
  values["mx"] = mx_days_values(history, of.language());
  values["mx_data"] = data_links(of.visit, "mx-days");
}

// Failed sessions by mail server or by sender's address, the most first.
std::vector<Column> ranking_columns() {
  return {{"name", "NAME"}, {"failed", "FAILED", ColumnKind::failures}};
}

ordered_json ranking_rows(const DomainVisit& of, Ranking ranking) {
  auto rows = ordered_json::array();
  for (const TopRow& row : of.visit.store.reports().top(ranking, of.filter(kRanked)))
    if (row.sessions.failed > 0)
      rows.push_back({{"name", row.name}, {"failed", row.sessions.failed}});
  return rows;
}

void add_ips(ordered_json& values, const DomainVisit& of) {
  auto shown = ordered_json::array();
  for (const ordered_json& row : ranking_rows(of, Ranking::ips)) {
    const auto& name = row["name"].get_ref<const std::string&>();
    shown.push_back({{"name", shown_name(name, 100, of.language())},
                     {"failed", grouped(row["failed"], of.language())},
                     {"query", Parameters()
                                   .with("domain", of.domain.text())
                                   .with("ip", name)
                                   .with("since", format_day(of.first))
                                   .with("until", format_day(of.last))
                                   .query()}});
  }
  values["has_ips"] = !shown.empty();
  values["ips_cut"] = shown.size() == kRanked;
  values["ips"] = std::move(shown);
  values["ip_data"] = data_links(of.visit, "ips");
}

std::vector<Column> reporter_columns() {
  return {{"organization_name", "ORGANIZATION"},
          {"reporter", "REPORTER"},
          {"domain", "DOMAIN"},
          {"rhythm", "RHYTHM"},
          {"last_day", "LAST"},
          {"report_days", "DAYS", ColumnKind::number},
          {"is_silent", "SILENT"}};
}

ordered_json reporter_rows(const DomainVisit& of) {
  History history = read_history(of.visit.store, {of.domain}, of.last, kHistoryDays);
  std::ranges::stable_sort(history.reporters, std::greater(),
                           [](const ReporterDays& reporter) { return reporter.days.size(); });
  const std::vector<Silence> silent = find_silent(history.reporters, history.day);
  auto rows = ordered_json::array();
  for (const ReporterDays& reporter : history.reporters) {
    const bool is_silent = std::ranges::any_of(
        silent, [&](const Silence& silence) { return silence.reporter == &reporter; });
    rows.push_back({{"organization_name", reporter.organization_name},
                    {"reporter", reporter.reporter},
                    {"domain", reporter.domain.text()},
                    {"rhythm", name(learn_habit(reporter.days).rhythm)},
                    {"last_day", format_day(reporter.days.back())},
                    {"report_days", reporter.days.size()},
                    {"is_silent", is_silent}});
  }
  return rows;
}

// The line, where it is another one than the page's, below it; null else.
ordered_json about(const DomainVisit& of, const std::string& line) {
  const Domain domain(line);
  if (domain == of.domain) return {};
  return shown_name(domain.display(), 100, of.language());
}

// The lines below the domain that the page counts, too; null for none.
ordered_json lines_below(const DomainVisit& of, const Digest& digest) {
  std::vector<std::string> names;
  for (const DigestDomain& line : digest.domains)
    if (line.domain != of.domain) names.push_back(line.domain.display());
  if (names.empty()) return {};
  return put_in(of.language().text("page-domain.with"),
                {{"domains", enumerate(names, 5, of.language())}});
}

void add_reporters(ordered_json& values, const DomainVisit& of) {
  auto shown = ordered_json::array();
  const ordered_json rows = reporter_rows(of);
  const ListPart part = part_of(of.visit, rows.size(), 25);
  for (std::size_t i = part.first; i < part.first + part.size; ++i) {
    const ordered_json& row = rows[i];
    const auto& organization = row["organization_name"].get_ref<const std::string&>();
    const auto& reporter = row["reporter"].get_ref<const std::string&>();
    shown.push_back(
        {{"name", shown_name(organization.empty() ? reporter : organization, 100, of.language())},
         {"reporter", shown_name(reporter, 100, of.language())},
         {"rhythm", of.language().text(fmt::format("page-domain.rhythm-{}",
                                                   row["rhythm"].get_ref<const std::string&>()))},
         {"last",
          day_in_words(*parse_day(row["last_day"].get_ref<const std::string&>()), of.language())},
         {"days", grouped(row["report_days"], of.language())},
         {"has_reporter", organization != reporter && !organization.empty()},
         {"about", about(of, row["domain"].get_ref<const std::string&>())},
         {"is_silent", row["is_silent"]},
         {"query",
          Parameters().with("domain", of.domain.text()).with("reporter", reporter).query()}});
  }
  values["has_reporters"] = !shown.empty();
  values["reporters"] = std::move(shown);
  values["reporter_part"] = part_links(of.visit, part);
  values["reporter_data"] = data_links(of.visit, "reporters");
}

std::vector<PolicyVersion> versions_of(const DomainVisit& of) {
  const Day day = of.visit.today();
  return policy_history(
      of.visit.store.looks().set_ups(of.domain),
      reported_policies(of.visit.store, of.domain, day - kReportsOfPolicies, day));
}

std::string holders_in_words(const PolicyVersion& version, const Language& language) {
  std::vector<std::string> names;
  for (const PolicyHolder& holder : version.holders)
    names.push_back(holder.organization_name.empty() ? holder.reporter : holder.organization_name);
  return names.empty() ? "-" : enumerate(names, 5, language);
}

void add_policies(ordered_json& values, const DomainVisit& of) {
  const auto when = [&](const std::optional<Timestamp>& time) {
    return time ? time_in_words(*time, of.language()) : std::string("-");
  };
  auto shown = ordered_json::array();
  for (const PolicyVersion& version : versions_of(of)) {
    std::vector<std::string> mx;
    for (const auto& pattern : version.terms.mx)
      mx.push_back(printable(pattern, 100));
    shown.push_back({{"mode", name(version.terms.mode)},
                     {"mx", mx.empty() ? "-" : enumerate(mx, 5, of.language())},
                     {"first", when(version.first)},
                     {"last", when(version.last)},
                     {"held_until", when(version.held_until)},
                     {"holders", holders_in_words(version, of.language())},
                     {"is_served", version.is_served}});
  }
  values["has_policies"] = !shown.empty();
  values["policies"] = std::move(shown);
  values["policy_data"] = data_links(of.visit, "policies");
}

std::vector<Column> policy_columns() {
  return {{"mode", "MODE"},
          {"max_age", "MAX_AGE", ColumnKind::number},
          {"mx", "MX"},
          {"first_seen", "FIRST SEEN"},
          {"last_seen", "LAST SEEN"},
          {"held_until", "HELD UNTIL"},
          {"holders", "LAST QUOTED BY"}};
}

ordered_json policy_rows(const DomainVisit& of) {
  auto rows = ordered_json::array();
  for (const PolicyVersion& version : versions_of(of))
    rows.push_back(to_json(version));
  return rows;
}

// Of a part of the set-up, by the ids of what checks find of it, the worst.
struct SetUpPart {
  std::string_view name;
  std::array<std::string_view, 2> ids;
};
constexpr std::array kSetUpParts = {
    SetUpPart{"TLSRPT", {"TR-", "RU-"}},
    SetUpPart{"MTA-STS", {"ST-", "PF-"}},
    SetUpPart{"MX", {"MX-", "TL-"}},
    SetUpPart{"DANE", {"DA-", "DA-"}},
};

Verdict verdict_of(const KeptLook& look, const SetUpPart& part) {
  Verdict worst = Verdict::ok;
  for (const Finding& finding : look.findings) {
    const bool is_of_part = std::ranges::any_of(
        part.ids, [&](std::string_view begin) { return finding.id.starts_with(begin); });
    if (!is_of_part) continue;
    if (finding.severity == Severity::fail) worst = std::max(worst, Verdict::action);
    if (finding.severity == Severity::risk || finding.severity == Severity::warn)
      worst = std::max(worst, Verdict::watch);
  }
  return worst;
}

void add_look(ordered_json& values, const DomainVisit& of) {
  const auto look = last_look(of.visit.store, of.domain, of.visit.now);
  values["has_look"] = look.has_value();
  if (!look) return;
  values["looked"] = time_values(look->time, of.language());
  auto parts = ordered_json::array();
  for (const SetUpPart& part : kSetUpParts) {
    parts.push_back({{"name", part.name}});
    if (part.name == "MTA-STS" && look->mode) parts.back()["mode"] = name(*look->mode);
    add_verdict(parts.back(), verdict_of(*look, part));
  }
  values["parts"] = std::move(parts);
  ordered_json findings = finding_values(look->findings, of.visit);
  values["has_findings"] = !findings.empty();
  values["findings"] = std::move(findings);
}

// The paragraphs and list items of a text that was wrapped for a terminal, each in one line.
std::vector<std::string> unwrapped(std::string_view text) {
  std::vector<std::string> paragraphs;
  bool is_new = true;
  for (const std::string_view line : split(text, "\n")) {
    const std::string_view words = trimmed(line);
    const bool is_item = line.starts_with(" ! ") || line.starts_with(" - ");
    if (words.empty() || is_item) is_new = true;
    if (words.empty()) continue;
    if (is_new)
      paragraphs.emplace_back(words);
    else
      paragraphs.back() += ' ' + std::string(words);
    is_new = words.ends_with(':');
  }
  return paragraphs;
}

void add_readiness(ordered_json& values, const DomainVisit& of) {
  const ReadinessFacts facts = readiness_facts(of.visit.store, of.domain, of.visit.now);
  const ReadinessJudgement judgement = judge_readiness(facts);
  values["readiness"] = unwrapped(readiness_text(facts, judgement, {}, of.language()));
}

std::optional<Response> as_data(const DomainVisit& of) {
  if (const auto format = asked_as_data(of.visit, "reporters"))
    return table_data("reporters", *format, reporter_columns(), reporter_rows(of));
  if (const auto format = asked_as_data(of.visit, "policies"))
    return table_data("policies", *format, policy_columns(), policy_rows(of));
  if (const auto format = asked_as_data(of.visit, "mx"))
    return table_data("mx", *format, ranking_columns(), ranking_rows(of, Ranking::mx));
  if (const auto format = asked_as_data(of.visit, "mx-days"))
    return table_data("mx-days", *format, mx_days_columns(), mx_days_rows(mx_history(of)));
  if (const auto format = asked_as_data(of.visit, "days")) return chart_data(chart_of(of), *format);
  if (const auto format = asked_as_data(of.visit, "ips"))
    return table_data("ips", *format, ranking_columns(), ranking_rows(of, Ranking::ips));
  return {};
}

}  // namespace

Response domain_page(const Visit& visit) {
  const Domain domain(visit.captures.at(0));
  if (!domain.is_host_name() || !visit.viewer.sees(domain))
    return message_page(visit, 404, "not-found");
  const Day last = asked_day(visit);
  const DomainVisit of{visit, domain, last, last - days(asked_range(visit) - 1)};
  if (auto data = as_data(of)) return std::move(*data);
  DigestScope scope = visit.options.narrow({domain});
  scope.is_guest = true;  // what is of the whole machine stands elsewhere
  const Digest digest = make_digest(visit.store, usual_span(last), scope, visit.language());
  const bool known = digest.reports != 0;
  ordered_json values{
      {"domain", shown_name(domain.display(), 253, visit.language())},
      {"domain_name", domain.text()},
      {"with", lines_below(of, digest)},
      {"sessions", known ? grouped(digest.sessions.total(), visit.language()) : "-"},
      {"failed", known ? failed_in_all(digest) : "-"},
      {"verdict_word", word(digest.verdict, visit.language())},
      {"reason", reason_of(digest)}};
  add_day(values, visit, last);
  add_verdict(values, digest.verdict);
  add_problems(values, digest);
  add_blind_spots(values, digest.blind_spots);
  values["setup_of"] = domain.text();
  add_days(values, of);
  add_look(values, of);
  add_look_now(values, visit, domain);
  add_policies(values, of);
  add_readiness(values, of);
  add_reporters(values, of);
  add_mx_days(values, of);
  add_ips(values, of);
  const std::string title =
      fmt::format("{} - {}", name(digest.verdict), values["domain"].get_ref<const std::string&>());
  return make_page(
      visit,
      {.name = "domain",
       .title = title,
       .section = "overview",
       .command = fmt::format("tlsward digest --domain {} --day {}{}", shell_word(domain.text()),
                              format_day(last), language_flag(visit))},
      std::move(values));
}

}  // namespace tlsward
