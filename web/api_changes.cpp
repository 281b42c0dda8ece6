#include "web/api_changes.h"

#include "analyzer/days.h"
#include "analyzer/delivery_list.h"
#include "analyzer/problem_list.h"
#include "schema/expected.h"
#include "schema/printable.h"
#include "schema/problems.h"
#include "schema/text.h"
#include "web/api_problem.h"
#include "web/api_query.h"
#include "web/asked.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::size_t kMostMembers = 50;

std::string media_type_of(const Request& request) {
  const std::string_view type = request.header("Content-Type");
  return lower_case(trimmed(type.substr(0, type.find(';'))));
}

expected<Parameters, Response> read_json(const std::string& body) {
  const ordered_json json = ordered_json::parse(body, nullptr, false);
  if (!json.is_object())
    return unexpected(api_problem(ApiFault::bad_body, "The body is not one JSON object"));
  Parameters parameters;
  if (json.size() > kMostMembers)
    return unexpected(api_problem(
        ApiFault::bad_body, fmt::format("The object has more than {} members", kMostMembers)));
  for (const auto& [name, value] : json.items()) {
    if (value.is_null()) continue;
    if (!value.is_string())
      return unexpected(api_problem(
          {.parameter = printable(name, 80), .fault = "is no text", .allowed = "a JSON string"}));
    parameters = parameters.with(name, value.get<std::string>());
  }
  return parameters;
}

expected<Parameters, Response> read_body(const Request& request) {
  if (request.body.empty()) return Parameters();
  const std::string type = media_type_of(request);
  if (type == kForm) return request.form().without("form_token");  // the gate's
  if (type == kJson) return read_json(request.body);
  return unexpected(api_problem(
      ApiFault::unsupported_media_type,
      fmt::format("The body is \"{}\"; send {} or {}", printable(type, 80), kJson, kForm)));
}

// What is wrong with the query or the body of a route that takes nothing of either.
std::optional<Response> refuse_all(const Visit& visit) {
  const auto body = read_body(visit.request);
  if (!body) return body.error();
  ApiQuery given(*body, visit.today());
  auto refusal = refuse_parameters(visit);
  return refusal ? refusal : refusal_of(given);
}

Response decide(const Visit& visit, const std::function<void(Problems&, const Problem&)>& write) {
  const auto problem = asked_problem(visit);
  if (!problem) return api_no_such("problem");
  const auto store = open_store(visit.options.database, Commits::each);
  store->transact([&] { write(store->problems(), *problem); });
  const ProblemList list = read_problems(*store, {.domains = {problem->key.domain}}, visit.today());
  const auto now = std::ranges::find(list.problems, problem->id, &Problem::id);
  // Among very many it may be told apart no more.
  return {.media_type = kJson,
          .body = show_problem(now == list.problems.end() ? *problem : *now, {},
                               {.format = Format::json})};
}

}  // namespace

Response api_mute(const Visit& visit) {
  const auto body = read_body(visit.request);
  if (!body) return body.error();
  ApiQuery given(*body, visit.today());
  const std::optional<Day> until = given.day_ahead("until");
  const std::string reason = given.text("reason").value_or("");
  given.require("until", until.has_value(), kDayAheadForms);
  if (auto refusal = refusal_of(given)) return *std::move(refusal);
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  return decide(visit, [&](Problems& problems, const Problem& problem) {
    problems.mute({.problem = problem.id,
                   .since = visit.today(),
                   .until = *until,
                   .reason = reason,
                   .size = problem.size});
  });
}

Response api_unmute(const Visit& visit) {
  if (auto refusal = refuse_all(visit)) return *std::move(refusal);
  return decide(visit,
                [](Problems& problems, const Problem& problem) { problems.unmute(problem.id); });
}

Response api_resolve(const Visit& visit) {
  if (auto refusal = refuse_all(visit)) return *std::move(refusal);
  return decide(visit, [&](Problems& problems, const Problem& problem) {
    problems.settle({.problem = problem.id, .day = visit.today()});
  });
}

Response api_release(const Visit& visit) {
  if (auto refusal = refuse_all(visit)) return *std::move(refusal);
  const auto kept = asked_delivery(visit);
  const auto released =
      kept && can_release(visit, *kept) ? visit.options.release(kept->id) : std::nullopt;
  if (!released) return api_no_such("delivery in quarantine, or nothing is kept of it");
  return {.media_type = kJson, .body = write_json(released_json(*released))};
}

}  // namespace tlsward
