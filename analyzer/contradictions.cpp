#include "analyzer/contradictions.h"

#include "analyzer/grouping.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

std::int64_t difference(const Conflict& conflict) {
  return conflict.other.failed - conflict.counted.failed;
}

// "report 12 (unauthenticated) has 40 failures".
std::string in_words(const ConflictSide& side) {
  return fmt::format("report {} ({}) has {}", side.report, name(side.trust),
                     counted(side.failed, "failure"));
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

std::string sentence(const Contradiction& contradiction) {
  const Conflict& conflict = contradiction.worst;
  const Witness reporter{.reporter = conflict.reporter,
                         .organization_name = conflict.organization_name};
  const std::string more = contradiction.count == 1 ? ""
                                                    : fmt::format(" And {} more such.",
                                                                  grouped(contradiction.count - 1));
  return fmt::format(
      "{} says two things about {}: {}, {} more than the one that counts: {}.{} Compare: tlsward "
      "show {}; tlsward show {}",
      printable(name(reporter), 80), printable(conflict.domain.display()), in_words(conflict.other),
      grouped(difference(conflict)), in_words(conflict.counted), more, conflict.other.report,
      conflict.counted.report);
}

nlohmann::ordered_json to_json(const Contradiction& contradiction) {
  return {{"counted", to_json(contradiction.worst.counted)},
          {"other", to_json(contradiction.worst.other)},
          {"more", contradiction.count - 1},
          {"sentence", sentence(contradiction)}};
}

}  // namespace tlsward
