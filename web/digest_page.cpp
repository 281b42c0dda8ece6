#include "web/digest_page.h"

#include "web/page.h"
#include "web/told_day.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace tlsward {
using nlohmann::ordered_json;

Response digest_page(const Visit& visit) {
  if (visit.asks_for_others()) return message_page(visit, 404, "not-found");
  const Day day = asked_day(visit);
  const auto told = visit.told_day(day, visit.language());
  ordered_json values{{"text", told->text}, {"only", only_domains(visit)}};
  add_day(values, visit, day);
  values["all_query"] = Parameters().with("day", format_day(day)).query();
  values["overview_query"] = visit.request.query.with("day", format_day(day)).query();
  const std::string title = fmt::format("{} - {}", visit.language().text("page-digest.title"),
                                        values["day_in_words"].get_ref<const std::string&>());
  return make_page(visit,
                   {.name = "digest",
                    .title = title,
                    .section = "overview",
                    .command = told->command + domain_flags(visit)},
                   std::move(values));
}

}  // namespace tlsward
