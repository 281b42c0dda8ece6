#include "web/check_pages.h"

#include "analyzer/checkup.h"
#include "analyzer/explain.h"
#include "analyzer/lint.h"
#include "analyzer/shell_word.h"
#include "analyzer/stored_findings.h"
#include "analyzer/wording.h"
#include "schema/looks.h"
#include "schema/printable.h"
#include "schema/text.h"
#include "web/errand_state.h"
#include "web/errands.h"
#include "web/page.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr std::size_t kMostInAddress = 2'000;  // bytes of a text that an address has
constexpr std::size_t kMostPasted = 64 << 10;  // as of a policy (RFC 8461 section 3.3)
constexpr std::size_t kShown = 300;            // bytes said back of what is not known
constexpr days kListedLooks{90};

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-check.{}", key)));
}

bool may_look_at(const Visit& visit, const Domain& domain) {
  return can_begin(visit) && visit.is_known(domain);
}

std::string errand_of(const Domain& domain) {
  return "check " + std::string(domain.text());
}

// What the viewer may choose from, and what else was looked at, by name.
std::vector<Domain> listed_domains(const Visit& visit) {
  std::vector<Domain> offered = visit.offered_domains(0);
  std::set<Domain> domains(offered.begin(), offered.end());
  for (Domain& looked_at : visit.store.looks().domains(visit.now - kListedLooks))
    if (visit.viewer.sees(looked_at)) domains.insert(std::move(looked_at));
  return {domains.begin(), domains.end()};
}

std::string path_of(const Domain& domain) {
  return "/check/" + percent_encoded(domain.text());
}

std::vector<Column> look_columns() {
  return {{"domain", "DOMAIN"}, {"verdict", "VERDICT"}, {"time", "TIME"}};
}

ordered_json look_row(const Visit& visit, const Domain& domain) {
  const auto look = visit.store.looks().last(domain);
  ordered_json row{{"domain", domain.text()}, {"verdict", nullptr}, {"time", nullptr}};
  if (!look) return row;
  row["verdict"] = name(judge_findings(read_stored(look->findings)));
  row["time"] = format_datetime(look->time);
  return row;
}

ordered_json look_values(const Visit& visit, const Domain& domain) {
  ordered_json values{{"domain", shown_name(domain.display(), 253, visit.language())},
                      {"path", path_of(domain)}};
  add_look_now(values, visit, domain);
  const auto look = visit.store.looks().last(domain);
  values["look"] =
      look ? ordered_json{{"time", time_values(look->time, visit.language())}} : ordered_json();
  if (look) add_verdict(values["look"], judge_findings(read_stored(look->findings)));
  return values;
}

Verdict verdict_of(Standing standing) {
  if (standing == Standing::invalid) return Verdict::action;
  return standing == Standing::differs ? Verdict::watch : Verdict::ok;
}

ordered_json linted_values(const Lint& lint, const Visit& visit) {
  ordered_json findings = finding_values(lint.findings, visit);
  ordered_json values{{"headline", headline(lint, visit.language())},
                      {"has_findings", !findings.empty()},
                      {"findings", std::move(findings)}};
  add_verdict(values, verdict_of(lint.standing));
  if (lint.mended) values["mended"] = printable_lines(*lint.mended);
  return values;
}

ordered_json explained_values(std::string_view text, const Visit& visit) {
  const ordered_json told = explain_subject_json(text, visit.language());
  ordered_json values{{"is_known", is_explained(text) || !told["nearest"].is_null()},
                      {"text", printable(text, kShown)}};
  for (const char* part : {"sentence", "verify", "until_noticed", "meaning"})
    values[part] = told[part];
  values["technical_words"] = told["technical"];
  values["steps"] = step_values(told["steps"].get<std::vector<std::string>>());
  return values;
}

