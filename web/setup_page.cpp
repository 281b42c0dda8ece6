#include "web/setup_page.h"

#include "analyzer/finding_text.h"
#include "analyzer/generate.h"
#include "analyzer/history.h"
#include "analyzer/keep_look.h"
#include "analyzer/mta_sts_policy.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "schema/looks.h"
#include "schema/policies.h"
#include "schema/report_json.h"
#include "schema/text.h"
#include "web/check_pages.h"
#include "web/page.h"
#include "web/seen_records.h"
#include "web/test_report.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::size_t kMostMx = 20;        // mail servers that are typed
constexpr std::int64_t kMaxAge = 604'800;  // seconds, as `tlsward generate mta-sts` has it
constexpr days kArrived{90};               // of which reports are told

// All that the steps of one domain are told from.
struct SetUpVisit {
  const Visit& visit;
  Domain domain;
  std::optional<KeptLook> look;

  const Language& language() const { return visit.language(); }
  std::string words(std::string_view key) const {
    return std::string(language().text(fmt::format("page-setup.{}", key)));
  }
};

// Where a step stands.
enum class Mark { done, to_do, faulty, unknown };

void add_mark(ordered_json& values, const SetUpVisit& of, Mark mark, std::string_view word) {
  constexpr std::string_view classes[] = {"ok", "watch", "action", "blind"};
  constexpr std::string_view symbols[] = {"✓", "○", "✖", "?"};
  values["is_done"] = mark == Mark::done;
  values["mark_class"] = classes[static_cast<std::size_t>(mark)];
  values["mark_symbol"] = symbols[static_cast<std::size_t>(mark)];
  values["mark"] = of.words(word);
}

Mark mark_of(Sighting sighting) {
  switch (sighting) {
    case Sighting::seen:
      return Mark::done;
    case Sighting::absent:
      return Mark::to_do;
    case Sighting::faulty:
      return Mark::faulty;
    case Sighting::unknown:
    case Sighting::not_looked:
      return Mark::unknown;
  }
  return Mark::unknown;
}

std::string_view word_of(Sighting sighting) {
  switch (sighting) {
    case Sighting::seen:
      return "seen";
    case Sighting::faulty:
      return "faulty";
    case Sighting::absent:
      return "not-seen";
    case Sighting::unknown:
      return "not-told";
    case Sighting::not_looked:
      return "not-looked";
  }
  return "not-looked";
}

// What the last look says of the step: when, and why it is not done.
void add_sighting(ordered_json& values, const SetUpVisit& of, const SeenRecord& record) {
  add_mark(values, of, mark_of(record.sighting), word_of(record.sighting));
  values["looked"] = of.look ? time_values(of.look->time, of.language()) : ordered_json();
  auto findings = ordered_json::array();
  for (const Finding& finding : record.findings)
    findings.push_back({{"plain", words_of(finding, FindingPart::plain, of.language())},
                        {"fix", words_of(finding, FindingPart::fix, of.language())}});
  values["findings"] = std::move(findings);
}

void add_record(ordered_json& values, const Publication& publication) {
  values["label"] = publication.label;
  values["name"] = fmt::format("{}.{}", publication.label, publication.domain.text());
  values["record"] = publication.record;
  values["zone"] = zone_line(publication);
}

// As the configuration has a list of them.
std::string quoted(const std::vector<std::string>& uris) {
  std::string list;
  for (const std::string& uri : uris)
    list.append(list.empty() ? "\"" : ", \"").append(uri).append("\"");
  return list;
}

ordered_json tlsrpt_step(const SetUpVisit& of) {
  const SetUpOptions& options = of.visit.options.set_up;
  ordered_json values;
  add_sighting(values, of, seen_tlsrpt(of.look));
  const bool is_example = options.rua.empty();
  values["is_example"] = is_example;
  values["example_rua"] = of.visit.viewer.sees_all() ? quoted(options.example_rua) : std::string();
  const auto publication =
      generate_tlsrpt(of.domain, is_example ? options.example_rua : options.rua);
  // The example is made of what else is configured, which may be somebody else's.
  const bool is_to_show = publication && (!is_example || of.visit.viewer.sees_all());
  values["has_record"] = is_to_show;
  values["is_rua_wrong"] = !publication && !is_example;
  if (!is_to_show) return values;
  add_record(values, *publication);
  auto notes = ordered_json::array();
  for (const Finding& finding : publication->findings)
    if (finding.severity <= Severity::warn)
      notes.push_back(words_of(finding, FindingPart::plain, of.language()));
  values["notes"] = std::move(notes);
  return values;
}

// The patterns that are typed; empty if one of them is none.
std::vector<std::string> typed_mx(std::string_view typed) {
  std::string blanks(typed);
  std::ranges::replace_if(
      blanks, [](char letter) { return letter == ',' || letter == ';' || letter == '\n'; }, ' ');
  std::vector<std::string> patterns;
  for (const std::string_view word : split(blanks, " ")) {
    if (trimmed(word).empty()) continue;
    patterns.push_back(Domain(word).text());
    if (!is_mx_pattern(patterns.back()) || patterns.size() > kMostMx) return {};
  }
  return patterns;
}

