// The subject of a digest's mail.
#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <algorithm>

namespace tlsward {
namespace {

std::string text_of(const Language& language, std::string_view key) {
  return std::string(language.text(std::string("digest.").append(key)));
}

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

std::string subject_of(const DigestProblem& problem, const Digest& digest) {
  const Language& language = *digest.language;
  const FailureGroup& group = problem.group;
  std::string cause(language.text(std::string("causes.").append(problem.advice.key)));
  if (!group.key.host.empty()) cause += ", " + printable(group.key.host.text(), 80);
  if (problem.is_seen() && !problem.is_proven())
    cause = put_in(text_of(language, "subject-unproven"), {{"cause", cause}});
  return put_in(text_of(language, group.witnesses.empty() ? "subject-unseen" : "subject-problem"),
                {{"verdict", std::string(name(digest.verdict))},
                 {"domain", shown_name(group.key.domain.text(), 80, language)},
                 {"cause", cause},
                 {"failed", grouped(group.failed, language)},
                 {"reporters", counted(static_cast<std::int64_t>(group.witnesses.size()),
                                       "reporter", language)}});
}

}  // namespace

std::string digest_subject(const Digest& digest) {
  const Language& language = *digest.language;
  const std::string day = day_in_words(digest.day, language);
  if (digest.verdict == Verdict::ok && digest.sessions.failed == 0)
    return with_fixed(put_in(text_of(language, "subject-ok"),
                             {{"domains", counted(std::ranges::count(digest.domains, Verdict::ok,
                                                                     &DigestDomain::verdict),
                                                  "domain", language)},
                              {"sessions", counted(digest.sessions.total(), "session", language)},
                              {"day", day}}),
                      digest);
  const ToldProblems problems = all_problems(digest);
  if (!problems.empty() && digest.verdict != Verdict::ok &&
      problems.front().first->verdict == digest.verdict)
    return with_more(subject_of(*problems.front().first, digest), problems, language);
  return with_fixed(
      put_in(text_of(language, "subject-other"), {{"verdict", std::string(name(digest.verdict))},
                                                  {"summary", summary(digest)},
                                                  {"day", day}}),
      digest);
}

}  // namespace tlsward
