#include "program/mail_run.h"

#include "analyzer/digest_mailer.h"
#include "analyzer/digest_message.h"
#include "analyzer/outbox_status.h"
#include "analyzer/outbox_upkeep.h"
#include "analyzer/unsubscribe.h"
#include "analyzer/webhook_status.h"
#include "collector/stop_signal.h"
#include "program/alert_mailing.h"
#include "program/failing_owners.h"
#include "program/instance_lock.h"
#include "program/owners.h"
#include "program/sendmail.h"
#include "program/smtp_client.h"
#include "program/smtp_stream.h"
#include "schema/alert_mails.h"
#include "schema/printable.h"

#include <Poco/URI.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

namespace tlsward {

namespace {

constexpr std::chrono::seconds kBetweenLooks{20};

// A mail's fault is told once while it lasts, what became of it once.
class MailLog {
 public:
  // "digest" or "alert".
  explicit MailLog(std::string what) : what_(std::move(what)) {}

  void tell(const OutboxMail& mail) {
    const std::string line =
        fmt::format("{} for {}: {}", what_, printable(mail.owner, 80), outcome_of(mail));
    if (mail.state == MailState::sent || mail.state == MailState::unneeded)
      spdlog::info("{}", line);
    else if (std::exchange(faults_[mail.owner], mail.fault) != mail.fault)
      spdlog::warn("{}", line);
    if (mail.fault.empty()) faults_.erase(mail.owner);
  }

  void tell(const WebhookPost& post) {
    const std::string line =
        fmt::format("webhook {}: {}", printable(post.webhook, 80), outcome_of(post));
    if (post.state == PostState::taken)
      spdlog::info("{}", line);
    else if (std::exchange(posts_[post.webhook], post.fault) != post.fault)
      spdlog::warn("{}", line);
    if (post.fault.empty()) posts_.erase(post.webhook);
  }

  void tell(const std::vector<OwnerFault>& faults) {
    for (const auto& [owner, fault] : faults)
      spdlog::warn("{} for {}: not made: {}", what_, printable(owner, 80), fault);
  }

  void tell(const std::string& fault) {
    if (std::exchange(run_fault_, fault) != fault && !fault.empty())
      spdlog::warn("{}s: {}", what_, fault);
  }

