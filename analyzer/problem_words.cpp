#include "analyzer/problem_words.h"

#include "analyzer/digest_words.h"
#include "analyzer/finding_text.h"
#include "analyzer/history.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::int64_t kFewSessions = 20;  // of which a rate would mislead

std::string domain_of(const DigestProblem& problem, const Language& language) {
  return shown_name(problem.group.key.domain.display(), 200, language);
}

std::string trust_of(const Witness& witness, const Language& language) {
  return trust_in_words(witness.trust, language);
}

std::string failed_in_words(const DigestProblem& problem, const DigestDomain& domain,
                            const Language& language) {
  if (problem.group.failed == 0) return phrase(language, "failed-unknown");
  const std::string failed = grouped(problem.group.failed, language);
  const std::int64_t total = domain.sessions.total();
  std::string text =
      are_few(domain.sessions)
          ? told("digest.failed-few", total, {{"failed", failed}}, language)
          : told("digest.failed", total,
                 {{"failed", failed}, {"share", percent(problem.share, language)}}, language);
  if (const auto before = problem.failed_before(); before && !problem.is_news())
    text +=
        ' ' + put_in(phrase(language, "failed-before"), {{"failed", grouped(*before, language)}});
  return text;
}

// Whether it may have begun before all that the digest goes by.
bool is_cut_off(const DigestProblem& problem, const Digest& digest) {
  return digest.day - problem.since >= std::chrono::days(kDigestDays - 1);
}

std::string unseen_in_words(const DigestProblem& problem, const Language& language) {
  return put_in(phrase(language, "unseen"), {{"day", day_in_words(problem.last_seen, language)}}) +
         ' ' + phrase(language, problem.unanswered ? "unseen-unanswered" : "unseen-clean");
}

}  // namespace

bool are_few(const Sessions& sessions) {
  return sessions.failed > 0 && sessions.total() < kFewSessions;
}

std::string_view change_of(const DigestProblem& problem) {
  return problem.is_seen() || problem.is_news() ? name(problem.state) : "unseen";
}

std::string state_in_words(const DigestProblem& problem, const Language& language) {
  std::string text = phrase(language, std::string("state-").append(change_of(problem)));
  if (problem.is_seen() && !problem.is_proven()) text += ", " + phrase(language, "unproven");
  return text;
}

std::string since(const DigestProblem& problem, const Digest& digest) {
  const Language& language = *digest.language;
  const std::string day = day_in_words(problem.since, language);
  std::string text;
  if (problem.state == ProblemState::opened)
    text = put_in(phrase(language, "since-new"), {{"day", day}});
  else if (problem.state == ProblemState::came_back)
    text = put_in(phrase(language, "since-back"),
                  {{"day", day}, {"first", day_in_words(problem.first_seen, language)}});
  else if (!problem.is_seen())
    text = day;
  else
    text = told(is_cut_off(problem, digest) ? "digest.since-longer" : "digest.since-days",
                (digest.day - problem.since).count() + 1, {{"day", day}}, language);
  if (problem.changed_by_late) text += ". " + phrase(language, "late-news");
  if (problem.outgrown)
    text += ". " + put_in(phrase(language, "outgrown"),
                          {{"day", day_in_words(*problem.outgrown, language)}});
  return text;
}

std::string doubt(const DigestProblem& problem, const Language& language) {
  const bool strange = problem.is_seen() && !problem.is_proven();
  return strange ? phrase(language, "effect-unproven") + ' ' : std::string();
}

std::string effect(const DigestProblem& problem, const DigestDomain& domain, const Digest& digest) {
  const Language& language = *digest.language;
  if (!problem.is_seen()) return unseen_in_words(problem, language);
  return doubt(problem, language) + failed_in_words(problem, domain, language) + ' ' +
         problem.effect;
}

// What it meant for mail that anything failed on the day; begins with a blank, or is empty.
std::string effect_of_day(const DigestProblem& problem) {
  return problem.group.failed > 0 ? ' ' + problem.effect : std::string();
}

std::string seen_by(std::span<const Witness> witnesses, const Language& language) {
  constexpr std::size_t most = 5;
  if (witnesses.empty()) return phrase(language, "none-seen");
  const std::string trust = trust_of(witnesses.front(), language);
  const bool one_trust = std::ranges::all_of(
      witnesses, [&](const Witness& witness) { return trust_of(witness, language) == trust; });
  std::vector<std::string> parts;
  for (const Witness& witness : witnesses.first(std::min(most, witnesses.size())))
    parts.push_back(fmt::format("{} ({}{})", shown_name(name(witness), 80, language),
                                witness.failed == 0 ? "?" : grouped(witness.failed, language),
                                one_trust ? "" : ", " + trust_of(witness, language)));
  if (witnesses.size() > most)
    parts.push_back(
        put_in(phrase(language, "seen-by-more"), {{"n", std::to_string(witnesses.size() - most)}}));
  std::string list = fmt::format("{}", fmt::join(parts, ", "));
  if (!one_trust) return list;
  return put_in(phrase(language, witnesses.size() > 1 ? "all-trust" : "one-trust"),
                {{"list", list}, {"trust", trust}});
}

std::string side_in_words(const DigestProblem& problem, const Language& language) {
  std::string text(sentence(problem.diagnosis, language));
  for (const Clue& clue : problem.diagnosis.evidence)
    text += ' ' + clue.sentence;
  if (!problem.place_advice.empty()) text += ' ' + problem.place_advice;
  return text;
}

std::string noticed_in_words(const DigestProblem& problem, const Language& language) {
  return problem.advice.until_noticed + ' ' + phrase(language, "then-digest");
}

std::string week_in_numbers(const DigestProblem& problem, const Language& language) {
  std::vector<std::string> numbers;
  for (const auto& failed : problem.week)
    numbers.push_back(failed ? grouped(*failed, language) : "-");
  return fmt::format("{}", fmt::join(numbers, ", "));
}

std::string seen_in_words(const Finding& finding, const DigestDomain& domain,
                          const Language& language) {
  return put_in(language.text("live.untold"),
                {{"domain", shown_name(domain.domain.text(), 80, language)},
                 {"words", words_of(finding, FindingPart::plain, language) + ' ' +
                               words_of(finding, FindingPart::fix, language)}});
}

std::string fixed_in_words(const DigestProblem& problem, const Language& language) {
  const bool settled = !problem.group.witnesses.empty();
  return put_in(phrase(language, settled ? "settled-line" : "fixed-line"),
                {{"domain", domain_of(problem, language)},
                 {"sentence", problem.advice.sentence},
                 {"failed", counted(problem.group.failed, "failure", language)},
                 {"day", day_in_words(problem.last_seen, language)}}) +
         effect_of_day(problem);
}

std::string muted_in_words(const DigestProblem& problem, const Language& language) {
  std::string text = put_in(phrase(language, "muted-line"),
                            {{"domain", domain_of(problem, language)},
                             {"sentence", problem.advice.sentence},
                             {"failed", counted(problem.group.failed, "failure", language)},
                             {"day", day_in_words(problem.mute->until, language)}}) +
                     effect_of_day(problem);
  if (!problem.mute->reason.empty())
    text += ' ' + put_in(phrase(language, "muted-reason"),
                         {{"reason", printable(problem.mute->reason, 200)}});
  return text;
}

}  // namespace tlsward
