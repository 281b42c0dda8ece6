#include "analyzer/digest_text.h"

#include "analyzer/list_output.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tlsward {
namespace {

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
  return fmt::format("TLS delivery report for {} (UTC day)", format_day_long(digest.day));
}

// How far a witness is believed, and why.
std::string trust_of(const Witness& witness) {
  std::string_view why = witness.evidence;
  if (why.empty() && witness.trust == Trust::vouched) why = "imported files";
  if (why.empty() && witness.trust == Trust::unauthenticated) why = "by HTTPS, from anybody";
  return fmt::format("{}{}{}", name(witness.trust), why.empty() ? "" : ": ", why);
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

std::string side_in_words(const Diagnosis& diagnosis) {
  std::string text = sentence(diagnosis.side);
  for (const Clue& clue : diagnosis.evidence)
    text += ' ' + clue.sentence;
  return text;
}

std::string problem_text(const DigestProblem& problem, const DigestDomain& domain,
                         const Digest& digest, std::size_t number, std::size_t columns) {
  const FailureGroup& group = problem.group;
  const auto labelled = [&](std::string_view label, std::string_view words) {
    return wrap(words, fmt::format("   {:<10}", label), kLabelIndent, columns);
  };
  std::string text =
      wrap(fmt::format("{} - {}", shown_name(domain.domain.display()), problem.sentence),
           fmt::format("{}. {} ", number, name(problem.verdict)), "   ", columns);
  text += labelled("Since", since(problem, digest.day));
  text += labelled("Effect", fmt::format("{} of {} sessions failed ({}). {}", grouped(group.failed),
                                         grouped(domain.sessions.total()), percent(problem.share),
                                         problem.effect));
  text += labelled("Seen by", seen_by(group.witnesses));
  const bool registered = find_result_type(group.result_type) != nullptr;
  if (!registered && !group.result_type.empty())
    text += labelled("Type", printable(group.result_type, 200));
  if (!group.reasons.empty()) text += labelled("Reason", quoted_reasons(group.reasons));
  if (group.sending_mta_ips.size() == 1)
    text += labelled("Sender", "only " + printable(group.sending_mta_ips.front()));
  text += labelled("Side", side_in_words(problem.diagnosis));
  text += labelled("Do", problem.action);
  for (const std::string& command : problem.commands)
    text += fmt::format("{}  {}\n", kLabelIndent, command);
  // People paste this: a stranger's word has no place in it.
  const std::string other = group.result_type.empty() ? "unexplained" : "unlisted";
  text += labelled("More", "tlsward explain " + (registered ? group.result_type : other));
  return text;
}

std::string problems_text(const Digest& digest, std::size_t columns) {
  const auto problems = problems_by_verdict(digest);
  std::string text;
  for (std::size_t i = 0; i < std::min(problems.size(), kProblemsShown); ++i)
    text += '\n' + problem_text(*problems[i].first, *problems[i].second, digest, i + 1, columns);
  if (problems.size() > kProblemsShown)
    text += fmt::format("\nAnd {} more: tlsward digest --day {} --format json\n",
                        problems.size() - kProblemsShown, format_day(digest.day));
  return text;
}

// The table's columns, each with the blanks before it; what there is no room for has none.
struct TableShape {
  std::size_t name = 0;
  std::size_t sessions = 0;
  std::size_t failed = 0;
  std::size_t rate = 0;
  std::size_t week = 0;
  std::size_t policy = 0;
};

std::string session_figure(const DigestDomain& domain, std::int64_t number) {
  return domain.reporters.empty() ? "-" : grouped(number);
}

TableShape fit_table(const Digest& digest, std::size_t columns) {
  constexpr std::size_t longest_name = 20;
  constexpr std::size_t least_policy = 8;
  TableShape shape{.name = 4, .sessions = 9, .failed = 8};
  for (const DigestDomain& domain : digest.domains) {
    shape.name = std::max(shape.name, display_width(shown_name(domain.domain.display())));
    shape.sessions = std::max(shape.sessions, grouped(domain.sessions.total()).size() + 1);
    shape.failed = std::max(shape.failed, grouped(domain.sessions.failed).size() + 2);
  }
  shape.name = std::min(shape.name, longest_name);
  std::size_t used = 3 + shape.name + shape.sessions + shape.failed;
  const auto take = [&](std::size_t wanted) {
    const std::size_t taken = used + wanted <= columns ? wanted : 0;
    used += taken;
    return taken;
  };
  shape.rate = take(8);
  shape.week = shape.rate == 0 ? 0 : take(9);
  if (shape.week != 0 && used + least_policy <= columns) shape.policy = columns - used;
  return shape;
}

// The text in exactly so many columns.
std::string fitted(std::string_view text, std::size_t columns, bool unicode) {
  const std::string kept = cut(text, columns, unicode);
  return kept + std::string(columns - display_width(kept), ' ');
}

std::string table_line(const TableShape& shape, const std::array<std::string, 6>& cells,
                       bool unicode) {
  const auto& [name, sessions, failed, rate, week, policy] = cells;
  std::string line = fmt::format("{}{:>{}}{:>{}}", fitted(name, shape.name, unicode), sessions,
                                 shape.sessions, failed, shape.failed);
  if (shape.rate != 0) line += fmt::format("{:>{}}", rate, shape.rate);
  if (shape.week != 0) line += "  " + week;
  if (shape.policy != 0) line += "  " + cut(policy, shape.policy - 2, unicode);
  return line + '\n';
}

std::string table(const Digest& digest, const DigestTextOptions& options) {
  TableShape shape = fit_table(digest, paragraph_columns(options.width));
  std::string text;
  for (const DigestDomain& domain : digest.domains) {
    const std::string mark(symbol(domain.verdict));
    const std::string rate =
        domain.reporters.empty() ? "-" : percent(failed_share(domain.sessions));
    text += fmt::format(" {} ", colored(mark, domain.verdict, options.color));
    text += table_line(
        shape,
        {shown_name(domain.domain.display()), session_figure(domain, domain.sessions.total()),
         session_figure(domain, domain.sessions.failed), rate, spark(domain.week, options.unicode),
         policies_in_words(domain)},
        options.unicode);
  }
  shape.name += 3;  // the mark
  return '\n' +
         table_line(shape, {"DOMAINS", "sessions", "failed", "rate", "7 days ", "policy"},
                    options.unicode) +
         text;
}

std::string blind_spots(const Digest& digest, bool with_deviations, std::size_t columns) {
  std::vector<const BlindSpot*> spots;
  for (const BlindSpot& spot : digest.blind_spots)
    if (with_deviations || spot.kind != "deviations") spots.push_back(&spot);
  if (spots.empty()) return {};
  std::string text = "\nWHAT WE CANNOT SEE\n";
  for (std::size_t i = 0; i < std::min(spots.size(), kSpotsShown); ++i)
    text += wrap(spots[i]->sentence, " - ", "   ", columns);
  if (spots.size() > kSpotsShown)
    text += fmt::format(" - And {} more.\n", spots.size() - kSpotsShown);
  return text;
}

std::string all_well(const Digest& digest, const DigestTextOptions& options) {
  const std::string first =
      verdict_paragraph(Verdict::ok, name(Verdict::ok), " - " + title(digest), options);
  return first + '\n' +
         wrap(fmt::format("All mail sessions reported for this day were encrypted as your policies "
                          "ask. {}, {}, 0 failures, {} from {}. Nothing to do.",
                          counted(count_domains(digest, Verdict::ok), "domain"),
                          counted(digest.sessions.total(), "session"),
                          counted(digest.reports, "report"),
                          counted(static_cast<std::int64_t>(digest.reporters), "reporter")),
              "", "", paragraph_columns(options.width));
}

}  // namespace

