#include "analyzer/digest_text.h"

#include "analyzer/list_output.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tlsward {
namespace {

constexpr std::size_t kColumns = 72;
constexpr std::size_t kNameColumns = 20;  // of a domain in the table
constexpr std::size_t kPolicyColumns = 12;
constexpr std::size_t kProblemsShown = 20;  // told in full; the table has all
constexpr std::size_t kSpotsShown = 12;
constexpr std::string_view kLabelIndent = "             ";

std::int64_t count_domains(const Digest& digest, Verdict verdict) {
  return std::ranges::count(digest.domains, verdict, &DigestDomain::verdict);
}

std::int64_t count_problems(const Digest& digest, Verdict verdict) {
  std::int64_t count = 0;
  for (const DigestDomain& domain : digest.domains)
    count += std::ranges::count(domain.problems, verdict, &DigestProblem::verdict);
  return count;
}

std::string title(const Digest& digest) {
  return fmt::format("TLS delivery report for {} (UTC day)\n\n", format_day_long(digest.day));
}

std::string verdict_line(const Digest& digest, const DigestTextOptions& options) {
  constexpr std::string_view indent = "  ";
  const std::string word(digest.verdict == Verdict::action ? "ACTION NEEDED"
                                                           : name(digest.verdict));
  std::string line = wrap(fmt::format("{} - {}.", word, summary(digest)), indent, indent, kColumns);
  return line.replace(indent.size(), word.size(), colored(word, digest.verdict, options.color));
}

std::string labelled(std::string_view label, std::string_view text) {
  return wrap(text, fmt::format("   {:<10}", label), kLabelIndent, kColumns);
}

// "Google Inc. 280, Microsoft 29 (all verified)".
std::string seen_by(std::span<const Witness> witnesses) {
  constexpr std::size_t most = 5;
  const bool one_trust = std::ranges::all_of(
      witnesses, [&](const Witness& witness) { return witness.trust == witnesses.front().trust; });
  std::vector<std::string> parts;
  for (const Witness& witness : witnesses.first(std::min(most, witnesses.size())))
    parts.push_back(fmt::format("{} {}{}", printable(name(witness), 80), grouped(witness.failed),
                                one_trust ? "" : fmt::format(" ({})", name(witness.trust))));
  if (witnesses.size() > most) parts.push_back(fmt::format("{} more", witnesses.size() - most));
  std::string text = fmt::format("{}", fmt::join(parts, ", "));
  if (one_trust)
    text +=
        fmt::format(" ({}{})", witnesses.size() > 1 ? "all " : "", name(witnesses.front().trust));
  return text;
}

std::string since(const DigestProblem& problem, Day day) {
  if (problem.since == day) return fmt::format("{} (new)", format_day_long(day));
  return fmt::format("{} ({} days)", format_day_long(problem.since),
                     (day - problem.since).count() + 1);
}

std::string quoted_reasons(std::span<const std::string> reasons) {
  std::vector<std::string> quoted;
  for (const std::string& reason : reasons)
    quoted.push_back(fmt::format("\"{}\"", printable(reason, 200)));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

std::string problem_text(const DigestProblem& problem, const DigestDomain& domain,
                         const Digest& digest, std::size_t number) {
  const FailureGroup& group = problem.group;
  std::string text =
      wrap(fmt::format("{} - {}", printable(domain.domain.display()), problem.sentence),
           fmt::format("{}. {} ", number, name(problem.verdict)), "   ", kColumns);
  text += labelled("Since", since(problem, digest.day));
  text += labelled("Effect", fmt::format("{} of {} sessions failed ({}). {}", grouped(group.failed),
                                         grouped(domain.sessions.total()), percent(problem.share),
                                         problem.effect));
  text += labelled("Seen by", seen_by(group.witnesses));
  if (!group.reasons.empty()) text += labelled("Reason", quoted_reasons(group.reasons));
  if (group.sending_mta_ips.size() == 1)
    text += labelled("Sender", "only " + printable(group.sending_mta_ips.front()));
  text += labelled("Do", problem.action);
  for (const std::string& command : problem.commands)
    text += fmt::format("{}  {}\n", kLabelIndent, command);
  // People paste this: a stranger's word has no place in it.
  const bool registered = find_result_type(group.result_type) != nullptr;
  text += labelled("More", "tlsward explain " + (registered ? group.result_type : "unlisted"));
  return text;
}

std::string problems_text(const Digest& digest) {
  const auto problems = problems_by_verdict(digest);
  std::string text;
  for (std::size_t i = 0; i < std::min(problems.size(), kProblemsShown); ++i)
    text += '\n' + problem_text(*problems[i].first, *problems[i].second, digest, i + 1);
  if (problems.size() > kProblemsShown)
    text += fmt::format("\nAnd {} more: tlsward digest --day {} --format json\n",
                        problems.size() - kProblemsShown, format_day(digest.day));
  return text;
}

// The text in exactly so many columns.
std::string fitted(std::string_view text, std::size_t columns) {
  const std::string kept = cut(text, columns);
  return kept + std::string(columns - display_width(kept), ' ');
}

std::string table_row(const DigestDomain& domain, const DigestTextOptions& options) {
  const bool known = !domain.reporters.empty();
  const auto figure = [&](std::int64_t number) {
    return known ? grouped(number) : std::string("-");
  };
  const std::string mark =
      colored(std::string(symbol(domain.verdict)), domain.verdict, options.color);
  return fmt::format(
      " {} {} {:>9} {:>7} {:>7}  {}  {}\n", mark,
      fitted(printable(domain.domain.display()), kNameColumns), figure(domain.sessions.total()),
      figure(domain.sessions.failed), known ? percent(failed_share(domain.sessions)) : "-",
      spark(domain.week, options.unicode), cut(policies_in_words(domain), kPolicyColumns));
}

std::string table(const Digest& digest, const DigestTextOptions& options) {
  std::string text =
      fmt::format("\n{} {:>9} {:>7} {:>7}  {}  {}\n", fitted("DOMAINS", kNameColumns + 3),
                  "sessions", "failed", "rate", "7 days ", "policy");
  for (const DigestDomain& domain : digest.domains)
    text += table_row(domain, options);
  return text;
}

std::string blind_spots(const Digest& digest, bool with_deviations) {
  std::vector<const BlindSpot*> spots;
  for (const BlindSpot& spot : digest.blind_spots)
    if (with_deviations || spot.kind != "deviations") spots.push_back(&spot);
  if (spots.empty()) return {};
  std::string text = "\nWHAT WE CANNOT SEE\n";
  for (std::size_t i = 0; i < std::min(spots.size(), kSpotsShown); ++i)
    text += wrap(spots[i]->sentence, " - ", "   ", kColumns);
  if (spots.size() > kSpotsShown)
    text += fmt::format(" - And {} more.\n", spots.size() - kSpotsShown);
  return text;
}

std::string all_well(const Digest& digest, const DigestTextOptions& options) {
  const std::string word = colored(std::string(name(Verdict::ok)), Verdict::ok, options.color);
  return fmt::format(
      "{} - {}{}", word, title(digest),
      wrap(fmt::format("All mail sessions reported for this day were encrypted as your policies "
                       "ask. {}, {}, 0 failures, {} from {}. Nothing to do.",
                       counted(count_domains(digest, Verdict::ok), "domain"),
                       counted(digest.sessions.total(), "session"),
                       counted(digest.reports, "report"),
                       counted(static_cast<std::int64_t>(digest.reporters), "reporter")),
           "", "", kColumns));
}

}  // namespace

std::string colored(std::string text, Verdict verdict, bool color) {
  constexpr std::array styles = {"32", "33", "35", "1;31"};  // ECMA-48 section 8.3.117
  if (!color) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", styles[static_cast<std::size_t>(verdict)], text);
}

std::string summary(const Digest& digest) {
  std::vector<std::string> parts;
  if (const auto problems = count_problems(digest, Verdict::action); problems != 0)
    parts.push_back(counted(problems, "problem"));
  if (const auto watched = count_problems(digest, Verdict::watch); watched != 0)
    parts.push_back(grouped(watched) + " to watch");
  if (const auto contradicted = std::ranges::count_if(
          digest.domains,
          [](const DigestDomain& domain) { return domain.contradiction.has_value(); });
      contradicted != 0)
    parts.push_back(counted(contradicted, "domain") + " contradicted");
  if (const auto fine = count_domains(digest, Verdict::ok); fine != 0)
    parts.push_back(counted(fine, "domain") + " fine");
  if (const auto blind = count_domains(digest, Verdict::blind); blind != 0)
    parts.push_back(grouped(blind) + " without reports");
  return parts.empty() ? "no reports" : fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::pair<const DigestProblem*, const DigestDomain*>> problems_by_verdict(
    const Digest& digest) {
  std::vector<std::pair<const DigestProblem*, const DigestDomain*>> problems;
  for (const DigestDomain& domain : digest.domains)
    for (const DigestProblem& problem : domain.problems)
      problems.emplace_back(&problem, &domain);
  std::ranges::stable_sort(problems, std::ranges::greater{},
                           [](const auto& pair) { return pair.first->verdict; });
  return problems;
}

std::string policies_in_words(const DigestDomain& domain) {
  if (domain.reporters.empty()) return domain.report_was_due ? "overdue" : "none due";
  std::vector<std::string> words;
  for (const std::string& type : domain.policy_types) {
    if (type == "tlsa")
      words.emplace_back("dane");
    else if (type == "sts")
      words.push_back(domain.mode.empty() ? "sts" : "sts " + domain.mode);
    else if (type == "no-policy-found")
      words.emplace_back("none");
    else
      words.push_back(printable(type, 20));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string digest_text(const Digest& digest, const DigestTextOptions& options) {
  if (digest.verdict == Verdict::ok) return all_well(digest, options) + blind_spots(digest, false);
  std::string text = title(digest) + verdict_line(digest, options);
  if (digest.domains.empty())
    return text +
           "\nNothing is stored for this day or the 14 before.\n"
           "Put reports in:  tlsward import FILE\n" +
           blind_spots(digest, true);
  return text + problems_text(digest) + table(digest, options) + blind_spots(digest, true);
}

}  // namespace tlsward
