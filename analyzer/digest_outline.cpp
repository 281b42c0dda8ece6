#include "analyzer/digest_outline.h"

#include "analyzer/digest_words.h"
#include "analyzer/problem_words.h"
#include "analyzer/wording.h"
#include "schema/counting.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace tlsward {
namespace {

constexpr std::size_t kUnprovenInFull = 1;  // where only strangers tell of it
constexpr std::string_view kCommand = "$ ";

// Problems

std::string quoted_reasons(std::span<const std::string> reasons) {
  std::vector<std::string> quoted;
  for (const std::string& reason : reasons)
    quoted.push_back(fmt::format("\"{}\"", printable(reason, 200)));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

// Writes one problem down.
class ProblemOutliner {
 public:
  ProblemOutliner(const DigestProblem& problem, const DigestDomain& domain, const Digest& digest)
      : problem_(problem), domain_(domain), digest_(digest), language_(*digest.language) {}

  OutlineProblem write(std::size_t number, bool in_full) {
    outline_ = {.number = std::to_string(number),
                .verdict = problem_.verdict,
                .domain = shown_name(domain_.domain.display(), 200, language_),
                .state = state_in_words(problem_, language_),
                .sentence = problem_.advice.sentence,
                .steps_label = text("label-do"),
                .in_full = in_full,
                .more_label = text("label-more")};
    if (digest_.technical_first) {
      add_why();
      add_proof();
      add_course();
    } else {
      add_course();
      add_proof();
      add_why();
    }
    add_steps();
    if (in_full) {
      add(outline_.after, "check", problem_.advice.verify);
      add(outline_.after, "then", noticed_in_words(problem_, language_));
    }
    add_more();
    return std::move(outline_);
  }

 private:
  std::string text(std::string_view key) const { return phrase(language_, key); }
  void add(std::vector<OutlineFact>& facts, std::string_view label, std::string words,
           std::optional<WeekShares> week = {}) const {
    facts.push_back({text(std::string("label-").append(label)), std::move(words), week});
  }
  void add_course();
  void add_proof();
  void add_why() {
    if (outline_.in_full) add(outline_.facts, "why", problem_.advice.technical);
  }
  void add_steps();
  void add_more();

  const DigestProblem& problem_;
  const DigestDomain& domain_;
  const Digest& digest_;
  const Language& language_;
  OutlineProblem outline_;
};

// Since when, how bad, who saw it: what everybody asks.
void ProblemOutliner::add_course() {
  const FailureGroup& group = problem_.group;
  std::vector<OutlineFact>& facts = outline_.facts;
  add(facts, "since", since(problem_, digest_));
  add(facts, "effect", effect(problem_, domain_, digest_));
  if (!group.witnesses.empty()) add(facts, "seen-by", seen_by(group.witnesses, language_));
  add(facts, "week", week_in_numbers(problem_, language_), problem_.week_shares);
}

// What senders said, word for word, and what that tells.
void ProblemOutliner::add_proof() {
  const FailureGroup& group = problem_.group;
  std::vector<OutlineFact>& facts = outline_.facts;
  const bool told_otherwise =
      !group.result_types.empty() && group.result_types.front() != problem_.advice.key;
  if (told_otherwise) add(facts, "type", enumerate(group.result_types, 3, language_));
  if (!group.reasons.empty()) add(facts, "reason", quoted_reasons(group.reasons));
  if (group.sending_mta_ips.size() == 1)
    add(facts, "sender",
        put_in(text("only-sender"), {{"address", printable(group.sending_mta_ips[0])}}));
  if (!group.witnesses.empty()) add(facts, "side", side_in_words(problem_, language_));
  if (problem_.now) add(facts, "now", tlsward::sentence(*problem_.now, group.key, language_));
}

void ProblemOutliner::add_steps() {
  std::vector<OutlineStep>& steps = outline_.steps;
  if (!outline_.in_full) {
    steps.push_back({std::string(problem_.advice.action()), problem_.advice.commands()});
    return;
  }
  for (const std::string& step : problem_.advice.steps) {
    if (step.starts_with(kCommand))
      steps.back().commands.push_back(step.substr(kCommand.size()));
    else
      steps.push_back({step, {}});
  }
}

// People paste this: a stranger's word has no place in it.
void ProblemOutliner::add_more() {
  if (!problem_.ids.empty())
    outline_.more.push_back("tlsward problems show " + problem_.ids.front());
  std::string explain = "tlsward explain ";
  explain.append(problem_.advice.key);
  if (language_.code() != english().code()) explain.append(" --lang ").append(language_.code());
  outline_.more.push_back(explain);
}

// Rests

std::optional<OutlineRest> rest_of(std::span<const ToldProblems::value_type> others,
                                   const Digest& digest) {
  if (others.empty()) return {};
  const Language& language = *digest.language;
  std::int64_t failed = 0;
  std::vector<Verdict> verdicts;
  for (const auto& [problem, domain] : others) {
    failed = add_saturating(failed, problem->group.failed);
    verdicts.push_back(problem->verdict);
  }
  return OutlineRest{put_in(phrase(language, "more-problems"),
                            {{"n", grouped(std::ssize(others), language)},
                             {"verdicts", verdicts_in_words(verdicts, language)},
                             {"failed", grouped(failed, language)}}),
                     digest_command(digest, digest.day) + " --format json"};
}

std::optional<OutlineRest> rest_of(std::span<const DigestDomain> others, const Digest& digest) {
  if (others.empty()) return {};
  const Language& language = *digest.language;
  DigestDomain sum;
  std::vector<Verdict> verdicts;
  for (const DigestDomain& domain : others) {
    verdicts.push_back(domain.verdict);
    sum.sessions += domain.sessions;
    sum.failures_unknown = sum.failures_unknown || domain.failures_unknown;
  }
  return OutlineRest{told("digest.more-domains", std::ssize(others),
                          {{"verdicts", verdicts_in_words(verdicts, language)},
                           {"sessions", grouped(sum.sessions.total(), language)},
                           {"failed", failed_of(sum, language)}},
                          language),
                     digest_command(digest, digest.day)};
}

// The whole

class Outliner {
 public:
  Outliner(const Digest& digest, const OutlineLimits& limits)
      : digest_(digest), language_(*digest.language), limits_(limits) {}

  DigestOutline write();

 private:
  bool is_quiet() const {
    return digest_.worst() == Verdict::ok && digest_.sessions.failed == 0 &&
           all_problems(digest_).empty() &&
           std::ranges::all_of(digest_.domains,
                               [](const DigestDomain& domain) { return domain.seen.empty(); });
  }
  void add_head();
  void add_earlier();
  void add_problems();
  void add_changes();
  void add_table();
  void add_looks();
  void add_blind_spots();
  void add_list(std::vector<OutlineList>& lists, std::string_view heading,
                std::vector<std::string> lines) const;

  const Digest& digest_;
  const Language& language_;
  const OutlineLimits& limits_;
  DigestOutline outline_;
};

void Outliner::add_list(std::vector<OutlineList>& lists, std::string_view heading,
                        std::vector<std::string> lines) const {
  auto list = outline_list(phrase(language_, heading), std::move(lines), limits_.lines, language_);
  if (list) lists.push_back(*std::move(list));
}

void Outliner::add_head() {
  outline_ = {.language = digest_.language,
              .verdict = digest_.worst(),
              .word = std::string(word(digest_.worst(), language_)),
              .title = title(digest_)};
  if (is_quiet() && !digest_.domains.empty()) {
    outline_.figures = {of_last_day(digest_, all_well(digest_))};
    return;
  }
  outline_.summary = summary(digest_) + '.';
  if (!digest_.earlier.empty())
    outline_.summary = of_last_day(
        digest_, fmt::format("{} - {}", word(digest_.verdict, language_), outline_.summary));
  if (digest_.domains.empty()) {
    outline_.hints = {phrase(language_, "empty")};
    if (const std::string words = blind_means(digest_); !words.empty())
      outline_.hints.push_back(words);
    const bool none_came = std::ranges::find(digest_.blind_spots, "distrusted", &BlindSpot::kind) ==
                           digest_.blind_spots.end();
    if (none_came) {
      outline_.hints.push_back(phrase(language_, "empty-wait"));
      outline_.hints.push_back(phrase(language_, "empty-import"));
    }
    return;
  }
  if (digest_.reports != 0) outline_.figures.push_back(totals(digest_));
  for (const std::string& words : {changes(digest_), blind_means(digest_), hand_on(digest_)})
    if (!words.empty()) outline_.figures.push_back(words);
}

void Outliner::add_earlier() {
  const std::vector<EarlierDay> days = earlier_in_order(digest_);
  const auto shown = std::span(days).first(std::min(days.size(), limits_.lines));
  OutlineList list{.heading = phrase(language_, "earlier")};
  for (const EarlierDay& day : shown)
    list.lines.push_back(earlier_in_words(day, digest_));
  const std::string sum = earlier_in_sum(std::span(days).subspan(shown.size()), language_);
  const std::string untold = untold_in_words(digest_);
  list.rest = sum + (sum.empty() || untold.empty() ? "" : " ") + untold;
  if (!list.lines.empty() || !list.rest.empty()) outline_.before.push_back(std::move(list));
}

void Outliner::add_problems() {
  const ToldProblems told = all_problems(digest_);
  const std::size_t shown = std::min(told.size(), limits_.problems);
  std::size_t in_full = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [problem, domain] = told[i];
    const bool urgent = problem->verdict == Verdict::action ||
                        (problem->is_news() && problem->verdict != Verdict::ok);
    const std::size_t most =
        problem->is_proven() ? limits_.in_full : std::min(limits_.in_full, kUnprovenInFull);
    const bool full = urgent && in_full < most;
    in_full += full ? 1 : 0;
    outline_.problems.push_back(ProblemOutliner(*problem, *domain, digest_).write(i + 1, full));
  }
  if (!told.empty()) outline_.about_commands = phrase(language_, "more-about");
  outline_.more_problems = rest_of(std::span(told).subspan(shown), digest_);
}

void Outliner::add_changes() {
  std::int64_t older = 0;
  for (const DigestDomain& domain : digest_.domains)
    older += std::ssize(domain.older);
  if (older != 0) outline_.older = told("digest.older", older, {}, language_) + " tlsward problems";
  std::vector<std::string> fixed;
  for (const auto& [problem, domain] : all_fixed(digest_))
    fixed.push_back(fixed_in_words(*problem, language_));
  add_list(outline_.changes, "fixed", std::move(fixed));
  std::vector<std::string> muted;
  for (const auto& [problem, domain] : all_muted(digest_))
    muted.push_back(muted_in_words(*problem, language_));
  add_list(outline_.changes, "muted", std::move(muted));
}

void Outliner::add_table() {
  const std::span all(digest_.domains);
  const auto shown = all.first(std::min(all.size(), limits_.domains));
  OutlineTable& table = outline_.table.emplace();
  constexpr std::array keys = {"domains", "sessions", "failed", "rate", "week", "policy"};
  for (std::size_t i = 0; i < keys.size(); ++i)
    table.headings.at(i) = phrase(language_, std::string("table-") + keys.at(i));
  table.legend = phrase(language_, "legend");
  for (const DigestDomain& domain : shown) {
    const bool silent = domain.reporters.empty();
    table.rows.push_back({.verdict = domain.verdict,
                          .domain = shown_name(domain.domain.display(), 200, language_),
                          .sessions = silent ? "-" : grouped(domain.sessions.total(), language_),
                          .failed = silent ? "-" : failed_of(domain, language_),
                          .rate = rate_in_words(domain, language_),
                          .week = domain.week,
                          .policy = policies_in_words(domain, language_)});
  }
  table.rest = rest_of(all.subspan(shown.size()), digest_);
}

// What we see ourselves and no report tells of.
void Outliner::add_looks() {
  std::vector<std::string> lines;
  for (const DigestDomain& domain : digest_.domains)
    for (const Finding& finding : domain.seen)
      lines.push_back(seen_in_words(finding, domain, language_));
  add_list(outline_.changes, "seen-by-us", std::move(lines));
}

// Where all is well, what senders do otherwise than the RFC says is no news.
void Outliner::add_blind_spots() {
  const bool with_deviations = !outline_.summary.empty();
  std::vector<std::string> lines;
  for (const BlindSpot& spot : digest_.blind_spots)
    if (with_deviations || spot.kind != "deviations") lines.push_back(spot.sentence);
  add_list(outline_.around, "cannot-see", std::move(lines));
}

DigestOutline Outliner::write() {
  add_head();
  add_earlier();
  const bool all_is_well = outline_.summary.empty();
  if (!digest_.domains.empty()) {
    add_problems();
    add_changes();
    if (!all_is_well) add_table();
  }
  add_looks();
  add_blind_spots();
  if (outline_.table) add_list(outline_.around, "box", this_box(digest_));
  return std::move(outline_);
}

}  // namespace

DigestOutline make_outline(const Digest& digest, const OutlineLimits& limits) {
  return Outliner(digest, limits).write();
}

OutlineProblem outline_problem(const DigestProblem& problem, const DigestDomain& domain,
                               const Digest& digest, std::size_t number, OutlineLength length) {
  return ProblemOutliner(problem, domain, digest).write(number, length == OutlineLength::in_full);
}

std::optional<OutlineList> outline_list(std::string heading, std::vector<std::string> lines,
                                        std::size_t most, const Language& language) {
  if (lines.empty()) return {};
  OutlineList list{std::move(heading), std::move(lines), ""};
  if (list.lines.size() > most) {
    list.rest = put_in(
        phrase(language, "and-more"),
        {{"n", grouped(std::ssize(list.lines) - static_cast<std::ptrdiff_t>(most), language)}});
    list.lines.resize(most);
  }
  return list;
}

}  // namespace tlsward
