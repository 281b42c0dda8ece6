#include "analyzer/digest_words.h"

#include "analyzer/digest_problem.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

constexpr std::int64_t kFewSessions = 20;  // of which a rate would mislead

std::string text_of(const Language& language, std::string_view key) {
  return std::string(language.text(std::string("digest.").append(key)));
}

std::int64_t count_domains(const Digest& digest, Verdict verdict) {
  return std::ranges::count(digest.domains, verdict, &DigestDomain::verdict);
}

std::int64_t count_problems(const Digest& digest, Verdict verdict) {
  return std::ranges::count(all_problems(digest), verdict,
                            [](const auto& told) { return told.first->verdict; });
}

template <typename Member>
ToldProblems collect(const Digest& digest, Member member) {
  ToldProblems problems;
  for (const DigestDomain& domain : digest.domains)
    for (const DigestProblem& problem : domain.*member)
      problems.emplace_back(&problem, &domain);
  std::ranges::stable_sort(problems, [](const auto& one, const auto& other) {
    return is_told_before(*one.first, *other.first);
  });
  return problems;
}

bool is_few(const Sessions& sessions) {
  return sessions.failed > 0 && sessions.total() < kFewSessions;
}

std::string domain_of(const DigestProblem& problem, const Language& language) {
  return shown_name(problem.group.key.domain.display(), 200, language);
}

// How far a witness is believed, and why.
std::string trust_of(const Witness& witness, const Language& language) {
  std::string why = witness.evidence;
  if (why.empty() && witness.trust == Trust::vouched) why = text_of(language, "imported");
  if (why.empty() && witness.trust == Trust::unauthenticated) why = text_of(language, "by-https");
  return fmt::format("{}{}{}", name(witness.trust, language), why.empty() ? "" : ": ", why);
}

std::string failed_in_words(const DigestProblem& problem, const DigestDomain& domain,
                            const Language& language) {
  const std::string failed = grouped(problem.group.failed, language);
  const std::int64_t total = domain.sessions.total();
  std::string text =
      is_few(domain.sessions)
          ? told("digest.failed-few", total, {{"failed", failed}}, language)
          : told("digest.failed", total,
                 {{"failed", failed}, {"share", percent(problem.share, language)}}, language);
  if (const auto before = problem.failed_before(); before && !problem.is_news())
    text +=
        ' ' + put_in(text_of(language, "failed-before"), {{"failed", grouped(*before, language)}});
  return text;
}

std::string unseen_in_words(const DigestProblem& problem, const Language& language) {
  const bool unanswered = problem.verdict != Verdict::ok;
  return put_in(text_of(language, "unseen"), {{"day", day_in_words(problem.last_seen, language)}}) +
         ' ' + text_of(language, unanswered ? "unseen-unanswered" : "unseen-clean");
}

std::string subject_of(const DigestProblem& problem, const Digest& digest) {
  const Language& language = *digest.language;
  const FailureGroup& group = problem.group;
  std::string cause(language.text(std::string("causes.").append(problem.advice.key)));
  if (!group.key.host.empty()) cause += ", " + printable(group.key.host.text(), 80);
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
    return put_in(text_of(language, "subject-ok"),
                  {{"domains", counted(count_domains(digest, Verdict::ok), "domain", language)},
                   {"sessions", counted(digest.sessions.total(), "session", language)},
                   {"day", day}});
  const ToldProblems problems = all_problems(digest);
  if (!problems.empty() && digest.verdict != Verdict::ok &&
      problems.front().first->verdict == digest.verdict)
    return subject_of(*problems.front().first, digest);
  return put_in(
      text_of(language, "subject-other"),
      {{"verdict", std::string(name(digest.verdict))}, {"summary", summary(digest)}, {"day", day}});
}

std::string title(const Digest& digest) {
  return put_in(text_of(*digest.language, "title"),
                {{"day", day_in_words(digest.day, *digest.language)}});
}

std::string_view word(Verdict verdict, const Language& language) {
  constexpr std::array keys = {"digest.word-ok", "digest.word-watch", "digest.word-blind",
                               "digest.word-action"};
  return language.text(keys.at(static_cast<std::size_t>(verdict)));
}

