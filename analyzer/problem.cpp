#include "analyzer/problem.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr int kClean = 2;             // reports without it after which it is over
constexpr days kPatience{14};         // for those who saw it and fell silent
constexpr std::size_t kCompared = 7;  // report days
constexpr std::int64_t kGrowth = 5;
constexpr std::int64_t kUnmutes = 10;  // times its size

// Those who count: strangers only where nobody else saw it.
std::vector<const ProblemWitness*> believed(std::span<const ProblemWitness> witnesses) {
  const bool proven = std::ranges::any_of(
      witnesses, [](const ProblemWitness& witness) { return is_proof(witness.who); });
  std::vector<const ProblemWitness*> believed;
  for (const ProblemWitness& witness : witnesses)
    if (is_proof(witness.who) == proven) believed.push_back(&witness);
  return believed;
}

// What one witness has said in this episode.
struct Account {
  bool saw = false;
  int clean = 0;                   // reports without it since it last saw it
  Day last;                        // its last report
  std::vector<ReportDay> reports;  // since the episode began
};

// A witness's reports of a day.
struct Said {
  Day day;
  std::size_t witness;
  std::int64_t failed;
};

class Course {
 public:
  Course(std::size_t witnesses, std::optional<Day> told) : accounts_(witnesses), told_(told) {}

  // What was said of one day, later than those before.
  void add(std::span<const Said> reports) {
    const Day day = reports.front().day;
    const bool seen =
        std::ranges::any_of(reports, [](const Said& said) { return said.failed > 0; });
    if (!open_ && !seen) return;
    if (!open_) begin(day);
    for (const Said& said : reports)
      note(accounts_[said.witness], day, said.failed);
    if (!has_report(day)) return;
    ++report_days_;
    last_ = day;
    if (is_clear(day)) end(day);
  }

  void end(Day day) {
    if (!open_) return;
    open_ = false;
    life_.resolved = day;
  }

  ProblemLife life() const {
    ProblemLife life = life_;
    life.state = state();
    return life;
  }

 private:
  void begin(Day day) {
    open_ = true;
    life_ = {.since = day, .resolved = {}, .episodes = life_.episodes + 1};
    report_days_ = 0;
    std::ranges::fill(accounts_, Account{});
  }

  static void note(Account& account, Day day, std::int64_t failed) {
    account.saw |= failed > 0;
    account.clean = failed > 0 ? 0 : account.clean + 1;
    account.last = day;
    account.reports.push_back({day, failed});
  }

  // Whether somebody who saw it reported on the day.
  bool has_report(Day day) const {
    return std::ranges::any_of(
        accounts_, [&](const Account& account) { return account.saw && account.last == day; });
  }

  bool is_clear(Day day) const {
    bool clear = false;
    for (const Account& account : accounts_) {
      if (!account.saw) continue;
      const bool silent = account.last + kPatience < day;
      if (account.clean < kClean && !silent) return false;
      clear |= account.clean >= kClean;
    }
    return clear;
  }

  ProblemState state() const {
    if (!open_) return ProblemState::resolved;
    if (report_days_ == 1)
      return life_.episodes == 1 ? ProblemState::opened : ProblemState::came_back;
    if (last_ <= told()) return ProblemState::ongoing;
    const auto [before, now] = compare();
    if (now / 2 >= before && now - before >= kGrowth) return ProblemState::growing;
    return now <= before / 2 ? ProblemState::shrinking : ProblemState::ongoing;
  }

  Day told() const { return told_.value_or(last_ - days(1)); }

  // The means of the reports up to the day told and of those since, by those who reported on the
  // last day: who is late must not look like a change.
  std::pair<std::int64_t, std::int64_t> compare() const {
    std::int64_t before = 0;
    std::int64_t now = 0;
    for (const Account& account : accounts_) {
      if (!account.saw || account.last != last_) continue;
      const std::span<const ReportDay> reports = account.reports;
      const auto since = std::ranges::upper_bound(reports, told(), {}, &ReportDay::day);
      const auto count = static_cast<std::size_t>(since - reports.begin());
      before = add_saturating(before, mean_of_last(reports.first(count)));
      now = add_saturating(now, mean_of_last(reports.subspan(count)));
    }
    return {before, now};
  }