// The mail servers that the newest look which could tell them saw.
std::vector<std::string> seen_mx(const SetUpVisit& of) {
  std::vector<std::string> patterns;
  const auto set_ups = of.visit.store.looks().set_ups(of.domain, of.visit.now);
  if (set_ups.empty()) return patterns;
  for (const Domain& host : set_ups.back().mx_hosts)
    if (is_mx_pattern(host.text())) patterns.push_back(host.text());
  return patterns;
}

ordered_json sts_step(const SetUpVisit& of) {
  ordered_json values;
  add_sighting(values, of, seen_mta_sts(of.look));
  if (of.look && of.look->mode) values["mode"] = name(*of.look->mode);
  values["hosted_path"] = of.visit.store.policies().served(of.domain)
                              ? ordered_json("/policies/" + percent_encoded(of.domain.text()))
                              : ordered_json();
  const std::string typed = of.visit.asked("mx").value_or("");
  PolicyTerms terms{.mx = typed.empty() ? seen_mx(of) : typed_mx(typed), .max_age = kMaxAge};
  values["typed_mx"] = typed;
  values["is_mx_wrong"] = !typed.empty() && terms.mx.empty();
  values["has_policy"] = !terms.mx.empty();
  values["is_mx_seen"] = typed.empty();
  if (terms.mx.empty()) return values;
  // Of the day: the same page tells the same id.
  const Publication publication = generate_mta_sts(of.domain, terms, of.visit.today());
  add_record(values, publication);
  std::string policy = publication.policy;
  std::erase(policy, '\r');
  values["policy"] = policy;
  values["host"] = "mta-sts." + of.domain.text();
  values["url"] = fmt::format("https://mta-sts.{}/.well-known/mta-sts.txt", of.domain.text());
  return values;
}

std::string file_name(const Domain& domain) {
  return fmt::format("tlsward-test-{}.json", domain.text());
}

// Where a report can be posted: what senders are told, or for who is at this machine its own.
std::string endpoint_of(const Visit& visit) {
  const SetUpOptions& options = visit.options.set_up;
  for (const std::string& uri : options.rua)
    if (uri.starts_with("https://")) return uri;
  return visit.viewer.sees_all() ? options.local_endpoint : std::string();
}

std::string curl_command(const Visit& visit, const std::string& endpoint, const Domain& domain) {
  const bool is_local = endpoint == visit.options.set_up.local_endpoint;
  return fmt::format("curl {}--header {} --data-binary {} {}", is_local ? "--insecure " : "",
                     shell_word("Content-Type: application/tlsrpt+json"),
                     shell_word("@" + file_name(domain)), shell_word(endpoint));
}

ordered_json addresses_of(const Visit& visit) {
  auto addresses = ordered_json::array();
  constexpr std::string_view mail = "mailto:";
  for (const std::string& uri : visit.options.set_up.rua)
    if (!uri.starts_with("https:"))
      addresses.push_back(uri.substr(uri.starts_with(mail) ? mail.size() : 0));
  return addresses;
}

