// What reports.cpp and report_queries.cpp read alike from rows.
#pragma once

#include "schema/report.h"
#include "schema/sqlite/dimensions.h"

#include <string>
#include <vector>

namespace tlsward::sqlite {

inline std::vector<Domain> to_domains(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

// Reads a failure detail from eight columns, from `first` on: result_type, sending_mta_ip,
// receiving_mx_hostname, receiving_mx_helo, receiving_ip, failed_session_count,
// additional_information, failure_reason_code.
inline FailureDetail read_detail(const Rows& rows, int first, Dimensions& dimensions) {
  return {.result_type = dimensions.text(rows.integer(first)),
          .sending_mta_ip = rows.text(first + 1),
          .receiving_mx_hostname = Domain(dimensions.text(rows.optional_integer(first + 2))),
          .receiving_mx_helo = dimensions.text(rows.optional_integer(first + 3)),
          .receiving_ip = rows.text(first + 4),
          .failed_session_count = rows.optional_integer(first + 5),
          .additional_information = dimensions.text(rows.optional_integer(first + 6)),
          .failure_reason_code = dimensions.text(rows.optional_integer(first + 7))};
}

}  // namespace tlsward::sqlite
