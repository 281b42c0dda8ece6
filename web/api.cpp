#include "web/api.h"

#include "analyzer/commands.h"
#include "analyzer/delivery_list.h"
#include "analyzer/explain.h"
#include "analyzer/hosted_list.h"
#include "analyzer/hosted_words.h"
#include "analyzer/policy_history.h"
#include "analyzer/problem_list.h"
#include "analyzer/readiness.h"
#include "schema/looks.h"
#include "web/api_answer.h"
#include "web/api_paging.h"
#include "web/api_problem.h"
#include "web/api_query.h"
#include "web/asked.h"
#include "web/report_page.h"
#include "web/seen_report.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr OutputOptions kAsJson = {.format = Format::json};
constexpr std::int64_t kMostRanked = 200'000;  // reports

// Reports are ranked in memory.
void refuse_too_many(ApiQuery& query, const Visit& visit, const Filter& filter) {
  std::int64_t reports = 0;
  for (const DayTotal& total : visit.store.reports().totals(
           {.domains = filter.domains, .since = filter.since, .until = filter.until}))
    reports += total.reports;
  if (reports > kMostRanked)
    query.refuse("since", fmt::format("these days have {} reports", reports),
                 fmt::format("days with at most {}", kMostRanked));
}

// The domain that the route names, where the viewer may ask about it.
std::optional<Domain> asked_name(const Visit& visit) {
  const Domain domain(visit.captures.at(0));
  if (!domain.is_host_name() || !visit.viewer.sees(domain)) return {};
  return domain;
}

}  // namespace

Response api_status(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  return json_response(status(visit.store, visit.today(), visit.scope(), kAsJson));
}

Response api_digest(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  check_domains(query);
  const Day day = query.day("day").value_or(visit.today() - days(1));
  const Language& language = query.language();
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  if (visit.asks_for_others()) return api_no_such("domain");
  return json_response(to_json(visit.digest(day, language)));
}

Response api_report(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  auto seen = asked_report(visit);
  if (!seen) return api_no_such("report");
  StoredReport& stored = seen->stored;
  if (!seen->is_whole) stored.report.deviations.clear();
  std::erase_if(stored.conflicts_with,
                [&](std::int64_t other) { return !find_seen_report(visit, other); });
  ordered_json json = report_json(stored, visit.store.deliveries().receipts(stored.id));
  if (!visit.viewer.sees_all())
    for (ordered_json& receipt : json["receipts"])
      receipt["source"] = receipt["file_name"] = nullptr;
  return json_response(json);
}

Response api_raw_report(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  auto raw = find_raw_report(visit);
  return raw ? *std::move(raw) : api_no_such("report, or nothing is kept of it");
}

Response api_problems(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  const Filter filter = read_filter(query, visit);
  const bool all = query.flag("all");
  const Paging paging = read_paging(query);
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  const Day day = filter.until.value_or(visit.today());
  const ProblemList list = find_problems(visit.store, filter, day, all);
  auto from = list.problems.begin();
  if (!paging.after.empty()) {
    from = std::ranges::find(list.problems, paging.after, &Problem::id);
    if (from == list.problems.end()) refuse_after(query, paging);
    if (auto refusal = refusal_of(query)) return *std::move(refusal);
    ++from;
  }
  const auto end = from + std::min<std::ptrdiff_t>(list.problems.end() - from,
                                                   static_cast<std::ptrdiff_t>(paging.limit));
  auto rows = ordered_json::array();
  for (auto problem = from; problem != end; ++problem)
    rows.push_back(to_json(*problem));
  return json_response(
      ordered_json{{"schema", 1},
                   {"problems", std::move(rows)},
                   {"day", format_day(day)},
                   {"left_out_session_count", list.left_out},
                   {"total", list.problems.size()},
                   {"next", end != list.problems.end() ? next_link(visit, std::prev(end)->id)
                                                       : ordered_json()}});
}

Response api_problem_of_id(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  const auto problem = asked_problem(visit);
  if (!problem) return api_no_such("problem");
  return json_response(show_problem(*problem, view_of(visit.store, *problem, visit.now), kAsJson));
}

Response api_top(const Visit& visit) {
  const auto* const ranking =
      std::ranges::find(kRankings, visit.captures.at(0), [](const auto& one) { return one.first; });
  if (ranking == kRankings.end()) return api_no_such("ranking");
  ApiQuery query(visit.request.query, visit.today());
  const Filter filter = read_filter(query, visit);
  const Paging paging = read_paging(query);
  const std::size_t first = first_row(query, paging);
  refuse_too_many(query, visit, filter);
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  return list_part(visit, "top", top_rows(visit.store, ranking->second, filter), first,
                   paging.limit);
}

