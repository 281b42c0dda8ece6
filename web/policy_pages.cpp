#include "web/policy_pages.h"

#include "analyzer/hosted_list.h"
#include "analyzer/hosted_words.h"
#include "analyzer/lint.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "schema/looks.h"
#include "schema/policies.h"
#include "schema/printable.h"
#include "schema/text.h"
#include "web/errand_state.h"
#include "web/errands.h"
#include "web/page.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::array kModes = {PolicyMode::testing, PolicyMode::enforce, PolicyMode::none};
constexpr std::array<std::int64_t, 5> kAges = {86'400, 604'800, 2'592'000, 7'776'000, kLongestAge};
constexpr std::size_t kMostMx = 100;

std::string words(const Visit& visit, std::string_view page, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-{}.{}", page, key)));
}

bool is_hosted_for(const Visit& visit, const Domain& domain) {
  return domain.is_host_name() && visit.viewer.sees(domain) && visit.is_ours(domain);
}

std::optional<Domain> asked_policy(const Visit& visit) {
  const Domain domain(visit.captures.at(0));
  return is_hosted_for(visit, domain) ? std::optional(domain) : std::nullopt;
}

std::string path_of(const Domain& domain) {
  return "/policies/" + percent_encoded(domain.text());
}

// Of publishing and retiring, which do not run beside each other.
std::string errand_of(const Domain& domain) {
  return "policy " + std::string(domain.text());
}

// Of all that is or was served of one, the newest first.
std::vector<Column> history_columns() {
  return {{"mode", "MODE"},   {"max_age", "MAX_AGE", ColumnKind::number},
          {"id", "ID"},       {"since", "SINCE"},
          {"until", "UNTIL"}, {"mx", "MX"},
          {"text", "TEXT"}};
}

ordered_json history_rows(const Hosted& hosted) {
  auto rows = ordered_json::array();
  for (const HostedPolicy& policy : hosted.history)
    rows.push_back(policy_json(policy));
  return rows;
}

// The viewer's, and those without anything yet.
std::map<Domain, ListedPolicy> listed_policies(const Visit& visit) {
  std::map<Domain, ListedPolicy> listed = list_hosted(visit.store);
  std::erase_if(listed, [&](const auto& one) { return !is_hosted_for(visit, one.first); });
  for (const Domain& domain : visit.offered_domains(0))
    if (is_hosted_for(visit, domain)) listed[domain];
  return listed;
}

ordered_json row_values(const Visit& visit, const Domain& domain, const ListedPolicy& listed) {
  ordered_json values{{"domain", shown_name(domain.display(), 253, visit.language())},
                      {"path", path_of(domain)},
                      {"has_draft", listed.has_draft},
                      {"served", nullptr}};
  if (listed.served)
    values["served"] = {{"terms", terms_in_words(listed.served->text, visit.language())},
                        {"since", time_values(listed.served->since, visit.language())}};
  return values;
}

// What the form holds: what was posted, else what the next policy is a change of.
struct DraftForm {
  std::string mode;
  std::string mx;  // a pattern a line
  std::int64_t max_age = kAges.front();
  std::string fault = {};  // in words; "" for none
};

// Mail servers of the last look where no policy names any.
std::string known_mx(const Visit& visit, const Domain& domain, const PolicyTerms& base) {
  if (!base.mx.empty()) return fmt::format("{}", fmt::join(base.mx, "\n"));
  const auto set_ups = visit.store.looks().set_ups(domain);
  std::string lines;
  if (!set_ups.empty())
    for (const Domain& host : set_ups.back().mx_hosts)
      lines += std::string(host.text()) + '\n';
  return lines;
}

DraftForm form_of(const Visit& visit, const Hosted& hosted) {
  const PolicyTerms base = base_of(hosted);
  return {.mode = std::string(name(base.mode)),
          .mx = known_mx(visit, hosted.domain, base),
          .max_age = base.max_age};
}

std::int64_t age_of(const std::string& text) {
  std::int64_t age = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), age);
  return error == std::errc() && end == text.data() + text.size() ? age : -1;
}

