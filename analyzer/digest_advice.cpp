#include "analyzer/digest_advice.h"

#include "analyzer/digest_words.h"
#include "analyzer/finding_text.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::string_view kCommand = "$ ";

using Steps = std::vector<std::string>;

// What to do about one cause at one host.
class Adviser {
 public:
  Adviser(const CauseKey& key, const Language& language) : key_(key), language_(language) {}

  Advice advise() const;
  Steps steps_of(std::string_view remedy) const;
  std::string sentence_of(std::string_view remedy) const {
    return filled(find_remedy(remedy, language_).sentence);
  }
  std::string filled(std::string_view text) const {
    return fill(text, key_.domain, key_.host, language_);
  }

 private:
  const CauseKey& key_;
  const Language& language_;
};

// A command that holds MX in place of a host's name comes after how to find the names.
Steps Adviser::steps_of(std::string_view remedy) const {
  Steps steps;
  std::size_t words = 0;  // the step that the commands are of
  bool explained = false;
  for (const std::string_view step : find_remedy(remedy, language_).steps) {
    const bool command = step.starts_with(kCommand);
    const bool lacks_mx =
        command && step.find("{mx}") != std::string_view::npos && filled("$ {mx}") == "$ MX";
    if (lacks_mx && !explained) {
      steps.at(words).append(" ").append(phrase(language_, "place-of-mx"));
      steps.push_back(filled("$ dig +short MX {domain}"));
      explained = true;
    }
    if (!command) words = steps.size();
    steps.push_back(filled(step));
  }
  return steps;
}

Advice Adviser::advise() const {
  const Remedy& remedy = find_remedy(key_.cause, language_);
  return {.key = remedy.key,
          .sentence = filled(remedy.sentence),
          .technical = filled(remedy.technical),
          .steps = steps_of(remedy.key),
          .verify = filled(remedy.verify),
          .until_noticed = filled(remedy.until_noticed)};
}

void put_first(Steps& steps, const Steps& first) {
  steps.insert(steps.begin(), first.begin(), first.end());
}

// The first step, as it stands in the text of that key.
void begin_with(Steps& steps, std::string_view key, const Language& language) {
  steps.front() = put_in(phrase(language, key), {{"step", steps.front()}});
}

bool has_clue(const Diagnosis& diagnosis, std::string_view kind) {
  return std::ranges::find(diagnosis.evidence, kind, &Clue::kind) != diagnosis.evidence.end();
}

}  // namespace

std::vector<std::string> Advice::commands() const {
  std::vector<std::string> commands;
  for (const std::string& step : std::span(steps).subspan(1)) {
    if (!step.starts_with(kCommand)) break;
    commands.push_back(step.substr(kCommand.size()));
  }
  return commands;
}

void add_advice(DigestProblem& problem, const Language& language) {
  const Adviser adviser(problem.group.key, language);
  problem.advice = adviser.advise();
  Steps& steps = problem.advice.steps;
  if (!problem.place.empty()) {
    problem.place_advice = adviser.sentence_of(problem.place);
    put_first(steps, adviser.steps_of(problem.place));
  }
  // What we see is more exact than what senders say.
  if (problem.now && problem.now->state == LiveState::confirmed)
    put_first(steps, {words_of(problem.now->findings.front(), FindingPart::fix, language)});
  // The steps for an MX that the policy does not name ask this themselves.
  if (has_clue(problem.diagnosis, "unknown-mx") && problem.advice.key != "mx-not-in-policy")
    put_first(steps,
              {phrase(language, "do-unknown-mx"), adviser.filled("$ dig +short MX {domain}")});
  if (!problem.is_seen())
    begin_with(steps, "do-unseen", language);
  else if (!problem.is_proven())
    begin_with(steps, "do-unproven", language);
}

void refer_to_one_before(DigestProblem& problem, const Language& language) {
  begin_with(problem.advice.steps, "do-same", language);
}

}  // namespace tlsward
