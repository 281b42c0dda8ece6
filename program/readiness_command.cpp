#include "program/readiness_command.h"

#include "analyzer/policy_history.h"
#include "analyzer/readiness.h"
#include "program/exit_codes.h"
#include "program/terminal.h"
#include "schema/looks.h"

#include <nlohmann/json.hpp>

#include <cassert>

namespace tlsward {

int readiness_command(const Invocation& invocation, const ReadinessFlags& flags) {
  require_no_list_format(invocation, "readiness");
  const Domain domain = require_domain("DOMAIN", flags.domain);
  const Language* const language = find_language(flags.language);
  assert(language != nullptr);  // cli.cpp takes no other
  const auto store = open_for_reading(load_config(invocation).config);
  const ReadinessFacts facts = readiness_facts(*store, domain, invocation.now);
  const ReadinessJudgement judgement = judge_readiness(facts);
  print(invocation.format == Format::json ? write_json(readiness_json(facts, judgement, *language))
                                          : readiness_text(facts, judgement, {}, *language));
  const bool refuses =
      judgement.readiness == Readiness::enforced && judgement.would_be_refused != 0;
  return judgement.readiness >= Readiness::ready_with_notes && !refuses ? 0 : kFoundProblems;
}

int policy_history_command(const Invocation& invocation, const std::string& name) {
  const Domain domain = require_domain("DOMAIN", name);
  const auto store = open_for_reading(load_config(invocation).config);
  const Day day = today(invocation);
  auto rows = nlohmann::ordered_json::array();
  for (const PolicyVersion& version :
       policy_history(store->looks().set_ups(domain),
                      reported_policies(*store, domain, day - kQuotedDays, day)))
    rows.push_back(to_json(version));
  const std::vector<Column> columns = {{"mode", "MODE"},
                                       {"max_age", "MAX_AGE", ColumnKind::number},
                                       {"mx", "MX"},
                                       {"first_seen", "FIRST SEEN", ColumnKind::text, 1},
                                       {"last_seen", "LAST SEEN"},
                                       {"held_until", "HELD UNTIL"},
                                       {"holders", "LAST QUOTED BY"}};
  print(write_list("versions", columns, rows, output_options(invocation),
                   {{"policy_domain", domain.text()}}));
  return 0;
}

}  // namespace tlsward