// What the form says, or what is wrong with it.
expected<PolicyTerms, std::string> terms_in(const Visit& visit, const DraftForm& form) {
  const auto fault = [&](std::string_view key, std::string_view found = "") {
    return unexpected(
        put_in(words(visit, "policy", key), {{"found", printable(std::string(found), 200)}}));
  };
  PolicyTerms terms{.mode = {}, .mx = {}, .max_age = form.max_age};
  const auto* const mode =
      std::ranges::find_if(kModes, [&](PolicyMode known) { return name(known) == form.mode; });
  if (mode == kModes.end()) return fault("fault-mode");
  terms.mode = *mode;
  for (const std::string_view line : split(form.mx, "\n")) {
    const std::string pattern(trimmed(line));
    if (pattern.empty()) continue;
    if (!is_mx_pattern(pattern)) return fault("fault-mx", pattern);
    terms.mx.push_back(pattern);
  }
  if (terms.mx.empty()) return fault("fault-no-mx");
  if (terms.mx.size() > kMostMx) return fault("fault-many-mx");
  if (terms.max_age < 0 || terms.max_age > kLongestAge) return fault("fault-age");
  return terms;
}

void add_form(ordered_json& values, const Visit& visit, const DraftForm& form) {
  auto modes = ordered_json::array();
  for (const PolicyMode mode : kModes)
    modes.push_back({{"mode", name(mode)},
                     {"means", words(visit, "policy", fmt::format("mode-{}", name(mode)))},
                     {"is_chosen", name(mode) == form.mode}});
  auto ages = ordered_json::array();
  const auto add_age = [&](std::int64_t age) {
    const std::int64_t days = age / 86'400;
    ages.push_back(
        {{"age", age},
         {"words",
          days == 0 ? fmt::format("{} s", age)
                    : fmt::format("{} {}", days, visit.language().form("general.day-noun", days))},
         {"is_chosen", age == form.max_age}});
  };
  for (const std::int64_t age : kAges)
    add_age(age);
  if (std::ranges::find(kAges, form.max_age) == kAges.end() && form.max_age >= 0)
    add_age(form.max_age);
  values["form"] = {{"modes", std::move(modes)},
                    {"ages", std::move(ages)},
                    {"mx", form.mx},
                    {"fault", form.fault.empty() ? ordered_json() : ordered_json(form.fault)}};
}

void add_served(ordered_json& values, const Visit& visit, const Hosted& hosted) {
  const Language& language = visit.language();
  values["url"] = policy_url_of(hosted.domain);
  values["served"] = nullptr;
  if (const HostedPolicy* const served = hosted.served())
    values["served"] = {{"terms", terms_in_words(served->text, language)},
                        {"text", printable_lines(trimmed(served->text))},
                        {"since", time_values(served->since, language)},
                        {"record", record_line(hosted.domain, served->id)}};
  const auto held = held_until(hosted.history, visit.now);
  values["held"] = nullptr;
  if (held && *held > visit.now) {
    const auto left = std::chrono::ceil<std::chrono::days>(*held - visit.now).count();
    values["held"] = {
        {"time", time_values(*held, language)},
        {"left", fmt::format("{} {}", left, language.form("general.day-noun", left))}};
  }
  auto before = ordered_json::array();
  for (const HostedPolicy& policy : hosted.history)
    if (policy.until)
      before.push_back({{"terms", terms_in_words(policy.text, language)},
                        {"since", time_values(policy.since, language)},
                        {"until", time_values(*policy.until, language)},
                        {"id", policy.id}});
  values["has_before"] = !before.empty();
  values["before"] = std::move(before);
  values["history_data"] = data_links(visit, "history");
}

// The next policy as senders would get it, and what they would say of it.
void add_draft(ordered_json& values, const Visit& visit, const Hosted& hosted) {
  values["draft"] = nullptr;
  if (!hosted.draft) return;
  const Lint judged = lint(*hosted.draft, TextKind::policy, visit.now);
  ordered_json findings = finding_values(judged.findings, visit);
  values["draft"] = {{"text", printable_lines(trimmed(*hosted.draft))},
                     {"id", draft_id(*hosted.draft)},
                     {"headline", headline(judged, visit.language())},
                     {"has_findings", !findings.empty()},
                     {"findings", std::move(findings)}};
  add_verdict(values["draft"], judged.standing == Standing::valid     ? Verdict::ok
                               : judged.standing == Standing::differs ? Verdict::watch
                                                                      : Verdict::action);
}

// Whether what is served asks for nothing any more.
bool can_retire(const Hosted& hosted) {
  if (hosted.served() == nullptr) return false;
  const auto terms = terms_of(hosted.served()->text);
  return !terms || terms->mode == PolicyMode::none;
}

