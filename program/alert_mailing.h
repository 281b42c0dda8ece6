// Alerts by mail and to webhooks as `serve` and `digest --due --send` do it: looks, writes what is
// to be told, and tries what waits.
#pragma once

#include "program/alert_pace.h"
#include "program/mail_run.h"

#include <optional>
#include <stop_token>

namespace tlsward {

// When a run looks, and which mails it tries: those that are to be tried by then, or by `by` if
// that is later. Lent.
struct AlertTimes {
  AlertPace& pace;
  Timestamp by;
  const Clock& clock;
};

// One run, as run_mail() is one of the digests: the mails that it wrote or tried, as they are after
// it, and the owners whose turn ended in a fault. Absent where another process does the same just
// now. Throws what the Store throws.
std::optional<MailRun> run_alerts(const Config& config, const PostMail& post,
                                  const AlertTimes& times, const std::stop_token& stop = {});

}  // namespace tlsward
