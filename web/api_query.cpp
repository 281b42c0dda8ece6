#include "web/api_query.h"

#include "analyzer/days.h"
#include "analyzer/nearest.h"
#include "schema/field_values.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kMostGiven = 50;  // parameters; of many more Parameters leaves out the rest

std::string quoted(std::string_view value) {
  return fmt::format("\"{}\"", printable(value, 80));
}

}  // namespace

std::optional<std::string> ApiQuery::text(std::string_view name) {
  std::vector<std::string> all = texts(name);
  if (all.size() > 1) refuse(name, "is given twice", "one");
  return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

std::vector<std::string> ApiQuery::texts(std::string_view name) {
  known_.push_back(name);
  std::vector<std::string> all = given_.all(name);
  if (std::ranges::any_of(all, &std::string::empty)) {
    refuse(name, "is empty", "a value; or leave it out");
    return {};
  }
  return all;
}

bool ApiQuery::flag(std::string_view name) {
  constexpr std::array<std::string_view, 2> words = {"true", "false"};
  return choice(name, words) == "true";
}

std::optional<std::size_t> ApiQuery::number(std::string_view name, std::size_t least,
                                            std::size_t most) {
  const auto given = text(name);
  if (!given) return {};
  std::size_t number = 0;
  const char* const end = given->data() + given->size();
  const auto [rest, error] = std::from_chars(given->data(), end, number);
  if (error == std::errc() && rest == end && number >= least && number <= most) return number;
  refuse(name, quoted(*given) + " is none", fmt::format("a whole number, {} to {}", least, most));
  return {};
}

std::optional<std::string_view> ApiQuery::choice(std::string_view name,
                                                 std::span<const std::string_view> choices) {
  const auto given = text(name);
  if (!given) return {};
  const auto found = std::ranges::find(choices, *given);
  if (found != choices.end()) return *found;
  refuse(name, quoted(*given) + " is none", fmt::format("{}", fmt::join(choices, ", ")));
  return {};
}

std::optional<std::pair<Day, Day>> ApiQuery::days(std::string_view name) {
  const auto given = text(name);
  if (!given) return {};
  if (const auto days = parse_days(*given, today_)) return std::pair(days->first, days->last);
  refuse(name, quoted(*given) + " is no day", std::string(kDayForms));
  return {};
}

std::optional<Day> ApiQuery::day(std::string_view name) {
  const auto given = text(name);
  if (!given) return {};
  const auto days = parse_days(*given, today_);
  if (days && days->first == days->last) return days->first;
  refuse(name, quoted(*given) + " is not one day", std::string(kOneDayForms));
  return {};
}

std::optional<Day> ApiQuery::day_ahead(std::string_view name) {
  const auto given = text(name);
  if (!given) return {};
  if (const auto day = parse_day_ahead(*given, today_)) return day;
  refuse(name, quoted(*given) + " is no day to come", std::string(kDayAheadForms));
  return {};
}

std::optional<Domain> ApiQuery::host(std::string_view name) {
  const auto given = text(name);
  if (!given) return {};
  const Domain host(*given);
  if (host.is_host_name()) return host;
  refuse(name, quoted(*given) + " is no name in DNS", "one like mail.example.org");
  return {};
}

const Language& ApiQuery::language() {
  std::vector<std::string_view> codes;
  for (const Language& language : languages())
    codes.push_back(language.code());
  const auto code = choice("lang", codes);
  return code ? *find_language(*code) : english();
}

void ApiQuery::require(std::string_view name, bool is_given, std::string_view allowed) {
  if (!is_given) refuse(name, "is not given", std::string(allowed));
}

void ApiQuery::refuse(std::string_view name, std::string fault, std::string allowed) {
  if (!fault_)
    fault_ = {
        .parameter = std::string(name), .fault = std::move(fault), .allowed = std::move(allowed)};
}

std::optional<ParameterFault> ApiQuery::fault() {
  for (const auto& [name, value] : given_.pairs())
    if (std::ranges::find(known_, name) == known_.end()) {
      const std::vector<std::string> names(known_.begin(), known_.end());
      const auto meant = nearest(name, names);
      refuse(
          printable(name, 80),
          meant ? fmt::format("is not known here; did you mean {}?", *meant) : "is not known here",
          names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")));
    }
  if (given_.pairs().size() > kMostGiven)
    refuse(printable(given_.pairs().back().first, 80), "is one of too many",
           fmt::format("{} parameters in all", kMostGiven));
  return fault_;
}

namespace {

std::string read_address(ApiQuery& query) {
  const auto given = query.text("ip");
  bool is_readable = true;
  std::string address = ip_value(given.value_or(""), [&](DeviationCode code) {
    is_readable = is_readable && code != DeviationCode::ip_unreadable;
  });
  if (!is_readable)
    query.refuse("ip", quoted(*given) + " is no address", "one like 192.0.2.7 or 2001:db8::7");
  return address;
}

void read_span(ApiQuery& query, Filter& filter) {
  if (const auto days = query.days("day")) {
    filter.since = days->first;
    filter.until = days->second;
  }
  if (const auto days = query.days("since")) filter.since = days->first;
  if (const auto days = query.days("until")) filter.until = days->second;
  if (filter.since && filter.until && *filter.since > *filter.until)
    query.refuse(
        "since",
        fmt::format("{} is after until, {}", format_day(*filter.since), format_day(*filter.until)),
        "a day up to that");
}

// Who sees all is told of all that is stored, configured or not, as the commands tell it.
std::vector<Domain> domains_of(const Visit& visit) {
  if (visit.viewer.sees_all() && !visit.asked_domain()) return {};
  return visit.domains();
}

}  // namespace

std::optional<Response> refusal_of(ApiQuery& query) {
  const auto fault = query.fault();
  return fault ? std::optional(api_problem(*fault)) : std::nullopt;
}

std::optional<Response> refuse_parameters(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  return refusal_of(query);
}

void check_domains(ApiQuery& query) {
  for (const std::string& name : query.texts("domain"))
    if (!Domain(name).is_host_name())
      query.refuse("domain", quoted(name) + " is no domain name", "one like mail.example.org");
}

Filter read_filter(ApiQuery& query, const Visit& visit) {
  check_domains(query);
  const auto text = [&](std::string_view name) { return query.text(name).value_or(""); };
  Filter filter{.domains = domains_of(visit),
                .reporter = text("reporter"),
                .result_type = lower_case(text("type")),
                .policy_type = lower_case(text("policy_type")),
                .mx = query.host("mx").value_or(Domain()).text(),
                .ip = read_address(query)};
  read_span(query, filter);
  filter.failed = query.flag("failed");
  return filter;
}

}  // namespace tlsward
