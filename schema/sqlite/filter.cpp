#include "schema/sqlite/filter.h"

#include <limits>
#include <span>

namespace tlsward::sqlite {

namespace {

constexpr std::size_t kFewDomains = 8;

std::int64_t first_day(const Filter& filter) {
  if (!filter.since) return std::numeric_limits<std::int64_t>::min();
  return filter.since->time_since_epoch().count();
}

std::int64_t last_day(const Filter& filter) {
  if (!filter.until) return std::numeric_limits<std::int64_t>::max();
  return filter.until->time_since_epoch().count();
}

// A LIKE pattern in which the text stands for itself.
std::string pattern(std::string_view before, std::string_view text, std::string_view after) {
  std::string result(before);
  for (const char character : text) {
    if (character == '%' || character == '_' || character == '\\') result += '\\';
    result += character;
  }
  result += after;
  return result;
}

std::string part(std::string_view text) {
  return pattern("%", text, "%");
}

void add_reporter_condition(Query& query, const Filter& filter) {
  if (filter.reporter.empty()) return;
  const std::string like = part(filter.reporter);
  query.add(
      "AND e.organization IN (SELECT id FROM organization WHERE organization_name LIKE ? ESCAPE "
      "'\\' OR contact_info LIKE ? ESCAPE '\\' OR reporter LIKE ? ESCAPE '\\') ",
      like, like, like);
}

// About one failure f.
void add_detail_conditions(Query& query, const Filter& filter) {
  if (!filter.result_type.empty()) {
    query.add("AND f.result_type = (SELECT id FROM text WHERE text = ?) ", filter.result_type);
  }
  if (!filter.mx.empty()) {
    query.add("AND f.receiving_mx_hostname IN (SELECT id FROM text WHERE text LIKE ? ESCAPE '\\') ",
              pattern("%", Domain(filter.mx).text(), ""));
  }
  if (!filter.ip.empty()) {
    query.add("AND (f.sending_mta_ip = ? OR f.receiving_ip = ?) ", filter.ip, filter.ip);
  }
}

// About one failure f: an MX, IP, HELO or reason has the text as a part.
void add_detail_text(Query& query, const std::string& like) {
  query.add(
      "f.sending_mta_ip LIKE ? ESCAPE '\\' OR f.receiving_ip LIKE ? ESCAPE '\\' OR EXISTS "
      "(SELECT 1 FROM text WHERE text LIKE ? ESCAPE '\\' AND id IN (f.receiving_mx_hostname, "
      "f.receiving_mx_helo, f.failure_reason_code)) ",
      like, like, like);
}

// About the entry e of the report r: its report-id, organization, domain or MX patterns.
void add_entry_text(Query& query, const std::string& like) {
  query.add(
      "r.report_id LIKE ? ESCAPE '\\' OR e.organization IN "
      "(SELECT id FROM organization WHERE organization_name LIKE ? ESCAPE '\\') "
      "OR e.domain IN (SELECT id FROM domain WHERE name LIKE ? ESCAPE '\\') "
      "OR e.policy IN (SELECT id FROM policy WHERE policy_domain LIKE ? ESCAPE '\\' "
      "OR mx_host LIKE ? ESCAPE '\\') ",
      like, like, like, like, like);
}

// About the entry e: it has failures, or does not say how many.
void add_failed_condition(Query& query, const Filter& filter) {
  if (filter.failed) query.add("AND (e.failed > 0 OR e.total_failure_session_count IS NULL) ");
}

constexpr Sql kFailureOfEntry =
    "EXISTS (SELECT 1 FROM failure f WHERE f.day = e.day AND f.domain = e.domain "
    "AND f.report = e.report AND f.n = e.n ";

bool asks_for_details(const Filter& filter) {
  return !filter.result_type.empty() || !filter.mx.empty() || !filter.ip.empty();
}

void add_policy_conditions(Query& query, const Filter& filter) {
  add_line_condition(query, filter);
  add_reporter_condition(query, filter);
  if (!filter.policy_type.empty()) {
    query.add("AND e.policy IN (SELECT id FROM policy WHERE policy_type = ?) ", filter.policy_type);
  }
}

}  // namespace

void add_days(Query& query, const Filter& filter) {
  query.add(
      "WITH RECURSIVE days (day) AS ("
      "SELECT max(day) FROM entry WHERE day BETWEEN ? AND ? UNION ALL "
      "SELECT (SELECT max(day) FROM entry WHERE day BETWEEN ? AND days.day - 1) FROM days "
      "WHERE days.day IS NOT NULL) ",
      first_day(filter), last_day(filter), first_day(filter));
}

namespace {

void add_given(Query& query, const std::vector<Domain>& domains) {
  query.add("AND e.domain IN (WITH RECURSIVE given (name) AS (VALUES (?)", domains.front().text());
  for (const Domain& domain : std::span(domains).subspan(1))
    query.add(", (?)", domain.text());
  query.add("), ");
}

// Few are compared with every name.
void add_few_domains(Query& query, const std::vector<Domain>& domains) {
  add_given(query, domains);
  query.add(
      "wanted (name, below, place) AS MATERIALIZED "
      "(SELECT name, '.' || name, -1 - length(name) FROM given) "
      "SELECT d.id FROM wanted w JOIN domain d ON d.name = w.name "
      "OR substr(d.name, w.place) = w.below) ");
}

// Of many, every name and those above it are looked up.
void add_many_domains(Query& query, const std::vector<Domain>& domains) {
  add_given(query, domains);
  query.add(
      "up (id, name) AS (SELECT id, name FROM domain UNION ALL "
      "SELECT id, substr(name, instr(name, '.') + 1) FROM up WHERE instr(name, '.') > 0) "
      "SELECT id FROM up WHERE name IN (SELECT name FROM given)) ");
}

}  // namespace

void add_line_condition(Query& query, const Filter& filter) {
  if (!filter.lines.empty()) {
    query.add("AND e.domain IN (SELECT id FROM domain WHERE name IN (?",
              filter.lines.front().text());
    for (const Domain& line : std::span(filter.lines).subspan(1))
      query.add(", ?", line.text());
    query.add(")) ");
  }
  if (filter.domains.empty()) return;
  if (filter.domains.size() <= kFewDomains)
    add_few_domains(query, filter.domains);
  else
    add_many_domains(query, filter.domains);
}

void add_day_condition(Query& query, const Filter& filter) {
  if (!filter.since && !filter.until) return;
  query.add("AND e.day BETWEEN ? AND ? ", first_day(filter), last_day(filter));
}

void add_entry_conditions(Query& query, const Filter& filter) {
  add_policy_conditions(query, filter);
  add_failed_condition(query, filter);
  if (asks_for_details(filter)) {
    query.add("AND ").add(kFailureOfEntry);
    add_detail_conditions(query, filter);
    query.add(") ");
  }
  if (!filter.text.empty()) {
    const std::string like = part(filter.text);
    query.add("AND (");
    add_entry_text(query, like);
    query.add("OR ").add(kFailureOfEntry).add("AND (");
    add_detail_text(query, like);
    query.add("))) ");
  }
}

void add_failure_conditions(Query& query, const Filter& filter) {
  add_policy_conditions(query, filter);
  add_failed_condition(query, filter);
  add_detail_conditions(query, filter);
  if (filter.text.empty()) return;
  const std::string like = part(filter.text);
  query.add("AND (");
  add_entry_text(query, like);
  query.add("OR ");
  add_detail_text(query, like);
  query.add(") ");
}

std::int64_t limit_of(const Filter& filter) {
  return filter.limit == 0 ? -1 : static_cast<std::int64_t>(filter.limit);
}

bool is_of_lines_only(const Filter& filter) {
  return filter.reporter.empty() && filter.policy_type.empty() && filter.text.empty() &&
         !filter.failed && !asks_for_details(filter);
}

bool is_of_days_only(const Filter& filter) {
  return filter.domains.empty() && filter.lines.empty() && is_of_lines_only(filter);
}

}  // namespace tlsward::sqlite