 private:
  std::string what_;
  std::map<std::string, std::string> posts_;   // faults of posts, by webhook
  std::map<std::string, std::string> faults_;  // of mails, by owner
  std::string run_fault_;
};

// What one run leaves for the next.
struct Remembered {
  MailLog log;
  FailingOwners failing;
};

// One run that makes nothing for those who rest.
using RunMails = std::function<std::optional<MailRun>(const std::set<std::string>& resting)>;

// The boundary of a run: whatever ends it, the next one begins anew. Whether nothing did.
bool run_once(const RunMails& run_mails, Remembered& remembered) {
  auto& [log, failing] = remembered;
  try {
    const auto begin = std::chrono::steady_clock::now();
    if (const auto run = run_mails(failing.resting(begin))) {
      for (const OutboxMail& mail : run->mails)
        log.tell(mail);
      for (const WebhookPost& post : run->posts)
        log.tell(post);
      log.tell(failing.note(run->faults, begin, std::chrono::steady_clock::now()));
      if (run->of_all) std::rethrow_exception(run->of_all);
    }
    log.tell("");
    return true;
  } catch (const std::exception& error) {
    log.tell(printable(error.what(), 1000));
    return false;
  }
}

}  // namespace

Letterhead letterhead_of(const Config& config) {
  if (config.owners.empty()) return {};
  const auto from = parse_mail_address(config.mail.from);
  if (!from) throw ConfigError(fmt::format("mail: {}", fault_of(config.mail)));
  std::string unsubscribe;
  if (const auto address = parse_mail_address(config.mail.unsubscribe_mailto))
    Poco::URI::encode(address->address, "%?&#/", unsubscribe);
  return {.from = config.mail.from,
          .sender = from->address,
          .unsubscribe_mailto = std::move(unsubscribe)};
}

Letterhead letterhead_of(const Config& config, const Store& store) {
  Letterhead letterhead = letterhead_of(config);
  letterhead.unsubscribe_url = config.mail.unsubscribe_url;
  letterhead.unsubscribe_key = store.hash_key();
  return letterhead;
}

bool has_mail_to_do(const Config& config) {
  if (!config.owners.empty() || !config.webhooks.empty()) return true;
  if (!std::filesystem::exists(config.database)) return false;
  const auto store = open_store(config.database, Commits::each);
  return !store->outbox().waiting().empty() || !store->alert_mails().waiting().empty();
}

std::vector<WebhookTarget> webhooks_of(const Config& config) {
  std::vector<WebhookTarget> webhooks;
  for (const WebhookOptions& webhook : config.webhooks)
    webhooks.push_back({webhook.name, webhook.format, webhook.owner});
  return webhooks;
}

std::vector<Audience> audiences_of(const Config& config, Store& store) {
  std::vector<Audience> audiences;
  for (const Owner& owner : config.owners)
    audiences.push_back({without_ended(store, owner), scope_of(config, owner)});
  return audiences;
}

PostMail make_post(const Config& config, std::stop_token stop) {
  const MailOptions& mail = config.mail;
  if (!mail.sendmail.empty())
    return [&mail, stop = std::move(stop)](const OutboxMail& waiting) {
      return post_by_sendmail(mail.sendmail, waiting, mail.server.time, stop);
    };
  return [&mail, stop = std::move(stop)](const OutboxMail& waiting) {
    try {
      return post_by_smtp(mail.server, waiting, stop);
    } catch (const MailInDoubt& error) {
      throw MailInDoubt(fmt::format("{}: {}", printable(mail.server.host, 80), error.what()));
    } catch (const std::runtime_error& error) {
      throw NotHandedOver(fmt::format("{}: {}", printable(mail.server.host, 80), error.what()));
    }
  };
}

Timestamp machine_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::optional<MailRun> run_mail(const Config& config, const PostMail& post, const MailTurn& turn,
                                const Clock& clock, const std::stop_token& stop) {
  const InstanceLock lock(config.database + ".mail.lock");
  if (lock.holder()) return {};
  const auto store = open_store(config.database, Commits::each);
  std::vector<Audience> audiences = audiences_of(config, *store);
  for (Audience& audience : audiences)
    audience.rests = turn.resting.contains(audience.owner.name);
  const Letterhead letterhead = letterhead_of(config, *store);
  MadeDigests made = make_due(*store, audiences, letterhead, clock, stop);
  // Only now: what is due replaces what waits.
  FollowedMails followed = follow_configuration(*store, audiences, letterhead, clock(), stop);
  MailRun run{.mails = std::move(made.kept), .faults = std::move(made.faults.of_owners)};
  run.of_all = made.faults.of_all ? made.faults.of_all : followed.faults.of_all;
  std::erase_if(run.mails, [](const OutboxMail& mail) { return mail.state == MailState::waiting; });
  std::ranges::move(followed.settled, std::back_inserter(run.mails));
  std::ranges::move(followed.faults.of_owners, std::back_inserter(run.faults));
  const PostMail to_subscribed = post_to_subscribed(*store, post, RecipientState::given_up);
  for (OutboxMail& mail : send_due(*store, to_subscribed, std::max(turn.by, clock()), clock, stop))
    run.mails.push_back(std::move(mail));
  return run;
}

void keep_mailing(const Config& config, const std::stop_token& stop) {
  const PostMail post = make_post(config, stop);
  Remembered digests{MailLog("digest"), {}};
  Remembered alerts{MailLog("alert"), {}};
  AlertPace pace(config.alerts);
  // Where nothing can be noted, on a full disk say, nothing is sent, and that is looked at less
  // often.
  std::int64_t failed = 0;
  while (!stop.stop_requested()) {
    const bool alerted = run_once(
        [&](const auto&) {
          return run_alerts(config, post, {pace, machine_time(), machine_time}, stop);
        },
        alerts);
    const bool sent = run_once(
        [&](const std::set<std::string>& resting) {
          return run_mail(config, post, {machine_time(), resting}, machine_time, stop);
        },
        digests);
    failed = alerted && sent ? 0 : failed + 1;
    sleep_for(failed == 0 ? kBetweenLooks : wait_after(failed), stop);
  }
}

}  // namespace tlsward
