// The subject of a digest's mail.
#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <algorithm>
#include <utility>

namespace tlsward {
namespace {

// With how many more there are than the one that it names.
std::string with_more(std::string subject, const ToldProblems& problems, const Language& language) {
  const auto all = std::ranges::count_if(
      problems, [](const auto& told) { return told.first->verdict != Verdict::ok; });
  return all < 2 ? subject : told("digest.subject-more", all - 1, {{"subject", subject}}, language);
}

// With how many are over, but for what somebody settled although it failed on the day.
std::string with_fixed(std::string subject, const Digest& digest) {
  const auto fixed = std::ranges::count_if(all_fixed(digest),
                                           [](const auto& told) { return !told.first->is_seen(); });
  return fixed == 0 ? subject
                    : told("digest.subject-fixed", fixed, {{"subject", subject}}, *digest.language);
}

// Of the problems that are as grave as the day the one of which the most mail was refused, or else
// the most failed; null if there is none.
const DigestProblem* leading(const Digest& digest) {
  const DigestProblem* leading = nullptr;
  const auto size = [](const DigestProblem& problem) {
    return std::pair(problem.is_seen() && problem.group.refused(), problem.group.failed);
  };
  for (const auto& [problem, domain] : all_problems(digest))
    if (problem->verdict == digest.verdict && problem->verdict != Verdict::ok)
      if (leading == nullptr || size(*problem) > size(*leading)) leading = problem;
  return leading;
}

// "certificate expired, mx2.example.org".
std::string cause_in_words(const DigestProblem& problem, const Language& language) {
  const FailureGroup& group = problem.group;
  std::string cause(language.text(std::string("causes.").append(problem.advice.key)));
  if (!group.key.host.empty()) cause += ", " + printable(group.key.host.text(), 80);
  if (!problem.is_seen() || problem.is_proven()) return cause;
  return put_in(phrase(language, "subject-unproven"), {{"cause", cause}});
}

std::string domain_of(const DigestProblem& problem, const Language& language) {
  return shown_name(problem.group.key.domain.text(), 80, language);
}

std::string subject_of(const DigestProblem& problem, const Digest& digest) {
  const Language& language = *digest.language;
  const FailureGroup& group = problem.group;
  return put_in(phrase(language, group.witnesses.empty() ? "subject-unseen" : "subject-problem"),
                {{"verdict", std::string(name(digest.verdict))},
                 {"domain", domain_of(problem, language)},
                 {"cause", cause_in_words(problem, language)},
                 {"failed", grouped(group.failed, language)},
                 {"reporters", counted(static_cast<std::int64_t>(group.witnesses.size()),
                                       "reporter", language)}});
}

// Where a day before was worse than the last one.
std::string subject_of_earlier(const Digest& digest) {
  const Language& language = *digest.language;
  const EarlierDay worst = earlier_in_order(digest).front();
  return put_in(phrase(language, "subject-earlier"),
                {{"verdict", std::string(name(worst.verdict))},
                 {"what", worst.headline.empty() ? worst.summary : worst.headline},
                 {"day", day_in_words(worst.day, language)},
                 {"last", day_in_words(digest.day, language)},
                 {"now", std::string(name(digest.verdict))}});
}

// Of the last day.
std::string subject_of_day(const Digest& digest) {
  const Language& language = *digest.language;
  const std::string day = day_in_words(digest.day, language);
  if (digest.verdict == Verdict::ok && digest.sessions.failed == 0)
    return put_in(phrase(language, "subject-ok"),
                  {{"domains",
                    counted(std::ranges::count(digest.domains, Verdict::ok, &DigestDomain::verdict),
                            "domain", language)},
                   {"sessions", counted(digest.sessions.total(), "session", language)},
                   {"day", day}});
  return put_in(
      phrase(language, "subject-other"),
      {{"verdict", std::string(name(digest.verdict))}, {"summary", summary(digest)}, {"day", day}});
}

}  // namespace

std::string headline(const Digest& digest) {
  const DigestProblem* const problem = leading(digest);
  if (problem == nullptr) return {};
  return domain_of(*problem, *digest.language) + ": " + cause_in_words(*problem, *digest.language);
}

std::string digest_subject(const Digest& digest) {
  if (digest.worst() != digest.verdict) return with_fixed(subject_of_earlier(digest), digest);
  if (const DigestProblem* const problem = leading(digest))
    return with_more(subject_of(*problem, digest), all_problems(digest), *digest.language);
  return with_fixed(subject_of_day(digest), digest);
}

}  // namespace tlsward