std::string summary(const Digest& digest) {
  const Language& language = *digest.language;
  std::vector<std::string> parts;
  const auto add = [&](std::string_view key, std::int64_t count) {
    if (count != 0) parts.push_back(told(std::string("digest.").append(key), count, {}, language));
  };
  if (const auto problems = count_problems(digest, Verdict::action); problems != 0)
    parts.push_back(counted(problems, "problem", language));
  if (const auto watched = count_problems(digest, Verdict::watch); watched != 0)
    parts.push_back(put_in(text_of(language, "to-watch"), {{"n", grouped(watched, language)}}));
  if (digest.channel_down) parts.push_back(text_of(language, "channel-down"));
  add("contradicted", std::ranges::count_if(digest.domains, [](const DigestDomain& domain) {
        return domain.contradiction.has_value();
      }));
  add("unknown-failures",
      std::ranges::count(digest.domains, true, &DigestDomain::failures_unknown));
  add("fine", count_domains(digest, Verdict::ok));
  add("blind", count_domains(digest, Verdict::blind));
  return parts.empty() ? text_of(language, "nothing") : fmt::format("{}", fmt::join(parts, ", "));
}

std::string totals(const Digest& digest) {
  const Language& language = *digest.language;
  std::optional<Sessions> before;
  for (const DigestDomain& domain : digest.domains)
    if (domain.day_before) before = before.value_or(Sessions{}) += *domain.day_before;
  const Sessions shown = before.value_or(Sessions{});
  return put_in(text_of(language, before ? "totals" : "totals-only"),
                {{"sessions", grouped(digest.sessions.total(), language)},
                 {"failed", grouped(digest.sessions.failed, language)},
                 {"sessions-before", grouped(shown.total(), language)},
                 {"failed-before", grouped(shown.failed, language)}});
}

std::string changes(const Digest& digest) {
  const Language& language = *digest.language;
  std::vector<std::string> parts;
  const auto add = [&](std::string_view change, std::int64_t count) {
    if (count != 0)
      parts.push_back(put_in(text_of(language, std::string("change-").append(change)),
                             {{"n", grouped(count, language)}}));
  };
  const ToldProblems problems = all_problems(digest);
  for (const ProblemState state :
       {ProblemState::opened, ProblemState::came_back, ProblemState::growing, ProblemState::ongoing,
        ProblemState::shrinking})
    add(name(state),
        std::ranges::count(problems, state, [](const auto& told) { return told.first->state; }));
  add(name(ProblemState::resolved), std::ssize(all_fixed(digest)));
  add("muted", std::ssize(all_muted(digest)));
  if (parts.empty()) return {};
  return put_in(text_of(language, "changes"),
                {{"list", fmt::format("{}", fmt::join(parts, ", "))}});
}

std::string all_well(const Digest& digest) {
  const Language& language = *digest.language;
  return put_in(text_of(language, "all-well"),
                {{"domains", counted(count_domains(digest, Verdict::ok), "domain", language)},
                 {"sessions", counted(digest.sessions.total(), "session", language)},
                 {"reports", counted(digest.reports, "report", language)},
                 {"reporters", told("digest.from-reporters",
                                    static_cast<std::int64_t>(digest.reporters), {}, language)}});
}

ToldProblems all_problems(const Digest& digest) {
  return collect(digest, &DigestDomain::problems);
}

ToldProblems all_muted(const Digest& digest) {
  return collect(digest, &DigestDomain::muted);
}

ToldProblems all_fixed(const Digest& digest) {
  return collect(digest, &DigestDomain::fixed);
}

std::string since(const DigestProblem& problem, const Digest& digest) {
  const Language& language = *digest.language;
  const std::string day = day_in_words(problem.since, language);
  std::string text;
  if (problem.state == ProblemState::opened)
    text = put_in(text_of(language, "since-new"), {{"day", day}});
  else if (problem.state == ProblemState::came_back)
    text = put_in(text_of(language, "since-back"),
                  {{"day", day}, {"first", day_in_words(problem.first_seen, language)}});
  else
    text = told("digest.since-days", (digest.day - problem.since).count() + 1, {{"day", day}},
                language);
  if (problem.changed_by_late) text += ". " + text_of(language, "late-news");
  return text;
}

std::string effect(const DigestProblem& problem, const DigestDomain& domain, const Digest& digest) {
  const Language& language = *digest.language;
  if (problem.group.witnesses.empty()) return unseen_in_words(problem, language);
  return failed_in_words(problem, domain, language) + ' ' + problem.effect;
}