  // Of at most kCompared; 0 if there are none.
  static std::int64_t mean_of_last(std::span<const ReportDay> reports) {
    const std::size_t count = std::min(reports.size(), kCompared);
    std::int64_t sum = 0;
    for (const ReportDay& report : reports.last(count))
      sum = add_saturating(sum, report.failed);
    return count == 0 ? 0 : sum / static_cast<std::int64_t>(count);
  }

  std::vector<Account> accounts_;
  std::optional<Day> told_;
  ProblemLife life_;
  bool open_ = false;
  std::size_t report_days_ = 0;  // of the episode
  Day last_;
};

}  // namespace

std::string problem_id(const ProblemKey& key, const HashKey& hash_key) {
  std::string bytes;
  for (const std::string_view part :
       {std::string_view(key.domain.text()), std::string_view(key.policy_type),
        std::string_view(key.result_type), std::string_view(key.host.text()),
        std::string_view(key.reason)})
    bytes += fmt::format("{}:{}", part.size(), part);
  const auto hash = static_cast<std::uint64_t>(Fingerprinter(hash_key).hash(bytes));
  return fmt::format("{:010x}", hash >> 24);
}

std::string_view name(ProblemState state) {
  switch (state) {
    case ProblemState::opened:
      return "opened";
    case ProblemState::came_back:
      return "came-back";
    case ProblemState::growing:
      return "growing";
    case ProblemState::ongoing:
      return "ongoing";
    case ProblemState::shrinking:
      return "shrinking";
    case ProblemState::resolved:
      return "resolved";
  }
  return "ongoing";
}

ProblemLife life_of(std::span<const ProblemWitness> witnesses, std::optional<Day> settled,
                    std::optional<Day> told) {
  const std::vector<const ProblemWitness*> all = believed(witnesses);
  std::vector<Said> said;
  for (std::size_t number = 0; number < all.size(); ++number)
    for (const ReportDay& report : all[number]->days)
      said.push_back({report.day, number, report.failed});
  std::ranges::stable_sort(said, {}, &Said::day);
  Course course(all.size(), told);
  bool is_settled = !settled;
  for (auto first = said.begin(); first != said.end();) {
    if (!is_settled && first->day > *settled) {
      course.end(*settled);
      is_settled = true;
    }
    const auto next = std::ranges::upper_bound(first, said.end(), first->day, {}, &Said::day);
    course.add({first, next});
    first = next;
  }
  if (!is_settled) course.end(*settled);
  return course.life();
}

std::int64_t size_of(std::span<const ProblemWitness> witnesses, Day day) {
  std::int64_t size = 0;
  for (const ProblemWitness* witness : believed(witnesses))
    for (const ReportDay& report : witness->days)
      if (report.day > day - days(7)) size = add_saturating(size, report.failed);
  return size;
}

std::vector<ReportDay> days_of(std::span<const ProblemWitness> witnesses) {
  std::vector<ReportDay> all;
  for (const ProblemWitness& witness : witnesses)
    all.insert(all.end(), witness.days.begin(), witness.days.end());
  std::ranges::sort(all, {}, &ReportDay::day);
  std::size_t kept = 0;
  for (const ReportDay& report : all) {
    if (kept != 0 && all[kept - 1].day == report.day)
      all[kept - 1].failed = add_saturating(all[kept - 1].failed, report.failed);
    else
      all[kept++] = report;
  }
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept)};  // no larger than it is
}

bool is_muted(const Mute& mute, std::int64_t size, Day day) {
  const std::int64_t then = std::max<std::int64_t>(mute.size, 1);
  return mute.since <= day && day <= mute.until && size / kUnmutes < then;
}

}  // namespace tlsward
