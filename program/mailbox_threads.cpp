#include "program/mailbox_threads.h"

#include <utility>

namespace tlsward {

MailboxThreads::MailboxThreads(std::vector<MailboxOptions> mailboxes, PollSetting setting)
    : mailboxes_(std::move(mailboxes)), setting_(std::move(setting)) {
  for (const MailboxOptions& mailbox : mailboxes_)
    threads_.emplace_back(
        [&mailbox, this](const std::stop_token& stop) { watch_mailbox(mailbox, setting_, stop); });
}

MailboxThreads::~MailboxThreads() {
  for (std::jthread& thread : threads_)
    thread.request_stop();
}

}  // namespace tlsward
