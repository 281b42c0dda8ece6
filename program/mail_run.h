// The mails of this machine: what of the configuration the analyzer needs to make digests, how they
// are posted, and the thread of `serve` that does both.
#pragma once

#include "analyzer/daily_run.h"
#include "analyzer/digest_mailer.h"
#include "program/config.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

Letterhead letterhead_of(const Config& config);

// Every owner with what they may see.
std::vector<Audience> audiences_of(const Config& config);

// Posts by [mail]'s server or program, and throws as PostMail says; `config` is lent. What it
// throws names the server.
PostMail make_post(const Config& config, std::stop_token stop);

// What a run came to.
struct MailRun {
  std::vector<OutboxMail> mails;   // as they are after it, those that are unneeded too
  std::vector<OwnerFault> faults;  // of digests that could not be made
};

// One run: makes what is due, and, whatever came of that, tries what waits and is to be tried by
// then, or by `by` if that is later; ends early at the stop. Absent where another process does the
// same just now. Throws what the Store throws.
std::optional<MailRun> run_mail(const Config& config, const PostMail& post, Timestamp by,
                                const Clock& clock, const std::stop_token& stop = {});

// The machine's time, in whole seconds.
Timestamp machine_time();

// Runs again and again until the stop: looks every 20 s whether anything is due. Faults go to the
// log, each once while it lasts.
void keep_mailing(const Config& config, const std::stop_token& stop);

}  // namespace tlsward
