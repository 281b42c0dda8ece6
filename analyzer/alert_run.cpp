#include "analyzer/alert_run.h"

#include "analyzer/addressed_mail.h"
#include "analyzer/alert_message.h"
#include "analyzer/alert_plan.h"
#include "analyzer/alert_upkeep.h"
#include "analyzer/history.h"
#include "schema/alert_mails.h"
#include "schema/problems.h"
#include "schema/webhooks.h"

#include <algorithm>
#include <cassert>
#include <exception>
#include <optional>
#include <set>
#include <utility>

namespace tlsward {

namespace {

using std::chrono::days;

Decided decided_since(Store& store, Day day) {
  Decided decided;
  for (const Mute& mute : store.problems().mutes())
    if (mute.since > day && mute.until > day) decided.muted.push_back(mute.problem);
  for (const Settlement& settlement : store.problems().settlements())
    if (settlement.day > day) decided.settled.push_back(settlement.problem);
  return decided;
}

// The last day of which the reports have come, where they come as they usually do.
Day last_told_day(Timestamp now) {
  return std::chrono::floor<days>(now - (digest_time(Day()) - Timestamp(Day())));
}

// One owner's turn: what there is to tell, and what becomes of it.
class Turn {
 public:
  Turn(Store& store, const Audience& audience, const AlertCircle& circle, Timestamp now)
      : store_(store), audience_(audience), circle_(circle), now_(now) {}

  // Looks how everything stands; `threads` are all open ones of the owner. Before the others.
  void see(const std::vector<AlertThread>& threads);

  // `threads` are the open ones that are told by mail.
  void tell_by_mail(const std::vector<AlertThread>& threads);

  // The same of a webhook.
  void tell(const WebhookTarget& webhook, const std::vector<AlertThread>& threads);

 private:
  // One of both, and the threads that it tells of.
  struct Written {
    std::optional<OutboxMail> mail;
    std::optional<WebhookPost> post;
    std::vector<AlertThread> threads;
  };

  const Language& language() const;
  void look();
  void find(const std::vector<AlertThread>& threads);
  const AlertCondition* condition_of(const AlertThread& thread) const;
  AlertSetting setting(const AlertPlan& plan) const;
  AlertPlan plan(const std::vector<AlertThread>& threads, const std::string& webhook) const;
  Written write_mail(const std::vector<AlertThread>& threads, const AlertSetting& setting) const;
  Written write_post(const WebhookTarget& webhook, AlertThread thread,
                     const AlertSetting& setting) const;
  void keep(const AlertPlan& plan, std::vector<Written>& written);
  void keep(Written& written);
  void save(AlertThread thread);

