// A digest for programs: docs/json.md says what each member means.
#include "analyzer/digest.h"
#include "analyzer/finding_text.h"
#include "analyzer/list_output.h"

#include <nlohmann/json.hpp>

#include <span>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

ordered_json names_of(std::span<const Witness> witnesses) {
  auto names = ordered_json::array();
  for (const Witness& witness : witnesses)
    names.push_back(name(witness));
  return names;
}

ordered_json to_json(const Witness& witness) {
  return {{"organization_name", witness.organization_name},
          {"reporter", witness.reporter},
          {"failed_session_count", witness.failed},
          {"trust", name(witness.trust)},
          {"trust_reason", trust_reason(witness.trust, witness.evidence)}};
}

ordered_json to_json(const std::vector<Clue>& evidence) {
  auto clues = ordered_json::array();
  for (const Clue& clue : evidence)
    clues.push_back({{"kind", clue.kind}, {"sentence", clue.sentence}});
  return clues;
}

ordered_json shares_json(std::span<const double> week) {
  auto shares = ordered_json::array();
  for (const double share : week)
    shares.push_back(share < 0 ? ordered_json() : ordered_json(share));
  return shares;
}

ordered_json number_or_null(std::optional<std::int64_t> number) {
  return number ? ordered_json(*number) : ordered_json();
}

ordered_json mute_json(const std::optional<Mute>& mute) {
  if (!mute) return {};
  return {{"since", format_day(mute->since)},
          {"until", format_day(mute->until)},
          {"reason", text_or_null(mute->reason)}};
}

// What is there of a problem that lasts.
void add_life(ordered_json& json, const DigestProblem& problem) {
  auto week = ordered_json::array();
  for (const auto& failed : problem.week)
    week.push_back(number_or_null(failed));
  json["id"] = problem.ids.empty() ? ordered_json() : ordered_json(problem.ids.front());
  json["ids"] = problem.ids;
  json["state"] = name(problem.state);
  json["changed_by_late"] = problem.changed_by_late;
  json["unanswered"] = problem.unanswered;
  json["first_seen"] = format_day(problem.first_seen);
  json["last_seen"] = format_day(problem.last_seen);
  json["mute"] = mute_json(problem.mute);
  json["outgrew_mute_until"] =
      problem.outgrown ? ordered_json(format_day(*problem.outgrown)) : ordered_json();
  json["failed_the_day_before"] = number_or_null(problem.failed_before());
  json["week"] = std::move(week);
  json["week_shares"] = shares_json(problem.week_shares);
}

void add_advice(ordered_json& json, const DigestProblem& problem) {
  const Advice& advice = problem.advice;
  json["cause"] = advice.key;
  json["technical"] = advice.technical;
  json["steps"] = advice.steps;
  json["verify"] = advice.verify;
  json["until_noticed"] = advice.until_noticed;
  json["place"] = text_or_null(std::string(problem.place));
}

ordered_json to_json(const DigestProblem& problem, const Language& language) {
  const FailureGroup& group = problem.group;
  const std::string& host = group.key.host.text();
  auto witnesses = ordered_json::array();
  for (const Witness& witness : group.witnesses)
    witnesses.push_back(to_json(witness));
  const bool about_policy = host == "mta-sts." + group.key.domain.text();
  ordered_json json{
      {"result_type", text_or_null(group.result_types.empty() ? "" : group.result_types.front())},
      {"receiving_mx_hostname", text_or_null(about_policy ? "" : host)},
      {"failed_session_count", group.failed},
      {"reporters", names_of(group.witnesses)},
      {"sentence", problem.advice.sentence},
      {"action", problem.advice.action()},
      {"commands", problem.advice.commands()},
      {"verdict", name(problem.verdict)},
      {"refused", group.refused()},
      {"effect", problem.effect},
      {"share", problem.share},
      {"since", format_day(problem.since)},
      {"witnesses", witnesses},
      {"failure_reason_codes", group.reasons},
      {"sending_mta_ips", group.sending_mta_ips},
      {"receiving_ips", group.receiving_ips},
      {"side", name(problem.diagnosis.side)},
      {"side_evidence", to_json(problem.diagnosis.evidence)},
      {"host", text_or_null(host)},
      {"result_types", group.result_types}};
  json["now"] = problem.now ? to_json(*problem.now, language) : ordered_json();
  add_life(json, problem);
  add_advice(json, problem);
  return json;
}

