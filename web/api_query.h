// What a request to the API says by its parameters, in its query or its body. The first thing that
// cannot be is kept, so that a route reads all it knows and then asks once whether that was right.
#pragma once

#include "analyzer/language.h"
#include "schema/reports.h"
#include "schema/timestamp.h"
#include "web/api_problem.h"
#include "web/request.h"
#include "web/visit.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

class ApiQuery {
 public:
  // The parameters are lent.
  ApiQuery(const Parameters& given, Day today) : given_(given), today_(today) {}

  // Each asks for one parameter: absent (false, empty) where it is not given, and where it cannot
  // be, which is a fault. One that is given twice is a fault, but of texts().
  std::optional<std::string> text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  bool flag(std::string_view name);  // "true" or "false"
  std::optional<std::size_t> number(std::string_view name, std::size_t least, std::size_t most);
  std::optional<std::string_view> choice(std::string_view name,
                                         std::span<const std::string_view> choices);
  std::optional<Day> day(std::string_view name);                   // "2026-11-23", "7d"
  std::optional<Day> day_ahead(std::string_view name);             // "2026-12-24", "30d"
  std::optional<Domain> host(std::string_view name);               // a name of DNS
  const Language& language();                                      // "lang"
  std::optional<std::pair<Day, Day>> days(std::string_view name);  // likewise, or "last-week"

  // A parameter that a route cannot do without was not given.
  void require(std::string_view name, bool is_given, std::string_view allowed);

  void refuse(std::string_view name, std::string fault, std::string allowed);

  // The first fault; also a parameter that nobody asked for. Absent if there is none. To be called
  // when all are asked for.
  std::optional<ParameterFault> fault();

 private:
  const Parameters& given_;
  Day today_;
  std::vector<std::string_view> known_;
  std::optional<ParameterFault> fault_;
};

// What is wrong with the parameters, when all are read; absent if nothing is.
std::optional<Response> refusal_of(ApiQuery& query);

// The same of a route that takes none.
std::optional<Response> refuse_parameters(const Visit& visit);

// The query's domains, which Visit::domains() goes by: a fault where one is no name of DNS.
void check_domains(ApiQuery& query);

// Which reports are asked for, with the names of the options of `tlsward list`, never of more
// domains than the viewer sees: domain (repeatable), reporter, type, policy_type, mx, ip, day,
// since, until, failed.
Filter read_filter(ApiQuery& query, const Visit& visit);

}  // namespace tlsward