// The newest test report of the domain, whether it counts or not.
std::optional<ReportRow> last_test(const SetUpVisit& of) {
  const Day today = of.visit.today();
  auto rows = of.visit.store.reports().list({.domains = {of.domain},
                                             .reporter = std::string(kTestOrganization),
                                             .since = today - kArrived,
                                             .until = today,
                                             .limit = 1});
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

ordered_json test_step(const SetUpVisit& of, bool has_reports) {
  ordered_json values;
  const auto test = last_test(of);
  if (test)
    add_mark(values, of, Mark::done, "arrived");
  else if (has_reports)
    add_mark(values, of, Mark::done, "not-needed");
  else
    add_mark(values, of, Mark::to_do, "not-arrived");
  values["arrived"] = ordered_json();
  if (test)
    values["arrived"] = {{"received", time_values(test->received, of.language())},
                         {"path", fmt::format("/reports/{}", test->id)}};
  const std::string endpoint = endpoint_of(of.visit);
  values["file_name"] = file_name(of.domain);
  values["file_query"] = Parameters().with("domain", of.domain.text()).query();
  values["curl"] =
      endpoint.empty() ? ordered_json() : ordered_json(curl_command(of.visit, endpoint, of.domain));
  ordered_json addresses = addresses_of(of.visit);
  const bool has_way = !endpoint.empty() || !addresses.empty();
  values["is_only_import"] = !has_way && of.visit.viewer.sees_all();
  values["has_no_way"] = !has_way && !of.visit.viewer.sees_all();
  values["has_addresses"] = !addresses.empty();
  values["addresses"] = std::move(addresses);
  values["import"] = "tlsward import " + shell_word(file_name(of.domain));
  return values;
}

// The real ones' days and senders.
struct Arrived {
  std::optional<Day> first;
  std::optional<Day> last;
  std::vector<std::string> senders;
};

Arrived arrived(const SetUpVisit& of) {
  const Day today = of.visit.today();
  Arrived all;
  for (const ReporterDays& reporter : of.visit.store.reports().reporter_days(
           {.domains = {of.domain}, .since = today - kArrived, .until = today})) {
    if (reporter.organization_name == kTestOrganization) continue;
    all.first = std::min(all.first.value_or(reporter.days.front()), reporter.days.front());
    all.last = std::max(all.last.value_or(reporter.days.back()), reporter.days.back());
    const std::string& name =
        reporter.organization_name.empty() ? reporter.reporter : reporter.organization_name;
    if (std::ranges::find(all.senders, name) == all.senders.end()) all.senders.push_back(name);
  }
  return all;
}

ordered_json arrival_step(const SetUpVisit& of, const Arrived& reports) {
  ordered_json values;
  add_mark(values, of, reports.last ? Mark::done : Mark::to_do,
           reports.last ? "arrived" : "not-arrived");
  values["has_reports"] = reports.last.has_value();
  if (!reports.last) return values;
  values["first"] = day_in_words(*reports.first, of.language());
  values["last"] = day_in_words(*reports.last, of.language());
  values["senders"] = enumerate(reports.senders, 5, of.language());
  return values;
}

// A new domain can be typed where none is configured, and where there are too many.
void add_choice(ordered_json& values, const Visit& visit, const std::vector<Domain>& offered,
                const std::optional<Domain>& chosen) {
  const bool is_offered = !chosen || std::ranges::find(offered, *chosen) != offered.end();
  auto choices = ordered_json::array();
  for (const Domain& domain : offered)
    choices.push_back({{"name", domain.text()}, {"is_chosen", domain == chosen}});
  if (!is_offered) choices.push_back({{"name", chosen->text()}, {"is_chosen", true}});
  values["is_typed"] = offered.empty() || offered.size() > kMostOffered ||
                       (visit.viewer.sees_all() && visit.options.scope.domains.empty());
  values["offered"] = std::move(choices);
}

void add_steps(ordered_json& values, const SetUpVisit& of) {
  const Arrived reports = arrived(of);
  values["tlsrpt"] = tlsrpt_step(of);
  values["sts"] = sts_step(of);
  values["test"] = test_step(of, reports.last.has_value());
  values["arrival"] = arrival_step(of, reports);
  std::int64_t done = 0;
  for (const char* step : {"tlsrpt", "sts", "test", "arrival"})
    done += values[step]["is_done"].get<bool>() ? 1 : 0;
  values["done"] = put_in(of.words("done"), {{"done", std::to_string(done)}, {"all", "4"}});
  values["domain_path"] = "/domains/" + percent_encoded(of.domain.text());
  values["domain_query"] = Parameters().with("domain", of.domain.text()).query();
  values["is_ours"] = of.visit.is_ours(of.domain);
}

std::string command_of(const Visit& visit, const Domain& domain) {
  std::string command = "tlsward generate tlsrpt " + shell_word(domain.text());
  for (const std::string& uri : visit.options.set_up.rua)
    command += " --rua " + shell_word(uri);
  return visit.options.set_up.rua.empty() ? std::string() : command;
}

bool may_choose(const Visit& visit, const Domain& domain) {
  return domain.is_host_name() && visit.viewer.sees(domain);
}

}  // namespace

Response setup_page(const Visit& visit) {
  const std::vector<Domain> offered = visit.offered_domains();
  std::optional<Domain> chosen = visit.asked_domain();
  const bool is_refused = chosen && !may_choose(visit, *chosen);
  if (is_refused) chosen.reset();
  if (!chosen && !is_refused && offered.size() == 1) chosen = offered.front();
  ordered_json values{{"is_refused", is_refused}, {"is_chosen", chosen.has_value()}};
  add_choice(values, visit, offered, chosen);
  std::string title(visit.language().text("page-setup.title"));
  if (chosen) {
    values["domain_name"] = chosen->text();
    values["domain"] = shown_name(chosen->display(), 253, visit.language());
    title = fmt::format("{} - {}", title, chosen->text());
    add_look_now(values, visit, *chosen);
    add_steps(values, {visit, *chosen, last_look(visit.store, *chosen, visit.now)});
  }
  return make_page(visit,
                   {.name = "setup",
                    .title = title,
                    .section = "setup",
                    .command = chosen ? command_of(visit, *chosen) : std::string()},
                   std::move(values), is_refused ? 404 : 200);
}

Response test_report_file(const Visit& visit) {
  const auto domain = visit.asked_domain();
  if (!domain || !may_choose(visit, *domain)) return message_page(visit, 404, "not-found");
  return {.media_type = "application/tlsrpt+json",
          .body = to_json(make_test_report(*domain, visit.now)) + '\n',
          .headers = {{"Content-Disposition",
                       fmt::format("attachment; filename=\"{}\"", file_name(*domain))}}};
}

}  // namespace tlsward
