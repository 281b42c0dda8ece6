#include "analyzer/alert_plan.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr days kForgotten{35};  // as long as a digest remembers

constexpr std::array<std::pair<AlertStage, days>, 3> kReminders = {
    {{AlertStage::reminder_7, days(7)},
     {AlertStage::reminder_3, days(3)},
     {AlertStage::reminder_1, days(1)}}};

// What has been told or is due by then of one that lasts: after an outage the last reminder alone.
AlertStage stage_by(const AlertThread& thread, Timestamp now) {
  if (thread.told == AlertStage::none) return AlertStage::opened;
  for (const auto& [stage, after] : kReminders)
    if (now >= thread.opened + after) return std::max(thread.told, stage);
  return thread.told;
}

// The stage that the owner should know of.
AlertStage wanted(const AlertThread& thread, const AlertCondition* condition, Timestamp now) {
  if (condition == nullptr) return thread.news.value_or(thread.told);
  switch (condition->standing) {
    case AlertStanding::raises:
    case AlertStanding::lasts:
      return stage_by(thread, now);
    case AlertStanding::quiet:
      return thread.told;
    case AlertStanding::over:
      return AlertStage::resolved;
  }
  return thread.told;
}

// It is news once more, in the same thread, and its reminders begin anew.
void tell_anew(AlertThread& thread, Timestamp now) {
  if (thread.told == AlertStage::none) return;
  thread.told = AlertStage::none;
  thread.opened = now;
}

// Of what the thread told, only that stays of which no report has come since; what is silent too by
// now is news.
void follow_lines(AlertThread& thread, const SilentReporter& silent, Timestamp now) {
  std::set<std::string> lines(thread.lines.begin(), thread.lines.end());
  std::erase_if(lines, [&](const std::string& line) {
    const auto heard = silent.heard.find(Domain(line));
    return heard != silent.heard.end() && heard->second >= thread.day;
  });
  for (const Domain& line : silent.lines) {
    if (!lines.insert(line.text()).second) continue;
    thread.day = std::max(thread.day, silent.last + days(1));
    tell_anew(thread, now);
  }
  thread.lines.assign(lines.begin(), lines.end());
}

// How it stands with the thread's matter. Lines of which nobody waits for reports any more are not
// known to be over.
const AlertCondition* follow(AlertThread& thread, const AlertCondition* condition, Timestamp now) {
  if (condition == nullptr || condition->kind != AlertKind::silence) return condition;
  follow_lines(thread, condition->silent, now);
  const bool is_known = thread.lines.empty() || !condition->silent.lines.empty();
  return is_known ? condition : nullptr;
}

bool is_to_be_dropped(const AlertThread& thread, const AlertCondition* condition, Timestamp now) {
  if (condition == nullptr) return now >= thread.heard + kForgotten;
  const bool untold = thread.told == AlertStage::none && thread.message_id.empty();
  return untold && (condition->standing == AlertStanding::quiet ||
                    condition->standing == AlertStanding::over);
}

constexpr std::array kKinds = {AlertKind::refused, AlertKind::own_fault, AlertKind::cause,
                               AlertKind::silence};  // the gravest first

std::size_t rank_of(const AlertThread& thread) {
  const auto found =
      std::ranges::find_if(kKinds, [&](AlertKind kind) { return thread.kind == name(kind); });
  return static_cast<std::size_t>(found - kKinds.begin());
}

// Whether it does worse to mail than what the thread told of.
bool is_graver(const AlertCondition& condition, const AlertThread& thread) {
  return condition.standing == AlertStanding::raises &&
         static_cast<std::size_t>(condition.kind) < rank_of(thread);
}

// What is muted, or has told all that it will until it is over, takes no place of others.
bool takes_place(const AlertThread& thread, const AlertCondition* condition) {
  const bool is_quiet = condition != nullptr && condition->standing == AlertStanding::quiet;
  return !is_quiet && thread.told < AlertStage::reminder_7;
}

void take_graver_kind(AlertThread& thread, const AlertCondition& condition, Timestamp now) {
  thread.kind = name(condition.kind);
  thread.day = condition.day;
  tell_anew(thread, now);
}

void note_news(AlertThread& thread, AlertStage stage, Timestamp now) {
  if (stage == thread.told) {
    thread.news.reset();
    return;
  }
  if (!thread.news) thread.noticed = now;
  thread.news = stage;
}

