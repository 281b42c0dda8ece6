#include "tests/support/random_digest.h"

#include "analyzer/digest_problem.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace tlsward::tests {
namespace {

using std::chrono::days;

constexpr const char* kNames[] = {"example.org",       "mail.example.net", "<script>.example",
                                  "a&amp;b.example",   "q\"uo'te.example", "\xE2\x80\xAEgro.elp",
                                  "{{title}}.example", "</table>",         "-->.example",
                                  "x\r\n.example",     "mx7.example.com",  ""};

// Makes up a digest's parts.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Digest make();

 private:
  // Of 0..most, small ones more often: figures have one digit or many.
  std::int64_t number(std::int64_t most) {
    const std::int64_t scale = std::int64_t{1} << (random_() % 41);
    return static_cast<std::int64_t>(random_()) % (std::min(most, scale) + 1);
  }
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  template <typename Range>
  const auto& one_of(const Range& range) {
    return range[random_() % std::size(range)];
  }
  std::string name() { return one_of(kNames); }
  Verdict verdict() { return static_cast<Verdict>(random_() % 4); }
  std::array<double, kWeek> week();
  Witness witness();
  FailureGroup group(const Domain& domain);
  DigestProblem problem(const LineDay& line);
  DigestDomain domain();

  std::mt19937 random_;
  Day day_ = *parse_day("2026-11-23");
  const Language* language_ = nullptr;
};

std::array<double, kWeek> Maker::week() {
  std::array<double, kWeek> shares{};
  for (double& share : shares)
    share = chance(4) ? -1 : static_cast<double>(random_() % 1001) / 1000;
  return shares;
}

