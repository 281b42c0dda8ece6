#include "web/digest_page.h"

#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "web/page.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

std::string command_of(const Visit& visit, const Digest& digest) {
  std::string command = digest_command(digest, digest.day);
  if (visit.asked_domain() || !visit.viewer.sees_all())
    for (const Domain& domain : visit.domains())
      command += " --domain " + shell_word(domain.text());
  return command;
}

}  // namespace

Response digest_page(const Visit& visit) {
  const auto asked = visit.asked_domain();
  if (asked && (!asked->is_host_name() || !visit.viewer.sees(*asked)))
    return message_page(visit, 404, "not-found");
  const Day day = asked_day(visit);
  const auto shared = visit.digest(day, visit.language());
  const Digest& digest = *shared;
  ordered_json values{{"text", digest_text(digest)}, {"only", ordered_json()}};
  add_day(values, visit, day);
  if (asked) values["only"] = shown_name(asked->display(), 253, visit.language());
  values["all_query"] = Parameters().with("day", format_day(day)).query();
  values["overview_query"] = visit.request.query.with("day", format_day(day)).query();
  const std::string title = fmt::format("{} - {}", visit.language().text("page-digest.title"),
                                        values["day_in_words"].get_ref<const std::string&>());
  return make_page(visit,
                   {.name = "digest",
                    .title = title,
                    .section = "overview",
                    .command = command_of(visit, digest)},
                   std::move(values));
}

}  // namespace tlsward