// What no digest shows any more, and is not known to be over, waits until one does.
bool can_be_told(const AlertThread& thread, const AlertCondition* condition) {
  return condition != nullptr &&
         (thread.news == AlertStage::resolved || condition->problem != nullptr ||
          !condition->silent.lines.empty());
}

class Planner {
 public:
  Planner(std::span<const AlertCondition> conditions, Timestamp now)
      : conditions_(conditions), now_(now) {
    for (const AlertCondition& condition : conditions)
      by_key_.emplace(condition.key, &condition);
  }

  AlertPlan plan(std::vector<AlertThread> threads, std::chrono::seconds batch) {
    for (AlertThread& thread : threads)
      go_on(std::move(thread));
    for (const AlertCondition& condition : conditions_)
      if (condition.standing == AlertStanding::raises && !known_.contains(condition.key))
        open(condition);
    find_news(batch);
    return std::move(plan_);
  }

 private:
  const AlertCondition* condition_of(const AlertThread& thread) const {
    const auto found = by_key_.find(thread.key);
    return found == by_key_.end() ? nullptr : found->second;
  }

  void go_on(AlertThread thread) {
    const AlertCondition* condition = condition_of(thread);
    if (condition != nullptr) known_.insert(condition->key);
    condition = follow(thread, condition, now_);
    if (is_to_be_dropped(thread, condition, now_)) {
      plan_.dropped.push_back(std::move(thread));
      return;
    }
    if (condition != nullptr && is_graver(*condition, thread))
      take_graver_kind(thread, *condition, now_);
    note_news(thread, wanted(thread, condition, now_), now_);
    if (condition != nullptr) thread.heard = std::chrono::floor<days>(now_);
    add(std::move(thread), condition);
  }

  void open(const AlertCondition& condition) {
    known_.insert(condition.key);
    if (has_place_for(condition.kind))
      add(make_thread(condition, now_), &condition);
    else
      ++plan_.left;
  }

  void add(AlertThread thread, const AlertCondition* condition) {
    if (takes_place(thread, condition)) ++places_.at(rank_of(thread));
    plan_.threads.push_back(std::move(thread));
  }

  // What is less grave takes no place of what is graver.
  bool has_place_for(AlertKind kind) const {
    const auto end = places_.begin() + static_cast<std::ptrdiff_t>(kind) + 1;
    return plan_.threads.size() < kMostOpen &&
           std::accumulate(places_.begin(), end, std::size_t{0}) < kMostThreads;
  }

  void find_news(std::chrono::seconds batch) {
    bool is_due = false;
    for (const AlertThread& thread : plan_.threads) {
      if (!thread.news || !can_be_told(thread, condition_of(thread))) continue;
      is_due = is_due || *thread.noticed + batch <= now_;
      plan_.tells.push_back(thread);
    }
    if (!is_due) plan_.tells.clear();
  }

  std::span<const AlertCondition> conditions_;
  Timestamp now_;
  std::map<std::string_view, const AlertCondition*> by_key_;
  std::set<std::string_view> known_;                     // keys of which there is a thread
  std::array<std::size_t, kKinds.size() + 1> places_{};  // that are taken, by rank
  AlertPlan plan_;
};

}  // namespace

AlertThread make_thread(const AlertCondition& condition, Timestamp now) {
  const bool is_silence = condition.kind == AlertKind::silence;
  AlertThread thread{.key = condition.key,
                     .kind = std::string(name(condition.kind)),
                     .domain = condition.cause.domain.text(),
                     .cause = condition.cause.cause,
                     .host = is_silence ? condition.silent.reporter : condition.cause.host.text(),
                     .day = condition.day,
                     .opened = now,
                     .heard = std::chrono::floor<days>(now),
                     .news = AlertStage::opened,
                     .noticed = now};
  for (const Domain& line : condition.silent.lines)
    thread.lines.push_back(line.text());
  return thread;
}

AlertPlan plan_alerts(std::vector<AlertThread> threads, std::span<const AlertCondition> conditions,
                      std::chrono::seconds batch, Timestamp now) {
  return Planner(conditions, now).plan(std::move(threads), batch);
}

std::vector<std::vector<AlertThread>> mails_of(const std::vector<AlertThread>& threads) {
  std::map<std::string, std::vector<AlertThread>> by_mail;  // "" is first: what is new
  for (const AlertThread& thread : threads)
    if (thread.news) by_mail[thread.message_id].push_back(thread);
  std::vector<std::vector<AlertThread>> mails;
  for (auto& [message_id, together] : by_mail)
    mails.push_back(std::move(together));
  return mails;
}

}  // namespace tlsward
