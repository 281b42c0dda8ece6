// Alerts by mail and to webhooks as `serve` and `digest --due --send` do it: looks, writes what is
// to be told, and tries what waits.
#pragma once

#include "analyzer/alert_run.h"
#include "program/mail_run.h"

#include <optional>
#include <stop_token>

namespace tlsward {

// When to look again: a look takes as long as two digests, and most find nothing. For one thread.
class AlertPace {
 public:
  explicit AlertPace(const AlertOptions& options) : options_(options) {}

  // Whether to look now: a minute after the last time where a report came since, else after ten,
  // both sooner where the batch is shorter; but never for more than a twentieth of the time.
  bool is_due(Timestamp now, std::optional<Timestamp> last_received) const;

  // That there was a look then, and what it knew and took.
  void note(Timestamp now, std::optional<Timestamp> last_received, std::chrono::seconds took);

 private:
  AlertOptions options_;
  std::optional<Timestamp> looked_;
  std::optional<Timestamp> last_received_;
  std::chrono::seconds took_{0};
};

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
