#include "web/errand_state.h"

#include "schema/text.h"
#include "web/view.h"

#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr int kFoundProblems = 3;  // exit code of commands that ran to their end, as 0 is

}  // namespace

ordered_json errand_values(const Visit& visit, const ErrandWords& words) {
  if (visit.options.errands == nullptr) return nullptr;
  const auto errand = visit.options.errands->find(words);
  if (!errand) return nullptr;
  ordered_json values{{"is_under_way", !errand->ended},
                      {"is_done", false},
                      {"fault", nullptr},
                      {"output", nullptr}};
  if (!errand->ended) return values;
  const auto code = errand->end.code;
  const bool is_done = code && (*code == 0 || *code == kFoundProblems);
  const std::string_view output = trimmed(errand->end.output);
  values["is_done"] = is_done;
  if (!output.empty())
    values[is_done ? "output" : "fault"] = printable_lines(output);
  else if (!is_done)
    values["fault"] = visit.language().text("pages.errand-no-end");
  return values;
}

bool can_begin(const Visit& visit) {
  return visit.options.errands != nullptr && visit.viewer.may_change;
}

}  // namespace tlsward
