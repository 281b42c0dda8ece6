// The mails of this machine: what of the configuration the analyzer needs to make digests and
// alerts, how they are posted, and the thread of `serve` that does all of it.
#pragma once

#include "analyzer/daily_run.h"
#include "analyzer/digest_mailer.h"
#include "analyzer/webhook_body.h"
#include "program/config.h"
#include "schema/webhooks.h"

#include <exception>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// Empty where no owner is configured. Without the links that end mails, for what is sent by hand to
// whomever.
Letterhead letterhead_of(const Config& config);

// The same with them.
Letterhead letterhead_of(const Config& config, const Store& store);

// Whether there is anything to do: an owner is configured, or mails wait of some who were, which
// are to be given up. Throws what the Store throws.
bool has_mail_to_do(const Config& config);

// Every webhook, as far as it is about what is posted.
std::vector<WebhookTarget> webhooks_of(const Config& config);

// Every owner with what they may see, without those who have unsubscribed.
std::vector<Audience> audiences_of(const Config& config, Store& store);

// Posts by [mail]'s server or program, and throws as PostMail says; `config` is lent. What it
// throws names the server.
PostMail make_post(const Config& config, std::stop_token stop);

// What a run came to.
struct MailRun {
  std::vector<OutboxMail> mails;   // as they are after it, those that are unneeded too
  std::vector<OwnerFault> faults;  // of digests, or alerts, that could not be made
  std::exception_ptr of_all;       // what kept them from being made for all, to be thrown once the
                                   // rest is told; or null
  std::vector<WebhookPost> posts;  // to webhooks, of alerts
};

// What a run is to do.
struct MailTurn {
  Timestamp by;                   // what waits until then is tried; at least all that is to be
                                  // tried by the time when everything is made
  std::set<std::string> resting;  // owners for whom nothing is made
};

// One run: makes what is due, and, whatever came of that, tries what waits; ends early at the stop.
// Absent where another process does the same just now. Throws what the Store throws.
std::optional<MailRun> run_mail(const Config& config, const PostMail& post, const MailTurn& turn,
                                const Clock& clock, const std::stop_token& stop = {});

// The machine's time, in whole seconds.
Timestamp machine_time();

// Runs again and again until the stop: looks every 20 s whether anything is due. Faults go to the
// log, each once while it lasts.
void keep_mailing(const Config& config, const std::stop_token& stop);

}  // namespace tlsward
