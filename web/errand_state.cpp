#include "web/errand_state.h"

#include "schema/text.h"
#include "web/page.h"
#include "web/view.h"

#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr int kFoundProblems = 3;  // exit code

}  // namespace

ordered_json errand_values(const Visit& visit, const std::string& name) {
  if (visit.options.errands == nullptr) return nullptr;
  const auto errand = visit.options.errands->find(name);
  if (!errand) return nullptr;
  ordered_json values{{"is_under_way", !errand->ended},
                      {"is_done", false},
                      {"found", false},
                      {"fault", nullptr},
                      {"output", nullptr},
                      {"ended", nullptr}};
  if (!errand->ended) return values;
  const auto code = errand->end.code;
  const std::string_view output = trimmed(errand->end.output);
  values["ended"] = time_values(*errand->ended, visit.language());
  values["is_done"] = code == 0;
  values["found"] = code == kFoundProblems;
  if (!output.empty()) values["output"] = printable_lines(output);
  if (code != 0 && code != kFoundProblems)
    values["fault"] = visit.language().text(code ? "pages.errand-fault" : "pages.errand-no-end");
  return values;
}

bool is_under_way(const ordered_json& errand) {
  return !errand.is_null() && errand["is_under_way"].get<bool>();
}

bool can_begin(const Visit& visit) {
  return visit.options.errands != nullptr && visit.viewer.may_change;
}

Response begin_errand(const Visit& visit, const std::string& name, const ErrandWords& words,
                      const std::string& target) {
  if (!can_begin(visit)) return message_page(visit, 404, "not-found");
  const ErrandStart start =
      visit.options.errands->begin({.name = name, .words = words, .whose = visit.viewer.name});
  if (start == ErrandStart::too_many) return message_page(visit, 503, "busy");
  return redirect(visit.options.base_path + target);
}

}  // namespace tlsward