// A word that can only be a domain: it has a dot, a letter in its last label (no address and no
// code has one), and is nothing that can be explained, nor the file of a policy.
std::optional<Domain> as_domain(std::string_view text) {
  if (text.find('.') == std::string_view::npos || is_explained(text)) return {};
  const Domain domain{std::string(text)};
  const std::string_view name = domain.text();
  const std::string_view last = name.substr(name.rfind('.') + 1);
  const bool is_name = last != "txt" && std::ranges::any_of(last, [](unsigned char letter) {
                         return std::isalpha(letter) != 0;
                       });
  return is_name && domain.is_host_name() ? std::optional(domain) : std::nullopt;
}

Response checked(const Visit& visit, std::string_view pasted) {
  const std::string_view text = trimmed(pasted);
  if (const auto domain = as_domain(text))
    return redirect(visit.options.base_path + path_of(*domain));
  const std::vector<Domain> domains = listed_domains(visit);
  if (const auto format = asked_as_data(visit, "looks")) {
    auto rows = ordered_json::array();
    for (const Domain& domain : domains)
      rows.push_back(look_row(visit, domain));
    return table_data("looks", *format, look_columns(), rows);
  }
  const ListPart part = part_of(visit, domains.size());
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(look_values(visit, domains[i]));
  ordered_json values{{"has_rows", !rows.empty()},          {"rows", std::move(rows)},
                      {"can_look", can_begin(visit)},       {"part", part_links(visit, part)},
                      {"data", data_links(visit, "looks")}, {"text", text}};
  if (domains.empty()) values["set_aside"] = set_aside_values(visit);
  const Lint linted = lint(text, TextKind::unknown, visit.now);
  if (linted.standing != Standing::unrecognized)
    values["linted"] = linted_values(linted, visit);
  else if (!text.empty())
    values["explained"] = explained_values(text, visit);
  const std::string command = values.contains("linted") ? "tlsward lint -"
                              : values.contains("explained")
                                  ? "tlsward explain " + shell_word(text) + language_flag(visit)
                                  : "tlsward check --configured";
  return make_page(
      visit,
      {.name = "check", .title = words(visit, "title"), .section = "check", .command = command},
      std::move(values));
}

}  // namespace

void add_look_now(ordered_json& values, const Visit& visit, const Domain& domain) {
  values["look_now"] =
      may_look_at(visit, domain) ? ordered_json{{"name", domain.text()}} : ordered_json();
}

Response check_page(const Visit& visit) {
  return checked(visit, visit.asked("text").value_or(""));
}

Response check_pasted(const Visit& visit) {
  const std::string text = visit.request.form().find("text").value_or("");
  if (text.size() > kMostPasted) return message_page(visit, 413, "too-long");
  if (text.size() > kMostInAddress) return checked(visit, text);
  return redirect(visit.options.base_path + "/check" + Parameters().with("text", text).query());
}

Response check_domain_page(const Visit& visit) {
  const Domain domain(visit.captures.at(0));
  if (!domain.is_host_name() || !visit.viewer.sees(domain))
    return message_page(visit, 404, "not-found");
  const auto look = visit.store.looks().last(domain);
  ordered_json values = look_values(visit, domain);
  values["domain_name"] = domain.text();
  values["errand"] = errand_values(visit, errand_of(domain));
  const bool runs = is_under_way(values["errand"]);
  values["is_under_way"] = runs;
  values["has_look"] = look.has_value();
  const std::vector<Finding> findings = look ? read_stored(look->findings) : std::vector<Finding>();
  values["findings"] = finding_values(findings, visit);
  values["has_findings"] = !values["findings"].empty();
  const std::string title = put_in(words(visit, "title-of"),
                                   {{"domain", values["domain"].get_ref<const std::string&>()}});
  Response response =
      make_page(visit,
                {.name = "check-domain",
                 .title = title,
                 .section = "check",
                 .command = "tlsward check " + shell_word(domain.text()) + language_flag(visit)},
                std::move(values));
  if (runs) response.headers.emplace_back("Refresh", "3");
  return response;
}

Response look_now(const Visit& visit) {
  const Domain domain(visit.captures.at(0));
  if (!may_look_at(visit, domain)) return message_page(visit, 404, "not-found");
  return begin_errand(
      visit, errand_of(domain),
      {"check", "--lang", std::string(visit.language().code()), "--", std::string(domain.text())},
      path_of(domain));
}

}  // namespace tlsward