std::string verdict_paragraph(Verdict verdict, std::string_view word, std::string_view text,
                              const DigestTextOptions& options, std::string_view indent) {
  std::string lines =
      wrap(fmt::format("{}{}", word, text), indent, indent, paragraph_columns(options.width));
  return lines.replace(indent.size(), word.size(),
                       colored(std::string(word), verdict, options.color));
}

std::string colored(std::string text, Verdict verdict, bool color) {
  constexpr std::array styles = {"32", "33", "35", "1;31"};  // ECMA-48 section 8.3.117
  if (!color) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", styles[static_cast<std::size_t>(verdict)], text);
}

std::string seen_by(std::span<const Witness> witnesses) {
  constexpr std::size_t most = 5;
  const std::string trust = trust_of(witnesses.front());
  const bool one_trust = std::ranges::all_of(
      witnesses, [&](const Witness& witness) { return trust_of(witness) == trust; });
  std::vector<std::string> parts;
  for (const Witness& witness : witnesses.first(std::min(most, witnesses.size())))
    parts.push_back(fmt::format("{} {}{}", shown_name(name(witness), 80), grouped(witness.failed),
                                one_trust ? "" : fmt::format(" ({})", trust_of(witness))));
  if (witnesses.size() > most) parts.push_back(fmt::format("{} more", witnesses.size() - most));
  std::string text = fmt::format("{}", fmt::join(parts, ", "));
  if (one_trust) text += fmt::format(" ({}{})", witnesses.size() > 1 ? "all " : "", trust);
  return text;
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
  if (const auto unknown =
          std::ranges::count(digest.domains, true, &DigestDomain::failures_unknown);
      unknown != 0)
    parts.push_back(counted(unknown, "domain") + " with unknown failures");
  if (const auto fine = count_domains(digest, Verdict::ok); fine != 0)
    parts.push_back(counted(fine, "domain") + " fine");
  if (const auto blind = count_domains(digest, Verdict::blind); blind != 0)
    parts.push_back(counted(blind, "domain") + " without reports");
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
  if (domain.reporters.empty()) return domain.report_was_due ? "overdue" : "no reports";
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
  const std::size_t columns = paragraph_columns(options.width);
  if (digest.verdict == Verdict::ok)
    return all_well(digest, options) + blind_spots(digest, false, columns);
  const std::string_view word =
      digest.verdict == Verdict::action ? "ACTION NEEDED" : name(digest.verdict);
  const std::string text = wrap(title(digest), "", "", columns) + '\n' +
                           verdict_paragraph(digest.verdict, word,
                                             fmt::format(" - {}.", summary(digest)), options, "  ");
  if (digest.domains.empty())
    return text +
           "\nNothing is stored for this day or the 14 before.\n"
           "Put reports in:  tlsward import FILE\n" +
           blind_spots(digest, true, columns);
  return text + problems_text(digest, columns) + table(digest, options) +
         blind_spots(digest, true, columns);
}

}  // namespace tlsward