Witness Maker::witness() {
  return {.reporter = name(),
          .organization_name = name(),
          .failed = number(1'000'000'000),
          .trust = static_cast<Trust>(1 + random_() % 4),
          .evidence = chance(3) ? "DKIM d=example.com s=2026 pass" : ""};
}

FailureGroup Maker::group(const Domain& domain) {
  const auto types = result_types();
  FailureGroup group{.key = {.domain = domain,
                             .cause = std::string(types[random_() % types.size()].name),
                             .host = Domain(name())},
                     .failed = number(1'000'000'000),
                     .effect = static_cast<Effect>(random_() % 5)};
  group.result_types.push_back(chance(2) ? group.key.cause : name());
  for (std::size_t i = random_() % 9; i > 0; --i)
    group.witnesses.push_back(witness());
  for (std::size_t i = random_() % 3; i > 0; --i)
    group.reasons.push_back(name() + " zażółć 454 <b>4.7.0</b>");
  for (std::size_t i = random_() % 3; i > 0; --i)
    group.sending_mta_ips.push_back("192.0.2." + std::to_string(random_() % 256));
  group.proven = group.failed;
  return group;
}

DigestProblem Maker::problem(const LineDay& line) {
  FailureGroup failures = group(line.domain);
  if (failures.witnesses.empty()) failures.witnesses.push_back(witness());
  const LineHistory history;
  const VerdictRules rules;
  DigestProblem problem = make_problem(
      {.day = day_, .group = &failures, .line = &line, .history = &history, .rules = &rules},
      *language_);
  if (chance(6)) problem.group.witnesses.clear();  // not seen on this day
  if (!chance(5)) problem.ids = {fmt::format("{:010x}", random_())};
  problem.state = static_cast<ProblemState>(random_() % 5);
  problem.verdict = verdict();
  problem.changed_by_late = chance(4);
  problem.unanswered = chance(4);
  if (chance(9)) problem.outgrown = day_ + days(random_() % 60);
  problem.since = day_ - days(random_() % 90);
  problem.first_seen = problem.since - days(random_() % 30);
  problem.last_seen = day_ - days(random_() % 7);
  problem.week_shares = week();
  for (auto& failed : problem.week)
    failed = chance(3) ? std::nullopt : std::optional(number(1'000'000));
  if (chance(2))
    problem.mute = Mute{.until = day_ + days(random_() % 60), .reason = chance(2) ? name() : ""};
  return problem;
}

DigestDomain Maker::domain() {
  LineDay line{.domain = Domain(name()), .sessions = {number(1'000'000'000), number(1'000'000)}};
  line.proven = line.sessions;
  for (std::size_t i = random_() % 4; i > 0; --i)
    line.reporters.push_back(witness());
  DigestDomain domain{.domain = line.domain,
                      .verdict = verdict(),
                      .sessions = line.sessions,
                      .reporters = line.reporters,
                      .policy_types = {chance(2) ? "sts" : "tlsa", "no-policy-found"},
                      .mode = chance(2) ? "enforce" : "testing",
                      .week = week(),
                      .report_was_due = chance(2),
                      .failures_unknown = chance(9),
                      .older = std::vector<CauseKey>(random_() % 20)};
  if (chance(2)) domain.day_before = Sessions{number(1'000'000'000), number(1'000'000)};
  for (std::size_t i = random_() % 4; i > 0; --i)
    domain.problems.push_back(problem(line));
  if (chance(3)) domain.fixed.push_back(problem(line));
  if (chance(3)) {
    domain.muted.push_back(problem(line));
    if (!domain.muted.back().mute) domain.muted.back().mute = Mute{.until = day_ + days(9)};
  }
  return domain;
}

Digest Maker::make() {
  language_ = &languages()[random_() % languages().size()];
  day_ += days(random_() % 700);
  Digest digest{.day = day_,
                .language = language_,
                .verdict = verdict(),
                .reports = number(100'000),
                .reporters = random_() % 3000,
                .channel_down = chance(9)};
  for (std::size_t i = chance(20) ? 0 : random_() % (chance(5) ? 80 : 8); i > 0; --i) {
    digest.domains.push_back(domain());
    digest.sessions += digest.domains.back().sessions;
  }
  for (std::size_t i = random_() % 20; i > 0; --i)
    digest.blind_spots.push_back(
        {chance(3) ? "deviations" : "late", printable(name()) + " 17 < 18 & 19"});
  for (std::size_t i = chance(5) ? random_() % 20 : 0; i > 0; --i)
    digest.earlier.push_back({.day = day_ - days(i),
                              .verdict = verdict(),
                              .sessions = {number(1'000'000), number(1'000)},
                              .failures_unknown = chance(4),
                              .summary = "17 < 18 & 19"});
  if (!digest.earlier.empty() && chance(2))
    digest.untold_since = digest.earlier.front().day - days(1 + number(600));
  if (chance(2)) digest.last_received = day_ + std::chrono::hours(random_() % 48);
  return digest;
}

}  // namespace

Digest random_digest(unsigned seed) {
  return Maker(seed).make();
}

Digest crowded_digest(std::size_t domains, const Language& language) {
  const VerdictRules rules;
  const Day day = *parse_day("2026-11-23");
  const LineHistory history;
  Digest digest{.day = day, .language = &language, .verdict = Verdict::action, .reports = 1500};
  const auto types = result_types();
  for (std::size_t i = 0; i < domains; ++i) {
    std::string name = "d" + std::to_string(i);
    while (name.size() < 240)
      name += '.' + std::string(11, static_cast<char>('a' + i % 26));
    const LineDay line{.domain = Domain(name), .sessions = {900, 100}, .proven = {900, 100}};
    FailureGroup group{
        .key = {line.domain, std::string(types[i % types.size()].name), Domain("mx." + name)},
        .failed = 100};
    for (std::size_t n = 0; n < 5; ++n) {
      group.reasons.emplace_back(200, "\"&<'>"[n]);
      group.witnesses.push_back({.reporter = name, .organization_name = name, .failed = 20});
    }
    digest.domains.push_back({.domain = line.domain,
                              .verdict = Verdict::action,
                              .sessions = line.sessions,
                              .reporters = group.witnesses,
                              .policy_types = {"sts"},
                              .mode = "enforce"});
    DigestProblem& problem = digest.domains.back().problems.emplace_back(make_problem(
        {.day = day, .group = &group, .line = &line, .history = &history, .rules = &rules},
        language));
    problem.verdict = Verdict::action;
    problem.ids = {"4f1c09b2ae"};
    digest.sessions += line.sessions;
  }
  return digest;
}

}  // namespace tlsward::tests