std::string seen_by(std::span<const Witness> witnesses, const Language& language) {
  constexpr std::size_t most = 5;
  if (witnesses.empty()) return text_of(language, "none-seen");
  const std::string trust = trust_of(witnesses.front(), language);
  const bool one_trust = std::ranges::all_of(
      witnesses, [&](const Witness& witness) { return trust_of(witness, language) == trust; });
  std::vector<std::string> parts;
  for (const Witness& witness : witnesses.first(std::min(most, witnesses.size())))
    parts.push_back(fmt::format(
        "{} {}{}", shown_name(name(witness), 80, language), grouped(witness.failed, language),
        one_trust ? "" : fmt::format(" ({})", trust_of(witness, language))));
  if (witnesses.size() > most)
    parts.push_back(put_in(text_of(language, "seen-by-more"),
                           {{"n", std::to_string(witnesses.size() - most)}}));
  const std::string list = fmt::format("{}", fmt::join(parts, ", "));
  if (!one_trust) return list;
  return put_in(text_of(language, witnesses.size() > 1 ? "all-trust" : "one-trust"),
                {{"list", list}, {"trust", trust}});
}

std::string side_in_words(const DigestProblem& problem, const Language& language) {
  std::string text(sentence(problem.diagnosis.side, language));
  for (const Clue& clue : problem.diagnosis.evidence)
    text += ' ' + clue.sentence;
  if (!problem.place_advice.empty()) text += ' ' + problem.place_advice;
  return text;
}

std::string week_in_numbers(const DigestProblem& problem, const Language& language) {
  std::vector<std::string> numbers;
  for (const auto& failed : problem.week)
    numbers.push_back(failed ? grouped(*failed, language) : "-");
  return fmt::format("{}", fmt::join(numbers, ", "));
}

std::string fixed_in_words(const DigestProblem& problem, const Language& language) {
  const bool settled = !problem.group.witnesses.empty();
  return put_in(text_of(language, settled ? "settled-line" : "fixed-line"),
                {{"domain", domain_of(problem, language)},
                 {"sentence", problem.advice.sentence},
                 {"day", day_in_words(problem.last_seen, language)}});
}

std::string muted_in_words(const DigestProblem& problem, const Language& language) {
  std::string text = put_in(text_of(language, "muted-line"),
                            {{"domain", domain_of(problem, language)},
                             {"sentence", problem.advice.sentence},
                             {"failed", counted(problem.group.failed, "failure", language)},
                             {"day", day_in_words(problem.mute->until, language)}});
  if (!problem.mute->reason.empty())
    text += ' ' + put_in(text_of(language, "muted-reason"),
                         {{"reason", printable(problem.mute->reason, 200)}});
  return text;
}

std::string policies_in_words(const DigestDomain& domain, const Language& language) {
  if (domain.reporters.empty())
    return text_of(language, domain.report_was_due ? "policy-overdue" : "policy-no-reports");
  std::vector<std::string> words;
  for (const std::string& type : domain.policy_types) {
    if (type == "tlsa")
      words.emplace_back("dane");
    else if (type == "sts")
      words.push_back(domain.mode.empty() ? "sts" : "sts " + printable(domain.mode, 20));
    else if (type == "no-policy-found")
      words.push_back(text_of(language, "policy-none"));
    else
      words.push_back(printable(type, 20));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string rate_in_words(const DigestDomain& domain, const Language& language) {
  if (domain.reporters.empty()) return "-";
  if (is_few(domain.sessions)) return text_of(language, "few");
  return percent(failed_share(domain.sessions), language);
}

std::vector<std::string> this_box(const Digest& digest) {
  const Language& language = *digest.language;
  std::vector<std::string> facts;
  for (const MailboxStatus& mailbox : digest.mailboxes)
    if (mailbox.last_success)
      facts.push_back(put_in(text_of(language, "box-mailbox"),
                             {{"mailbox", printable(mailbox.mailbox, 80)},
                              {"when", time_in_words(*mailbox.last_success, language)}}));
  if (digest.last_received)
    facts.push_back(put_in(text_of(language, "box-last-report"),
                           {{"when", time_in_words(*digest.last_received, language)}}));
  return facts;
}

}  // namespace tlsward
