#include "web/told_day.h"

#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "analyzer/problem_words.h"
#include "analyzer/wording.h"
#include "web/view.h"

#include <algorithm>
#include <span>

namespace tlsward {
namespace {

constexpr std::size_t kProblems = 5;  // the rest are a link away
constexpr std::size_t kNode = 32;     // bytes of a map's entry beside its value

ToldDomain tell_domain(const DigestDomain& domain, const Language& language) {
  const bool known = !domain.reporters.empty();
  return {.domain = domain.domain,
          .verdict = domain.verdict,
          .sessions = known ? std::optional(domain.sessions) : std::nullopt,
          .failed_share = known && !domain.failures_unknown && domain.sessions.total() > 0
                              ? std::optional(failed_share(domain.sessions))
                              : std::nullopt,
          .reporters = domain.reporters.size(),
          .week = domain.week,
          .failed = known ? failed_of(domain, language) : "-",
          .rate = rate_in_words(domain, language),
          .policies = policies_in_words(domain, language),
          .policies_in_english = policies_in_words(domain)};
}

ToldProblem tell_problem(const DigestProblem& problem, const DigestDomain& domain,
                         const Digest& digest) {
  const Language& language = *digest.language;
  return {.domain = shown_name(domain.domain.display(), 200, language),
          .sentence = problem.advice.sentence,
          .state = problem.is_news() ? "" : std::string(state_in_words(problem, language)),
          .since = since(problem, digest),
          .effect = effect(problem, domain, digest),
          .seen_by = seen_by(problem.group.witnesses, language),
          .path = problem_path(problem, digest.day),
          .verdict = problem.verdict};
}

bool has_rate(const Digest& digest) {
  return digest.reports != 0 && !have_unknown_failures(digest) && !are_few(digest.sessions);
}

}  // namespace

ToldDay tell_day(const Digest& digest, Timestamp now) {
  ToldDay day{.made = now,
              .verdict = digest.verdict,
              .summary = summary(digest),
              .command = digest_command(digest, digest.day),
              .text = digest_text(digest),
              .blind_spots = digest.blind_spots,
              .sessions = digest.sessions,
              .failed = failed_in_all(digest),
              .reports = digest.reports,
              .reporters = digest.reporters,
              .last_received = digest.last_received};
  for (const DigestDomain& domain : digest.domains)
    day.domains.push_back(tell_domain(domain, *digest.language));
  const ToldProblems problems = all_problems(digest);
  day.all_problems = problems.size();
  for (const auto& [problem, domain] : problems)
    for (const std::string& id : problem->ids)
      day.verdicts.emplace(id, problem->verdict);
  for (const auto& [problem, domain] :
       std::span(problems).first(std::min(problems.size(), kProblems)))
    day.problems.push_back(tell_problem(*problem, *domain, digest));
  if (has_rate(digest)) day.rate = rate(digest.sessions, *digest.language);
  return day;
}

std::size_t bytes_of(const ToldDay& told) {
  std::size_t bytes = sizeof told + told.text.capacity();
  for (const ToldDomain& domain : told.domains)
    bytes += sizeof domain + domain.domain.text().size() + domain.policies.capacity() +
             domain.policies_in_english.capacity();
  for (const auto& [id, verdict] : told.verdicts)
    bytes += kNode + sizeof id + sizeof verdict;
  for (const BlindSpot& spot : told.blind_spots)
    bytes += sizeof spot + spot.sentence.capacity();
  return bytes;
}

}  // namespace tlsward
