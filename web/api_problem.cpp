#include "web/api_problem.h"

#include "analyzer/list_output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

struct Kind {
  ApiFault fault;
  int status;
  std::string_view name;
  std::string_view title;
};

constexpr std::array kKinds = {
    Kind{ApiFault::bad_parameter, 400, "bad-parameter", "A parameter cannot be"},
    Kind{ApiFault::bad_body, 400, "bad-body", "The body cannot be read"},
    Kind{ApiFault::unauthorized, 401, "unauthorized", "Nobody is known who asks"},
    Kind{ApiFault::forbidden, 403, "forbidden", "Who asks may not do this"},
    Kind{ApiFault::not_found, 404, "not-found", "There is no such thing"},
    Kind{ApiFault::method_not_allowed, 405, "method-not-allowed", "This is asked otherwise"},
    Kind{ApiFault::too_large, 413, "too-large", "The body is too large"},
    Kind{ApiFault::unsupported_media_type, 415, "unsupported-media-type",
         "The body is of another kind"},
};

ordered_json problem_json(ApiFault fault, std::string_view detail) {
  const auto& kind = *std::ranges::find(kKinds, fault, &Kind::fault);
  return {{"type", fmt::format("urn:problem-type:tlsward:{}", kind.name)},
          {"title", kind.title},
          {"status", kind.status},
          {"detail", fmt::format("{}.", detail)}};
}

Response written(const ordered_json& problem) {
  return {.status = problem["status"].get<int>(),
          .media_type = kProblemJson,
          .body = write_json(problem)};
}

}  // namespace

bool is_api_path(std::string_view path) {
  return path == "/api" || path.starts_with("/api/");
}

Response api_problem(ApiFault fault, std::string_view detail) {
  return written(problem_json(fault, detail));
}

Response api_problem(const ParameterFault& fault) {
  ordered_json problem =
      problem_json(ApiFault::bad_parameter,
                   fmt::format("{}: {}; allowed: {}", fault.parameter, fault.fault, fault.allowed));
  problem["parameter"] = fault.parameter;
  problem["allowed"] = fault.allowed;
  return written(problem);
}

Response api_no_such(std::string_view what) {
  return api_problem(ApiFault::not_found,
                     fmt::format("There is no such {}, or it is none of yours", what));
}

}  // namespace tlsward
