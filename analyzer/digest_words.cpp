#include "analyzer/digest_words.h"

#include "analyzer/digest_problem.h"
#include "analyzer/problem_words.h"
#include "analyzer/shell_word.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

std::int64_t count_domains(const Digest& digest, Verdict verdict) {
  return std::ranges::count(digest.domains, verdict, &DigestDomain::verdict);
}

// Whether something failed on the day of which nobody is to be alarmed.
bool is_silenced(const DigestDomain& domain) {
  const auto failed = [](const DigestProblem& problem) { return problem.group.failed > 0; };
  return domain.verdict == Verdict::ok &&
         (std::ranges::any_of(domain.muted, failed) || std::ranges::any_of(domain.fixed, failed));
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

std::string failed_in_words(const Sessions& sessions, bool unknown, const Language& language) {
  return grouped(sessions.failed, language) + (unknown ? "+" : "");
}

// Whether none of the policies that senders found asks them to encrypt.
bool asks_for_nothing(const DigestDomain& domain) {
  const auto asks = [&](const std::string& type) {
    return type == "tlsa" || (type == "sts" && domain.mode != "none");
  };
  return !domain.reporters.empty() && std::ranges::none_of(domain.policy_types, asks);
}

}  // namespace

std::string phrase(const Language& language, std::string_view key) {
  return std::string(language.text(std::string("digest.").append(key)));
}

bool have_unknown_failures(const Digest& digest) {
  return std::ranges::any_of(digest.domains, &DigestDomain::failures_unknown);
}

std::string title(const Digest& digest) {
  const Language& language = *digest.language;
  const std::string day = day_in_words(digest.day, language);
  if (digest.earlier.empty()) return put_in(phrase(language, "title"), {{"day", day}});
  return put_in(phrase(language, "title-days"),
                {{"first", day_in_words(digest.earlier.front().day, language)}, {"last", day}});
}

std::vector<EarlierDay> earlier_in_order(const Digest& digest) {
  std::vector<EarlierDay> days = digest.earlier;
  std::ranges::stable_sort(days, std::ranges::greater{},
                           [](const EarlierDay& one) { return std::pair(one.verdict, one.day); });
  return days;
}

std::string earlier_in_words(const EarlierDay& day, const Digest& digest) {
  const Language& language = *digest.language;
  const std::string told =
      put_in(phrase(language, "earlier-day"),
             {{"day", day_in_words(day.day, language)},
              {"verdict", std::string(word(day.verdict, language))},
              {"summary", day.summary + (day.headline.empty() ? "" : " (" + day.headline + ")")},
              {"sessions", grouped(day.sessions.total(), language)},
              {"failed", failed_in_words(day.sessions, day.failures_unknown, language)}});
  if (day.verdict == Verdict::ok) return told;
  return put_in(phrase(language, "earlier-shown"),
                {{"day", told}, {"command", digest_command(digest, day.day)}});
}

std::string of_last_day(const Digest& digest, std::string words) {
  if (digest.earlier.empty()) return words;
  return put_in(phrase(*digest.language, "last-day"),
                {{"day", day_in_words(digest.day, *digest.language)}, {"words", std::move(words)}});
}

