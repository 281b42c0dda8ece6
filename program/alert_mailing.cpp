#include "program/alert_mailing.h"

#include "analyzer/alert_run.h"
#include "analyzer/unsubscribe.h"
#include "program/instance_lock.h"
#include "program/webhook_run.h"
#include "schema/alert_mails.h"
#include "schema/reports.h"
#include "schema/retention.h"

#include <algorithm>
#include <utility>

namespace tlsward {

namespace {

// So long it is kept what was told to whom.
constexpr std::chrono::days kKept{400};

void forget_old(Store& store, Timestamp now) {
  if (store.retention().has_any(now - kKept))
    store.transact([&] { store.retention().forget(now - kKept); });
}

// What is to be told by now, where it is time to look.
RunFaults look(Store& store, const Config& config, const AlertTimes& times,
               const std::stop_token& stop) {
  const auto received = store.reports().last_received();
  const AlertPace::Time begun = std::chrono::steady_clock::now();
  if (!times.pace.is_due(begun, received)) return {};
  const AlertCircle circle{audiences_of(config, store), letterhead_of(config, store), config.alerts,
                           webhooks_of(config)};
  RunFaults faults = make_alerts(store, circle, times.clock, stop);
  forget_old(store, times.clock());
  times.pace.note(begun, std::chrono::steady_clock::now(), received);
  return faults;
}

}  // namespace

std::optional<MailRun> run_alerts(const Config& config, const PostMail& post,
                                  const AlertTimes& times, const std::stop_token& stop) {
  const InstanceLock lock(config.database + ".mail.lock");
  if (lock.holder()) return {};
  const auto store = open_store(config.database, Commits::each);
  RunFaults faults = look(*store, config, times, stop);
  MailRun run{.mails = {}, .faults = std::move(faults.of_owners)};
  run.of_all = faults.of_all;
  const Timestamp by = std::max(times.by, times.clock());
  run.posts = post_due(*store, config.webhooks, by, times.clock, stop);
  AlertMails& mails = store->alert_mails();
  run.mails =
      send_mails(*store,
                 {.mails = mails.due(by),
                  .note = [&](const OutboxMail& mail) { mails.note_try(mail); },
                  .message = [&](const OutboxMail& mail) { return mails.message(mail.id); }},
                 post_to_subscribed(*store, post, RecipientState::refused), times.clock, stop);
  return run;
}

}  // namespace tlsward