ordered_json to_json(std::span<const DigestProblem> problems, const Language& language) {
  auto rows = ordered_json::array();
  for (const DigestProblem& problem : problems)
    rows.push_back(to_json(problem, language));
  return rows;
}

ordered_json to_json(const DigestDomain& domain, const Language& language) {
  const bool known = !domain.reporters.empty();
  const std::optional<Sessions>& before = domain.day_before;
  return {
      {"policy_domain", domain.domain.text()},
      {"verdict", name(domain.verdict)},
      {"sessions", known ? ordered_json(domain.sessions.total()) : ordered_json()},
      {"failed", known ? ordered_json(domain.sessions.failed) : ordered_json()},
      {"reporters", names_of(domain.reporters)},
      {"problems", to_json(domain.problems, language)},
      {"policy_types", domain.policy_types},
      {"mode", text_or_null(domain.mode)},
      {"week", shares_json(domain.week)},
      {"report_was_due", domain.report_was_due},
      {"failures_unknown", domain.failures_unknown},
      {"contradiction",
       domain.contradiction ? to_json(*domain.contradiction, language) : ordered_json()},
      {"sessions_the_day_before", before ? ordered_json(before->total()) : ordered_json()},
      {"failed_the_day_before", before ? ordered_json(before->failed) : ordered_json()},
      {"muted", to_json(domain.muted, language)},
      {"fixed", to_json(domain.fixed, language)},
      {"looked", domain.looked ? ordered_json(format_datetime(*domain.looked)) : ordered_json()},
      {"seen", findings_json(domain.seen, language)},
      {"older_problems", domain.older.size()}};
}

ordered_json to_json(const Arrival& late) {
  return {{"id", late.report},
          {"day", format_day(late.day)},
          {"policy_domain", late.domain.text()},
          {"organization_name", late.organization_name},
          {"failed_session_count", late.failed},
          {"trust", name(late.trust)},
          {"received", format_datetime(late.received)}};
}

}  // namespace

ordered_json to_json(const Digest& digest) {
  auto domains = ordered_json::array();
  for (const DigestDomain& domain : digest.domains)
    domains.push_back(to_json(domain, *digest.language));
  auto spots = ordered_json::array();
  for (const BlindSpot& spot : digest.blind_spots)
    spots.push_back({{"kind", spot.kind}, {"sentence", spot.sentence}});
  auto late = ordered_json::array();
  for (const Arrival& arrival : digest.late)
    late.push_back(to_json(arrival));
  auto earlier = ordered_json::array();
  for (const EarlierDay& one : digest.earlier)
    earlier.push_back({{"day", format_day(one.day)},
                       {"verdict", name(one.verdict)},
                       {"sessions", one.sessions.total()},
                       {"failed", one.sessions.failed},
                       {"failures_unknown", one.failures_unknown},
                       {"summary", one.summary},
                       {"headline", text_or_null(one.headline)}});
  return {{"schema", 1},
          {"day", format_day(digest.day)},
          {"verdict", name(digest.verdict)},
          {"domains", domains},
          {"blind_spots", spots},
          {"sessions", digest.sessions.total()},
          {"failed", digest.sessions.failed},
          {"reports", digest.reports},
          {"reporters", digest.reporters},
          {"language", digest.language->code()},
          {"late", late},
          {"channel_down", digest.channel_down},
          {"earlier", earlier},
          {"untold_since",
           digest.untold_since ? ordered_json(format_day(*digest.untold_since)) : ordered_json()},
          {"worst_verdict", name(digest.worst())}};
}

}  // namespace tlsward