std::string verdicts_in_words(std::span<const Verdict> verdicts, const Language& language) {
  constexpr std::array<std::pair<Verdict, std::string_view>, 4> kinds = {
      {{Verdict::action, "digest.rest-action"},
       {Verdict::blind, "digest.rest-blind"},
       {Verdict::watch, "digest.rest-watch"},
       {Verdict::ok, "digest.rest-ok"}}};
  std::vector<std::string> parts;
  for (const auto& [verdict, key] : kinds)
    if (const auto count = std::ranges::count(verdicts, verdict); count != 0)
      parts.push_back(told(key, count, {}, language));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string earlier_in_sum(std::span<const EarlierDay> days, const Language& language) {
  if (days.empty()) return {};
  EarlierDay sum;
  std::vector<Verdict> verdicts;
  for (const EarlierDay& day : days) {
    sum.sessions += day.sessions;
    sum.failures_unknown |= day.failures_unknown;
    verdicts.push_back(day.verdict);
  }
  return told("digest.earlier-more", std::ssize(days),
              {{"verdicts", verdicts_in_words(verdicts, language)},
               {"sessions", grouped(sum.sessions.total(), language)},
               {"failed", failed_in_words(sum.sessions, sum.failures_unknown, language)}},
              language);
}

std::string untold_in_words(const Digest& digest) {
  if (!digest.untold_since) return {};
  const Day end = digest.earlier.empty() ? digest.day : digest.earlier.front().day;
  const Day last = end - std::chrono::days(1);
  std::string days = format_day(last);
  if (*digest.untold_since != last)
    days = put_in(phrase(*digest.language, "from-to"),
                  {{"first", format_day(*digest.untold_since)}, {"last", days}});
  return told("digest.earlier-untold", (end - *digest.untold_since).count(),
              {{"days", std::move(days)}, {"command", digest_command(digest, last)}},
              *digest.language);
}

std::string digest_command(const Digest& digest, Day day) {
  std::string command = "tlsward digest";
  if (!digest.owner.empty())
    command += " --owner " + shell_word(digest.owner);
  else if (digest.language != &english())
    command.append(" --lang ").append(digest.language->code());
  return fmt::format("{} --day {}", command, format_day(day));
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
  add("to-watch", count_problems(digest, Verdict::watch));
  if (digest.channel_down) parts.push_back(phrase(language, "channel-down"));
  add("contradicted", std::ranges::count_if(digest.domains, [](const DigestDomain& domain) {
        return domain.contradiction.has_value();
      }));
  add("unknown-failures",
      std::ranges::count(digest.domains, true, &DigestDomain::failures_unknown));
  const auto is_seen = [](const DigestDomain& domain) {
    return domain.verdict == Verdict::watch && domain.problems.empty() && !domain.seen.empty() &&
           !domain.contradiction && !domain.failures_unknown;
  };
  add("seen", std::ranges::count_if(digest.domains, is_seen));
  const auto silenced = std::ranges::count_if(digest.domains, is_silenced);
  add("silenced", silenced);
  add("fine", count_domains(digest, Verdict::ok) - silenced);
  const auto unclear = std::ranges::count_if(digest.domains, [](const DigestDomain& domain) {
    return domain.verdict == Verdict::blind && !domain.reporters.empty();
  });
  add("blind", count_domains(digest, Verdict::blind) - unclear);
  add("unclear", unclear);
  return parts.empty() ? phrase(language, "nothing") : fmt::format("{}", fmt::join(parts, ", "));
}

std::string hand_on(const Digest& digest) {
  if (!all_problems(digest).empty()) return phrase(*digest.language, "hand-on");
  if (digest.worst() == Verdict::blind) return phrase(*digest.language, "hand-on-blind");
  return digest.worst() == Verdict::action ? phrase(*digest.language, "over-now") : std::string();
}

std::string blind_means(const Digest& digest) {
  if (digest.worst() != Verdict::blind) return {};
  const bool have_come = digest.earlier.empty() && digest.reports > 0 && !digest.channel_down &&
                         std::ranges::none_of(digest.domains, [](const DigestDomain& domain) {
                           return domain.verdict == Verdict::blind &&
                                  (domain.reporters.empty() || domain.report_was_due);
                         });
  return phrase(*digest.language, have_come ? "blind-means-unclear" : "blind-means");
}

std::string failed_in_all(const Digest& digest) {
  return failed_in_words(digest.sessions, have_unknown_failures(digest), *digest.language);
}

std::string failed_of(const DigestDomain& domain, const Language& language) {
  return failed_in_words(domain.sessions, domain.failures_unknown, language);
}

std::string totals(const Digest& digest) {
  const Language& language = *digest.language;
  std::optional<Sessions> before;
  for (const DigestDomain& domain : digest.domains)
    if (domain.day_before) before = before.value_or(Sessions{}) += *domain.day_before;
  const Sessions shown = before.value_or(Sessions{});
  return put_in(phrase(language, before ? "totals" : "totals-only"),
                {{"sessions", grouped(digest.sessions.total(), language)},
                 {"failed", failed_in_all(digest)},
                 {"sessions-before", grouped(shown.total(), language)},
                 {"failed-before", grouped(shown.failed, language)}});
}

std::string changes(const Digest& digest) {
  const Language& language = *digest.language;
  std::vector<std::string> parts;
  const auto add = [&](std::string_view change, std::int64_t count) {
    if (count != 0)
      parts.push_back(put_in(phrase(language, std::string("change-").append(change)),
                             {{"n", grouped(count, language)}}));
  };
  const ToldProblems problems = all_problems(digest);
  for (const std::string_view change :
       {name(ProblemState::opened), name(ProblemState::came_back), name(ProblemState::growing),
        name(ProblemState::ongoing), name(ProblemState::shrinking), std::string_view("unseen")})
    add(change, std::ranges::count(problems, change,
                                   [](const auto& told) { return change_of(*told.first); }));
  add(name(ProblemState::resolved), std::ssize(all_fixed(digest)));
  add("muted", std::ssize(all_muted(digest)));
  if (parts.empty()) return {};
  return put_in(phrase(language, digest.last_is_forgotten ? "changes-since-day" : "changes"),
                {{"list", fmt::format("{}", fmt::join(parts, ", "))}});
}

std::string all_well(const Digest& digest) {
  const Language& language = *digest.language;
  const bool open = std::ranges::any_of(digest.domains, asks_for_nothing);
  std::string text = put_in(
      phrase(language, open ? "all-well-open" : "all-well"),
      {{"domains", counted(count_domains(digest, Verdict::ok), "domain", language)},
       {"sessions", counted(digest.sessions.total(), "session", language)},
       {"reports", counted(digest.reports, "report", language)},
       {"reporters",
        told("digest.from-reporters", static_cast<std::int64_t>(digest.reporters), {}, language)}});
  const bool set_aside = std::ranges::find(digest.blind_spots, "quarantined", &BlindSpot::kind) !=
                         digest.blind_spots.end();
  return set_aside ? text : text + ' ' + phrase(language, "nothing-to-do");
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

std::string policies_in_words(const DigestDomain& domain, const Language& language) {
  if (domain.reporters.empty())
    return phrase(language, domain.report_was_due ? "policy-overdue" : "policy-no-reports");
  std::vector<std::string> words;
  for (const std::string& type : domain.policy_types) {
    if (type == "tlsa")
      words.emplace_back("DANE");
    else if (type == "sts")
      words.push_back(domain.mode.empty() ? "sts" : "sts " + printable(domain.mode, 20));
    else if (type == "no-policy-found")
      words.push_back(phrase(language, "policy-none"));
    else
      words.push_back(printable(type, 20));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string rate_in_words(const DigestDomain& domain, const Language& language) {
  if (domain.reporters.empty()) return "-";
  if (domain.failures_unknown) return "?";
  if (domain.sessions.total() == 0) return "-";
  if (are_few(domain.sessions)) return phrase(language, "few");
  return percent(failed_share(domain.sessions), language);
}

std::vector<std::string> this_box(const Digest& digest) {
  const Language& language = *digest.language;
  std::vector<std::string> facts;
  for (const MailboxStatus& mailbox : digest.mailboxes)
    if (mailbox.last_success)
      facts.push_back(put_in(phrase(language, "box-mailbox"),
                             {{"mailbox", printable(mailbox.mailbox, 80)},
                              {"when", time_in_words(*mailbox.last_success, language)}}));
  if (digest.endpoint && digest.endpoint->alive)
    facts.push_back(put_in(phrase(language, "box-endpoint"),
                           {{"address", printable(digest.endpoint->address, 80)},
                            {"when", time_in_words(*digest.endpoint->alive, language)}}));
  if (digest.endpoint && digest.endpoint->certificate_not_after)
    facts.push_back(
        put_in(phrase(language, "box-certificate"),
               {{"when", time_in_words(*digest.endpoint->certificate_not_after, language)}}));
  if (digest.last_received)
    facts.push_back(put_in(phrase(language, "box-last-report"),
                           {{"when", time_in_words(*digest.last_received, language)}}));
  return facts;
}

}  // namespace tlsward