Response page_of(const Visit& visit, const Domain& domain, const std::optional<DraftForm>& posted) {
  const Hosted hosted = read_hosted(visit.store, domain);
  ordered_json values{{"domain", shown_name(domain.display(), 253, visit.language())},
                      {"domain_name", domain.text()},
                      {"path", path_of(domain)},
                      {"can_begin", can_begin(visit)},
                      {"can_retire", can_retire(hosted)}};
  add_served(values, visit, hosted);
  add_draft(values, visit, hosted);
  add_form(values, visit, posted.value_or(form_of(visit, hosted)));
  values["errand"] = errand_values(visit, errand_of(domain));
  // Who types is not interrupted, and what runs is not changed.
  const bool runs = is_under_way(values["errand"]);
  values["has_form"] = posted || !runs;
  values["is_under_way"] = runs;
  Response response = make_page(
      visit,
      {.name = "policy",
       .title = put_in(words(visit, "policy", "title"), {{"domain", std::string(domain.text())}}),
       .section = "policies",
       .command = "tlsward policy show " + shell_word(domain.text()),
       .here = path_of(domain)},
      std::move(values), posted ? 400 : 200);
  if (runs && !posted) response.headers.emplace_back("Refresh", "3");
  return response;
}

Response begin(const Visit& visit, std::string_view command, const ErrandWords& flags = {}) {
  const auto domain = asked_policy(visit);
  if (!domain) return message_page(visit, 404, "not-found");
  ErrandWords said{"policy", std::string(command)};
  said.insert(said.end(), flags.begin(), flags.end());
  said.insert(said.end(),
              {"--lang", std::string(visit.language().code()), "--", std::string(domain->text())});
  return begin_errand(visit, errand_of(*domain), said, path_of(*domain));
}

// The id of the draft that the page showed; absent if the form has none.
std::optional<std::string> posted_draft(const Visit& visit) {
  auto id = visit.request.form().find("draft");
  const bool is_id = id && !id->empty() && id->size() <= 64 &&
                     id->find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_id ? std::move(id) : std::nullopt;
}

}  // namespace

Response policies_page(const Visit& visit) {
  const std::map<Domain, ListedPolicy> listed = listed_policies(visit);
  if (const auto format = asked_as_data(visit, "policies"))
    return table_data("policies", *format, hosted_columns(), hosted_rows(listed));
  const ListPart part = part_of(visit, listed.size());
  auto rows = ordered_json::array();
  auto row = std::next(listed.begin(), static_cast<std::ptrdiff_t>(part.first));
  for (std::size_t i = 0; i < part.size; ++i, ++row)
    rows.push_back(row_values(visit, row->first, row->second));
  return make_page(visit,
                   {.name = "policies",
                    .title = words(visit, "policies", "title"),
                    .section = "policies",
                    .command = "tlsward policy list"},
                   {{"has_rows", !rows.empty()},
                    {"set_aside", rows.empty() ? set_aside_values(visit) : ordered_json()},
                    {"rows", std::move(rows)},
                    {"part", part_links(visit, part)},
                    {"data", data_links(visit, "policies")}});
}

Response policy_page(const Visit& visit) {
  const auto domain = asked_policy(visit);
  if (!domain) return message_page(visit, 404, "not-found");
  if (const auto format = asked_as_data(visit, "history"))
    return table_data("history", *format, history_columns(),
                      history_rows(read_hosted(visit.store, *domain)));
  return page_of(visit, *domain, {});
}

Response draft_policy(const Visit& visit) {
  const auto domain = asked_policy(visit);
  if (!domain || !visit.is_known(*domain)) return message_page(visit, 404, "not-found");
  const Parameters posted = visit.request.form();
  DraftForm form{.mode = posted.find("mode").value_or(""),
                 .mx = posted.find("mx").value_or(""),
                 .max_age = age_of(posted.find("max_age").value_or(""))};
  const auto terms = terms_in(visit, form);
  if (!terms) {
    form.fault = terms.error();
    return page_of(visit, *domain, form);
  }
  const auto store = open_store(visit.options.database, Commits::each);
  store->transact([&] { store->policies().set_draft(*domain, policy_text(*terms)); });
  return redirect(visit.options.base_path + path_of(*domain) + "#draft");
}

Response publish_policy(const Visit& visit) {
  if (!asked_policy(visit)) return message_page(visit, 404, "not-found");
  const auto draft = posted_draft(visit);
  if (!draft) return message_page(visit, 400, "form-expired");
  return begin(visit, "publish", {"--draft=" + *draft});
}

Response retire_policy(const Visit& visit) {
  return begin(visit, "retire");
}

}  // namespace tlsward
