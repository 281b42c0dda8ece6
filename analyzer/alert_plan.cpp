#include "analyzer/alert_plan.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr days kForgotten{35};  // as long as a digest remembers

constexpr std::array<std::pair<AlertStage, days>, 3> kReminders = {
    {{AlertStage::third, days(7)}, {AlertStage::second, days(3)}, {AlertStage::reminder, days(1)}}};

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
  if (condition == nullptr) return now >= thread.opened + kForgotten;
  const bool untold = thread.told == AlertStage::none && thread.message_id.empty();
  return untold && (condition->standing == AlertStanding::quiet ||
                    condition->standing == AlertStanding::over);
}

// Whether it does worse to mail than what the thread told of.
bool is_graver(const AlertCondition& condition, const AlertThread& thread) {
  if (condition.standing != AlertStanding::raises) return false;
  for (const AlertKind kind : {AlertKind::loss, AlertKind::own_fault, AlertKind::cause}) {
    if (thread.kind == name(kind)) return false;
    if (condition.kind == kind) return true;
  }
  return false;
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
                     .news = AlertStage::opened,
                     .noticed = now};
  for (const Domain& line : condition.silent.lines)
    thread.lines.push_back(line.text());
  return thread;
}

AlertPlan plan_alerts(std::vector<AlertThread> threads, std::span<const AlertCondition> conditions,
                      std::chrono::seconds batch, Timestamp now) {
  std::map<std::string_view, const AlertCondition*> by_key;
  for (const AlertCondition& condition : conditions)
    by_key.emplace(condition.key, &condition);
  AlertPlan plan;
  for (AlertThread& thread : threads) {
    const auto found = by_key.find(thread.key);
    const AlertCondition* const condition =
        follow(thread, found == by_key.end() ? nullptr : found->second, now);
    if (found != by_key.end()) by_key.erase(found);
    if (is_to_be_dropped(thread, condition, now)) {
      plan.dropped.push_back(std::move(thread));
      continue;
    }
    if (condition != nullptr && is_graver(*condition, thread))
      take_graver_kind(thread, *condition, now);
    note_news(thread, wanted(thread, condition, now), now);
    plan.threads.push_back(std::move(thread));
  }
  for (const AlertCondition& condition : conditions)
    if (condition.standing == AlertStanding::raises && plan.threads.size() < kMostThreads &&
        by_key.erase(condition.key) > 0)
      plan.threads.push_back(make_thread(condition, now));
  plan.tells = std::ranges::any_of(plan.threads, [&](const AlertThread& thread) {
    return thread.news && *thread.noticed + batch <= now;
  });
  return plan;
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
