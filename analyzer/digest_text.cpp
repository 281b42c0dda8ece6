#include "analyzer/digest_text.h"

#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace tlsward {
namespace {

constexpr std::size_t kProblemsShown = 20;  // the table has all
constexpr std::size_t kInFull = 5;          // of these
constexpr std::size_t kUnprovenInFull = 1;  // where only strangers tell of it
constexpr std::size_t kLinesShown = 12;     // of other lists
constexpr std::string_view kCommand = "$ ";

// Paragraphs under labels, as one problem is told.
class ProblemText {
 public:
  ProblemText(const DigestProblem& problem, const DigestDomain& domain, const Digest& digest,
              const DigestTextOptions& options)
      : problem_(problem),
        domain_(domain),
        digest_(digest),
        language_(*digest.language),
        options_(options),
        columns_(paragraph_columns(options.width)) {}

  std::string write(std::size_t number, bool in_full);

 private:
  static constexpr std::string_view kIndent = "             ";

  std::string text(std::string_view key) const {
    return std::string(language_.text(std::string("digest.").append(key)));
  }
  void add_title(std::size_t number);
  void add(std::string_view label, std::string_view words);
  void add_facts();
  void add_steps();
  void add_first_step();
  void add_more();

  const DigestProblem& problem_;
  const DigestDomain& domain_;
  const Digest& digest_;
  const Language& language_;
  const DigestTextOptions& options_;
  std::size_t columns_;
  std::string written_;
};

void ProblemText::add(std::string_view label, std::string_view words) {
  std::string first = "   " + text(std::string("label-").append(label));
  first.append(kIndent.size() - display_width(first), ' ');
  written_ += wrap(words, first, kIndent, columns_);
}

void ProblemText::add_title(std::size_t number) {
  written_ += wrap(
      put_in(text("problem"), {{"n", std::to_string(number)},
                               {"state", state_in_words(problem_, language_)},
                               {"verdict", std::string(name(problem_.verdict))},
                               {"domain", shown_name(domain_.domain.display(), 200, language_)},
                               {"sentence", problem_.advice.sentence}}),
      "", "   ", columns_);
}

std::string quoted_reasons(std::span<const std::string> reasons) {
  std::vector<std::string> quoted;
  for (const std::string& reason : reasons)
    quoted.push_back(fmt::format("\"{}\"", printable(reason, 200)));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

void ProblemText::add_facts() {
  const FailureGroup& group = problem_.group;
  add("since", since(problem_, digest_));
  add("effect", effect(problem_, domain_, digest_));
  if (!group.witnesses.empty()) add("seen-by", seen_by(group.witnesses, language_));
  add("week",
      spark(problem_.week_shares, options_.unicode) + "  " + week_in_numbers(problem_, language_));
  const bool told_otherwise =
      !group.result_types.empty() && group.result_types.front() != problem_.advice.key;
  if (told_otherwise) add("type", enumerate(group.result_types, 3, language_));
  if (!group.reasons.empty()) add("reason", quoted_reasons(group.reasons));
  if (group.sending_mta_ips.size() == 1)
    add("sender", put_in(text("only-sender"), {{"address", printable(group.sending_mta_ips[0])}}));
  if (!group.witnesses.empty()) add("side", side_in_words(problem_, language_));
}

void ProblemText::add_steps() {
  std::size_t number = 0;
  for (const std::string& step : problem_.advice.steps) {
    if (step.starts_with(kCommand))
      written_ += fmt::format("{}  {}\n", kIndent, step.substr(kCommand.size()));
    else if (++number == 1)
      add("do", "1. " + step);
    else
      written_ += wrap(fmt::format("{}. {}", number, step), kIndent, kIndent, columns_);
  }
}

void ProblemText::add_first_step() {
  add("do", problem_.advice.action());
  for (const std::string& command : problem_.advice.commands())
    written_ += fmt::format("{}  {}\n", kIndent, command);
}

// People paste this: a stranger's word has no place in it.
void ProblemText::add_more() {
  std::vector<std::string> commands;
  if (!problem_.ids.empty()) commands.push_back("tlsward problems show " + problem_.ids.front());
  std::string explain = "tlsward explain ";
  explain.append(problem_.advice.key);
  if (language_.code() != english().code()) explain.append(" --lang ").append(language_.code());
  commands.push_back(explain);
  add("more", commands.front());
  for (const std::string& command : std::span(commands).subspan(1))
    written_ += wrap(command, kIndent, kIndent, columns_);
}

std::string ProblemText::write(std::size_t number, bool in_full) {
  add_title(number);
  add_facts();
  if (in_full) {
    add("why", problem_.advice.technical);
    add_steps();
    add("check", problem_.advice.verify);
    add("then", noticed_in_words(problem_, language_));
  } else {
    add_first_step();
  }
  add_more();
  return std::move(written_);
}

class DigestText {
 public:
  DigestText(const Digest& digest, const DigestTextOptions& options)
      : digest_(digest),
        language_(*digest.language),
        options_(options),
        columns_(paragraph_columns(options.width)) {}

  std::string write() const;

 private:
  std::string text(std::string_view key) const {
    return std::string(language_.text(std::string("digest.").append(key)));
  }
  std::string paragraph(std::string_view words, std::string_view indent = "") const {
    return wrap(words, indent, indent, columns_);
  }
  std::string list(std::string_view heading, std::span<const std::string> lines) const;
  std::string head() const;
  std::string problems() const;
  std::string older() const;
  std::string fixed() const;
  std::string muted() const;
  std::string blind_spots(bool with_deviations) const;
  std::string all_is_well() const;

  const Digest& digest_;
  const Language& language_;
  const DigestTextOptions& options_;
  std::size_t columns_;
};

// Under the heading at most kLinesShown of the lines.
std::string DigestText::list(std::string_view heading, std::span<const std::string> lines) const {
  if (lines.empty()) return {};
  std::string written = '\n' + text(heading) + '\n';
  for (const std::string& line : lines.first(std::min(lines.size(), kLinesShown)))
    written += wrap(line, " - ", "   ", columns_);
  if (lines.size() > kLinesShown)
    written += " - " +
               put_in(text("and-more"), {{"n", std::to_string(lines.size() - kLinesShown)}}) + '\n';
  return written;
}

std::string DigestText::head() const {
  std::string written = paragraph(title(digest_)) + '\n' +
                        verdict_paragraph(digest_.verdict, word(digest_.verdict, language_),
                                          fmt::format(" - {}.", summary(digest_)), options_, "  ");
  if (digest_.domains.empty()) return written;
  if (digest_.reports != 0) written += paragraph(totals(digest_), "  ");
  for (const std::string& words : {changes(digest_), hand_on(digest_)})
    if (!words.empty()) written += paragraph(words, "  ");
  return written;
}

std::string DigestText::problems() const {
  const ToldProblems told = all_problems(digest_);
  std::string written;
  std::size_t in_full = 0;
  for (std::size_t i = 0; i < std::min(told.size(), kProblemsShown); ++i) {
    const auto& [problem, domain] = told[i];
    const bool urgent = problem->verdict == Verdict::action ||
                        (problem->is_news() && problem->verdict != Verdict::ok);
    const std::size_t most = problem->is_proven() ? kInFull : kUnprovenInFull;
    const bool full = urgent && in_full < most;
    in_full += full ? 1 : 0;
    written += '\n' + ProblemText(*problem, *domain, digest_, options_).write(i + 1, full);
  }
  if (!told.empty()) written += '\n' + paragraph(text("more-about"));
  if (told.size() > kProblemsShown)
    written += '\n' +
               put_in(text("more-problems"),
                      {{"n", std::to_string(told.size() - kProblemsShown)},
                       {"command", fmt::format("tlsward digest --day {} --format json",
                                               format_day(digest_.day))}}) +
               '\n';
  return written;
}

std::string DigestText::older() const {
  std::int64_t count = 0;
  for (const DigestDomain& domain : digest_.domains)
    count += domain.older_problems;
  if (count == 0) return {};
  return '\n' + paragraph(told("digest.older", count, {}, language_) + " tlsward problems");
}

std::string DigestText::fixed() const {
  std::vector<std::string> lines;
  for (const auto& [problem, domain] : all_fixed(digest_))
    lines.push_back(fixed_in_words(*problem, language_));
  return list("fixed", lines);
}

std::string DigestText::muted() const {
  std::vector<std::string> lines;
  for (const auto& [problem, domain] : all_muted(digest_))
    lines.push_back(muted_in_words(*problem, language_));
  return list("muted", lines);
}

std::string DigestText::blind_spots(bool with_deviations) const {
  std::vector<std::string> lines;
  for (const BlindSpot& spot : digest_.blind_spots)
    if (with_deviations || spot.kind != "deviations") lines.push_back(spot.sentence);
  return list("cannot-see", lines);
}

std::string DigestText::all_is_well() const {
  return verdict_paragraph(Verdict::ok, word(Verdict::ok, language_), " - " + title(digest_),
                           options_) +
         '\n' + paragraph(all_well(digest_));
}

std::string DigestText::write() const {
  if (digest_.domains.empty())
    return head() + '\n' + text("empty") + '\n' + text("empty-import") + '\n' + blind_spots(true);
  const bool quiet = digest_.verdict == Verdict::ok && digest_.sessions.failed == 0 &&
                     all_problems(digest_).empty();
  if (quiet) return all_is_well() + older() + fixed() + muted() + blind_spots(false);
  return head() + problems() + older() + fixed() + muted() + digest_table(digest_, options_) +
         blind_spots(true) + list("box", this_box(digest_));
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

std::string digest_text(const Digest& digest, const DigestTextOptions& options) {
  return DigestText(digest, options).write();
}

}  // namespace tlsward
