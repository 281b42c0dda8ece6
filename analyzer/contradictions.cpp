#include "analyzer/contradictions.h"

#include "analyzer/grouping.h"
#include "analyzer/wording.h"

#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

std::int64_t difference(const Conflict& conflict) {
  return conflict.other.failed - conflict.counted.failed;
}

// "report 12 (unauthenticated) has 40 failures".
std::string in_words(const ConflictSide& side, const Language& language) {
  return put_in(language.text("blind.conflict-side"),
                {{"id", std::to_string(side.report)},
                 {"trust", std::string(name(side.trust, language))},
                 {"failures", counted(side.failed, "failure", language)}});
}

nlohmann::ordered_json to_json(const ConflictSide& side) {
  return {{"id", side.report}, {"failed_session_count", side.failed}, {"trust", name(side.trust)}};
}

}  // namespace

void add(Contradictions& contradictions, const Conflict& conflict) {
  if (difference(conflict) <= 0) return;
  Contradiction& contradiction = contradictions[conflict.domain];
  ++contradiction.count;
  if (difference(conflict) > difference(contradiction.worst)) contradiction.worst = conflict;
}

std::string sentence(const Contradiction& contradiction, const Language& language) {
  const Conflict& conflict = contradiction.worst;
  const Witness reporter{.reporter = conflict.reporter,
                         .organization_name = conflict.organization_name};
  const std::string more = contradiction.count == 1
                               ? ""
                               : ' ' + put_in(language.text("blind.conflict-more"),
                                              {{"n", grouped(contradiction.count - 1, language)}});
  return put_in(language.text("blind.conflict-lines"),
                {{"who", shown_name(name(reporter), 80, language)},
                 {"domain", shown_name(conflict.domain.display(), 200, language)},
                 {"other", in_words(conflict.other, language)},
                 {"difference", grouped(difference(conflict), language)},
                 {"counted", in_words(conflict.counted, language)},
                 {"more", more},
                 {"other-id", std::to_string(conflict.other.report)},
                 {"counted-id", std::to_string(conflict.counted.report)}});
}

nlohmann::ordered_json to_json(const Contradiction& contradiction, const Language& language) {
  return {{"counted", to_json(contradiction.worst.counted)},
          {"other", to_json(contradiction.worst.other)},
          {"more", contradiction.count - 1},
          {"sentence", sentence(contradiction, language)}};
}

}  // namespace tlsward