Response api_deviations(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  const Filter filter = read_filter(query, visit);
  const Paging paging = read_paging(query);
  const std::size_t first = first_row(query, paging);
  refuse_too_many(query, visit, filter);
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  return list_part(visit, "deviations",
                   deviation_rows(visit.store, deviations_filter(visit, filter)), first,
                   paging.limit);
}

Response api_readiness(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  const Language& language = query.language();
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  const auto domain = asked_name(visit);
  if (!domain) return api_no_such("domain");
  const ReadinessFacts facts = readiness_facts(visit.store, *domain, visit.now);
  return json_response(readiness_json(facts, judge_readiness(facts), language));
}

Response api_explain(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  const auto subject = query.text("subject");
  const Language& language = query.language();
  query.require("subject", subject.has_value(),
                "a result type, a cause, or what a mail server says");
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  return json_response(explain_subject_json(*subject, language));
}

Response api_policies(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  const Paging paging = read_paging(query);
  const Domain after(paging.after);
  if (!paging.after.empty() && !after.is_host_name()) refuse_after(query, paging);
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  std::map<Domain, ListedPolicy> listed = list_hosted(visit.store);
  std::erase_if(listed, [&](const auto& one) {
    return !visit.viewer.sees(one.first) || !visit.is_ours(one.first);
  });
  const std::size_t total = listed.size();
  if (!paging.after.empty()) listed.erase(listed.begin(), listed.upper_bound(after));
  const bool is_cut = listed.size() > paging.limit;
  while (listed.size() > paging.limit)
    listed.erase(std::prev(listed.end()));
  return json_response(ordered_json{
      {"schema", 1},
      {"policies", hosted_rows(listed)},
      {"total", total},
      {"next", is_cut ? next_link(visit, listed.rbegin()->first.text()) : ordered_json()}});
}

Response api_policy(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  const auto domain = asked_name(visit);
  if (!domain || !visit.is_ours(*domain)) return api_no_such("domain");
  const Hosted hosted = read_hosted(visit.store, *domain);
  if (hosted.history.empty() && !hosted.draft) return api_no_such("hosted policy");
  return json_response(offline_json(hosted, visit.now));
}

Response api_policy_history(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  const auto domain = asked_name(visit);
  if (!domain) return api_no_such("domain");
  auto rows = ordered_json::array();
  for (const PolicyVersion& version : policy_history(
           visit.store.looks().set_ups(*domain),
           reported_policies(visit.store, *domain, visit.today() - kQuotedDays, visit.today())))
    rows.push_back(to_json(version));
  return json_response(ordered_json{
      {"schema", 1}, {"versions", std::move(rows)}, {"policy_domain", domain->text()}});
}

Response api_quarantine(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  std::vector<std::string_view> reasons;
  for (const Reason reason : kStoredReasons)
    reasons.push_back(name(reason));
  const auto asked = query.choice("reason", reasons);
  const Paging paging = read_paging(query);
  const auto after = number_of(paging.after);
  if (!after && !paging.after.empty()) refuse_after(query, paging);
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  const auto* const reason = std::ranges::find_if(
      kStoredReasons, [&](Reason one) { return asked && name(one) == *asked; });
  std::vector<KeptDelivery> kept = visit.store.deliveries().quarantine(
      reason == std::end(kStoredReasons) ? std::nullopt : std::optional(*reason), paging.limit + 1,
      after);
  const bool is_cut = kept.size() > paging.limit;
  if (is_cut) kept.resize(paging.limit);
  auto rows = ordered_json::array();
  for (const KeptDelivery& one : kept)
    rows.push_back(quarantine_row(one));
  return json_response(ordered_json{
      {"schema", 1},
      {"quarantine", std::move(rows)},
      {"next", is_cut ? next_link(visit, std::to_string(kept.back().id)) : ordered_json()}});
}

Response api_quarantined(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  const auto id = number_of(visit.captures.at(0));
  auto shown = id ? show_quarantined(visit.store, *id, kAsJson) : std::nullopt;
  return shown ? json_response(*std::move(shown)) : api_no_such("delivery in quarantine");
}

}  // namespace tlsward
