#include "analyzer/digest_text.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <array>
#include <span>

namespace tlsward {
namespace {

// Paragraphs under labels, as one problem is told.
class ProblemText {
 public:
  ProblemText(const OutlineProblem& problem, const Language& language,
              const DigestTextOptions& options)
      : problem_(problem),
        language_(language),
        options_(options),
        columns_(paragraph_columns(options.width)) {}

  std::string write();

 private:
  static constexpr std::string_view kIndent = "             ";

  void add_title();
  void add(std::string_view label, std::string_view words);
  void add_facts(std::span<const OutlineFact> facts);
  void add_steps();

  const OutlineProblem& problem_;
  const Language& language_;
  const DigestTextOptions& options_;
  std::size_t columns_;
  std::string written_;
};

void ProblemText::add(std::string_view label, std::string_view words) {
  std::string first = "   " + std::string(label);
  first.append(kIndent.size() - display_width(first), ' ');
  written_ += wrap(words, first, kIndent, columns_);
}

void ProblemText::add_title() {
  written_ += wrap(
      put_in(language_.text("digest.problem"), {{"n", problem_.number},
                                                {"state", problem_.state},
                                                {"verdict", std::string(name(problem_.verdict))},
                                                {"domain", problem_.domain},
                                                {"sentence", problem_.sentence}}),
      "", "   ", columns_);
}

void ProblemText::add_facts(std::span<const OutlineFact> facts) {
  for (const OutlineFact& fact : facts)
    add(fact.label,
        fact.week ? spark(*fact.week, options_.unicode) + "  " + fact.words : fact.words);
}

void ProblemText::add_steps() {
  for (std::size_t i = 0; i < problem_.steps.size(); ++i) {
    const OutlineStep& step = problem_.steps[i];
    const std::string words =
        problem_.in_full ? fmt::format("{}. {}", i + 1, step.words) : step.words;
    add(i == 0 ? std::string_view(problem_.steps_label) : "", words);
    for (const std::string& command : step.commands)
      written_ += fmt::format("{}  {}\n", kIndent, command);
  }
}

std::string ProblemText::write() {
  add_title();
  add_facts(problem_.facts);
  add_steps();
  add_facts(problem_.after);
  for (const std::string& command : problem_.more)
    add(&command == &problem_.more.front() ? std::string_view(problem_.more_label) : "", command);
  return std::move(written_);
}

class DigestText {
 public:
  DigestText(const DigestOutline& outline, const DigestTextOptions& options)
      : outline_(outline), options_(options), columns_(paragraph_columns(options.width)) {}

  std::string write() const;

 private:
  std::string paragraph(std::string_view words, std::string_view indent = "") const {
    return wrap(words, indent, indent, columns_);
  }
  std::string rest(const std::optional<OutlineRest>& rest) const;
  std::string head() const;
  std::string problems() const;
  std::string lists(std::span<const OutlineList> lists) const;

  const DigestOutline& outline_;
  const DigestTextOptions& options_;
  std::size_t columns_;
};

std::string DigestText::lists(std::span<const OutlineList> lists) const {
  std::string written;
  for (const OutlineList& list : lists) {
    written += '\n' + list.heading + '\n';
    for (const std::string& line : list.lines)
      written += wrap(line, " - ", "   ", columns_);
    if (!list.rest.empty()) written += wrap(list.rest, " - ", "   ", columns_);
  }
  return written;
}

// The command is for pasting: it stays in one line.
std::string DigestText::rest(const std::optional<OutlineRest>& rest) const {
  return rest ? paragraph(rest->words) + "  " + rest->command + '\n' : "";
}

std::string DigestText::head() const {
  const bool all_is_well = outline_.summary.empty();
  std::string written =
      all_is_well
          ? verdict_paragraph(outline_.verdict, outline_.word, " - " + outline_.title, options_) +
                '\n'
          : paragraph(outline_.title) + '\n' +
                verdict_paragraph(outline_.verdict, outline_.word, " - " + outline_.summary,
                                  options_, "  ");
  for (const std::string& sentence : outline_.figures)
    written += paragraph(sentence, all_is_well ? "" : "  ");
  written += lists(outline_.before);
  if (!outline_.hints.empty()) written += '\n';
  for (const std::string& hint : outline_.hints)
    written += paragraph(hint);
  return written;
}

std::string DigestText::problems() const {
  std::string written;
  for (const OutlineProblem& problem : outline_.problems)
    written += '\n' + ProblemText(problem, *outline_.language, options_).write();
  if (!outline_.about_commands.empty()) written += '\n' + paragraph(outline_.about_commands);
  if (outline_.more_problems) written += '\n' + rest(outline_.more_problems);
  if (!outline_.older.empty()) written += '\n' + paragraph(outline_.older);
  return written;
}

std::string DigestText::write() const {
  std::string written = head() + problems() + lists(outline_.changes);
  if (outline_.table) {
    written += digest_table(*outline_.table, options_);
    written += rest(outline_.table->rest);
  }
  return written + lists(outline_.around);
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

std::string outline_text(const DigestOutline& outline, const DigestTextOptions& options) {
  return DigestText(outline, options).write();
}

std::string digest_text(const Digest& digest, const DigestTextOptions& options) {
  return outline_text(make_outline(digest), options);
}

}  // namespace tlsward
