// The mailboxes of a daemon, each with a thread of its own: one server that hangs holds up no
// other.
#pragma once

#include "collector/imap_poller.h"
#include "collector/mailbox_options.h"

#include <thread>
#include <vector>

namespace tlsward {

class MailboxThreads {
 public:
  MailboxThreads(std::vector<MailboxOptions> mailboxes, PollSetting setting);

  // Asks all to stop at once, and waits for them.
  ~MailboxThreads();
  MailboxThreads(const MailboxThreads&) = delete;
  MailboxThreads& operator=(const MailboxThreads&) = delete;

 private:
  const std::vector<MailboxOptions> mailboxes_;
  const PollSetting setting_;
  std::vector<std::jthread> threads_;
};

}  // namespace tlsward