  Store& store_;
  const Audience& audience_;
  const AlertCircle& circle_;
  Timestamp now_;
  Day yesterday_ = std::chrono::floor<days>(now_) - days(1);
  Digest last_;
  Digest before_;
  std::vector<AlertCondition> conditions_;
};

const Language& Turn::language() const {
  const Language* const language = find_language(audience_.owner.language);
  assert(language != nullptr);  // owner_faults() lets no other through
  return *language;
}

// The digests know what has come by now.
void Turn::look() {
  last_ = make_digest(store_, yesterday_, audience_.scope, language());
  before_ = make_digest(store_, yesterday_ - days(1), audience_.scope, language());
}

void Turn::find(const std::vector<AlertThread>& threads) {
  std::vector<Domain> domains = audience_.scope.domains;
  domains.insert(domains.end(), audience_.scope.mx_hosts.begin(), audience_.scope.mx_hosts.end());
  const Day told = last_told_day(now_);
  const History history = read_history(store_, std::move(domains), told, kDigestDays);
  const auto silent = watched_silences(history.reporters, told, circle_.options);
  conditions_ = find_conditions({.yesterday = &last_,
                                 .before = &before_,
                                 .decided = decided_since(store_, yesterday_),
                                 .silent = silent,
                                 .hash_key = store_.hash_key()},
                                circle_.options);
  for (const AlertThread& thread : threads) {
    if (condition_of(thread) != nullptr) continue;
    if (const auto standing = standing_of_absent(thread, last_))
      conditions_.push_back({.key = thread.key,
                             .standing = *standing,
                             .cause = {.domain = Domain(thread.domain),
                                       .cause = thread.cause,
                                       .host = Domain(thread.host)},
                             .day = yesterday_});
  }
}

const AlertCondition* Turn::condition_of(const AlertThread& thread) const {
  const auto found = std::ranges::find(conditions_, thread.key, &AlertCondition::key);
  return found == conditions_.end() ? nullptr : &*found;
}

// Its news is told now; reminders count from the first alert.
void note_told(AlertThread& thread, Timestamp now) {
  if (*thread.news == AlertStage::opened) thread.opened = now;
  thread.told_before = std::exchange(thread.told, *thread.news);
  thread.news.reset();
}

AlertSetting Turn::setting(const AlertPlan& plan) const {
  return {audience_.owner, language(), yesterday_, now_, plan.left};
}

Turn::Written Turn::write_mail(const std::vector<AlertThread>& threads,
                               const AlertSetting& setting) const {
  std::vector<AlertNews> news;
  for (const AlertThread& thread : threads)
    news.push_back({thread, condition_of(thread)});
  const std::string& first_id = threads.front().message_id;
  const std::string subject =
      first_id.empty() ? alert_subject(news, language()) : threads.front().subject;
  Written written{.mail = make_alert_mail(make_alert(news, setting, subject), audience_.owner,
                                          circle_.letterhead, first_id, now_),
                  .threads = threads};
  for (AlertThread& thread : written.threads) {
    note_told(thread, now_);
    if (!first_id.empty()) continue;
    thread.message_id = written.mail->message_id;
    thread.subject = subject;
  }
  return written;
}

Turn::Written Turn::write_post(const WebhookTarget& webhook, AlertThread thread,
                               const AlertSetting& setting) const {
  Written written{.post = make_webhook_post(webhook, {thread, condition_of(thread)}, setting)};
  note_told(thread, now_);
  written.threads.push_back(std::move(thread));
  return written;
}

void Turn::save(AlertThread thread) {
  if (thread.id == 0)
    store_.alerts().add(thread);
  else
    store_.alerts().change(thread);
}

void Turn::keep(Written& written) {
  if (written.post) store_.webhooks().add(*written.post);
  if (written.mail) written.mail->id = store_.alert_mails().add(*written.mail);
  for (AlertThread& thread : written.threads) {
    if (written.mail) thread.mail = written.mail->id;
    save(thread);
  }
}

void Turn::keep(const AlertPlan& plan, std::vector<Written>& written) {
  std::set<std::string> told;
  for (const Written& each : written)
    for (const AlertThread& thread : each.threads)
      told.insert(thread.key);
  store_.transact([&] {
    for (const AlertThread& thread : plan.dropped)
      store_.alerts().remove(thread.id);
    for (Written& each : written)
      keep(each);
    for (const AlertThread& thread : plan.threads)
      if (!told.contains(thread.key)) save(thread);
  });
}

void Turn::see(const std::vector<AlertThread>& threads) {
  look();
  find(threads);
}

AlertPlan Turn::plan(const std::vector<AlertThread>& threads, const std::string& webhook) const {
  AlertPlan plan = plan_alerts(threads, conditions_, circle_.options.wait_for_others, now_);
  for (auto* threads_of_it : {&plan.threads, &plan.tells})
    for (AlertThread& thread : *threads_of_it) {
      thread.owner = audience_.owner.name;
      thread.webhook = webhook;
    }
  return plan;
}

void Turn::tell_by_mail(const std::vector<AlertThread>& threads) {
  const AlertPlan planned = plan(threads, "");
  std::vector<Written> written;
  for (const std::vector<AlertThread>& each : mails_of(planned.tells))
    written.push_back(write_mail(each, setting(planned)));
  if (!written.empty() || !planned.dropped.empty() || planned.threads != threads)
    keep(planned, written);
}

void Turn::tell(const WebhookTarget& webhook, const std::vector<AlertThread>& threads) {
  const AlertPlan planned = plan(threads, webhook.name);
  std::vector<Written> written;
  for (const AlertThread& thread : planned.tells)
    written.push_back(write_post(webhook, thread, setting(planned)));
  if (!written.empty() || !planned.dropped.empty() || planned.threads != threads)
    keep(planned, written);
}

std::vector<AlertThread> of_webhook(std::vector<AlertThread> threads, const std::string& name) {
  std::erase_if(threads, [&](const AlertThread& thread) { return thread.webhook != name; });
  return threads;
}

// An owner's turn, and that of the webhooks that are told of them.
void tell_of(Store& store, const Audience& audience, const AlertCircle& circle, Timestamp now) {
  const std::string& owner = audience.owner.name;
  std::vector<WebhookTarget> webhooks = circle.webhooks;
  std::erase_if(webhooks, [&](const WebhookTarget& one) { return !one.is_told_of(owner); });
  const bool by_mail =
      audience.owner.alerts && !follow_configuration(store, audience.owner, circle.letterhead, now);
  if (!by_mail && webhooks.empty()) return;
  std::vector<AlertThread> threads = store.alerts().threads();
  std::erase_if(threads, [&](const AlertThread& thread) { return thread.owner != owner; });
  Turn turn(store, audience, circle, now);
  turn.see(threads);
  for (const WebhookTarget& webhook : webhooks)
    turn.tell(webhook, of_webhook(threads, webhook.name));
  if (by_mail) turn.tell_by_mail(of_webhook(threads, ""));
}

}  // namespace

RunFaults make_alerts(Store& store, const AlertCircle& circle, const Clock& clock,
                      const std::stop_token& stop) {
  forget_others(store, circle.audiences, circle.webhooks);
  RunFaults faults;
  for (const Audience& audience : circle.audiences) {
    if (stop.stop_requested()) break;
    const bool goes_on =
        take_turn(faults, audience.owner.name, [&] { tell_of(store, audience, circle, clock()); });
    if (!goes_on) break;
  }
  return faults;
}

OutboxMail make_alert_mail(const MessageBody& body, const Owner& owner,
                           const Letterhead& letterhead, const std::string& in_reply_to,
                           Timestamp now) {
  constexpr MailKind kind{.id = "alert", .phrase = "TLS alerts", .list = "alerts.tlsward"};
  AddressedMail made = address_mail(kind, owner, letterhead, std::chrono::floor<days>(now), now);
  made.head.in_reply_to = in_reply_to;
  made.mail.message = make_message(body, made.head);
  return std::move(made.mail);
}

}  // namespace tlsward
