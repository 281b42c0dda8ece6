#include "collector/imap_poller.h"

#include "collector/mail_finisher.h"
#include "collector/poll_lock.h"
#include "collector/secret.h"
#include "collector/stop_signal.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace tlsward {

namespace {

constexpr std::chrono::minutes kPollTime{10};
constexpr std::chrono::minutes kFirstRetry{1};
constexpr std::chrono::minutes kLastRetry{60};
constexpr std::chrono::minutes kLongestIdle{25};  // RFC 2177 section 3: servers end it after 30
constexpr std::chrono::seconds kLeastPause{1};    // between polls, whatever a server tells of
constexpr std::size_t kShownBytes = 300;          // of what a server said

using Clock = ImapStream::Clock;

Timestamp now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::set<std::string> folders_of(const MailboxOptions& mailbox) {
  return mailbox.folders.empty() ? std::set<std::string>{"INBOX"} : mailbox.folders;
}

// The polls of one mailbox, and the connection, which lasts from one to the next where the server
// tells of new mail.
class Poller {
 public:
  Poller(const MailboxOptions& options, const PollSetting& setting, const std::stop_token& stop)
      : options_(options), setting_(setting), stop_(stop), stop_signal_(stop) {}

  PollResult poll(const PollRequest& request);
  void wait_for_mail(std::chrono::seconds longest);

 private:
  void connect();
  void look(PollCounts& counts);
  void read(const PollRequest& request, PollResult& result);
  void read_set_aside(Poll& poll, Store& kept);
  void idle(std::chrono::seconds longest);
  ImapFolder select(const std::string& folder);
  void note_status(const PollRequest& request, PollResult& result);

  const MailboxOptions& options_;
  const PollSetting& setting_;
  const std::stop_token stop_;
  const StopSignal stop_signal_;
  std::unique_ptr<ImapMailbox> mailbox_;
  Uid next_in_first_folder_ = 0;  // when it was last polled
};

PollResult Poller::poll(const PollRequest& request) {
  PollResult result;
  std::optional<PollLock> lock;
  try {
    if (request.manner == PollManner::only_looks) {
      connect();
      look(result.counts);
      return result;
    }
    lock.emplace(setting_.database, options_.name);
    if (!lock->is_held())
      return {.fault = "another tlsward polls it just now; try again when that one is done"};
    connect();
    read(request, result);
  } catch (const Stopped&) {
    mailbox_.reset();
  } catch (const std::exception& error) {
    mailbox_.reset();
    result.fault = printable(error.what(), 1000);
  }
  if (request.manner != PollManner::only_looks) note_status(request, result);
  return result;
}

void Poller::connect() {
  const Patience patience{Clock::now() + kPollTime, stop_signal_.descriptor()};
  if (mailbox_) return mailbox_->be_patient_until(patience.deadline);
  const ImapLogin login{options_.auth, options_.user, read_secret(options_, patience)};
  mailbox_ = std::make_unique<ImapMailbox>(options_.server, login, patience);
}

void Poller::look(PollCounts& counts) {
  std::unique_ptr<Store> store;
  if (access(setting_.database.c_str(), F_OK) == 0) store = open_store_read_only(setting_.database);
  for (const std::string& name : folders_of(options_)) {
    const ImapFolder folder = mailbox_->select(name);
    FolderPosition position;
    if (store) position = store->mailboxes().position({options_.name, name});
    const bool known = position.uid_validity == folder.uid_validity;
    std::uint64_t next = known ? static_cast<std::uint64_t>(position.last_uid) + 1 : 1;
    while (const auto window = next_window(next, folder)) {
      const auto found = mailbox_->search(window->first, window->last).size();
      counts.pending += static_cast<std::int64_t>(found);
      next = std::uint64_t{window->last} + 1;
    }
  }
}

void Poller::read(const PollRequest& request, PollResult& result) {
  const auto store = open_store(setting_.database, Commits::grouped);
  const auto kept = open_store_read_only(setting_.database);
  Intake intake(setting_.limits, setting_.ownership, store->hash_key());
  MailReader reader(intake, setting_.limits, {setting_.make_lookup(), setting_.authserv_ids});
  Poll poll{.options = options_,
            .limits = setting_.limits,
            .mailbox = *mailbox_,
            .store = *store,
            .intake = intake,
            .reader = reader,
            .now = request.now,
            .by_hand = request.manner == PollManner::by_hand,
            .on_progress = request.on_progress,
            .counts = result.counts,
            .note = result.note};
  for (const std::string& name : folders_of(options_)) {
    const FolderName folder{options_.name, name};
    FolderReader(poll, folder, select(name)).read();
    finish_mails(poll, folder, *kept);
  }
  read_set_aside(poll, *kept);
}

// Last of all, and no fault of a poll that has read all else: what made a mail fail may end the
// connection once more.
void Poller::read_set_aside(Poll& poll, Store& kept) try {
  for (const std::string& name : folders_of(options_)) {
    const FolderName folder{options_.name, name};
    if (poll.store.mailboxes().set_aside(folder).empty()) continue;
    FolderReader(poll, folder, select(name)).read_set_aside();
    finish_mails(poll, folder, kept);
  }
} catch (const MailServerError& error) {
  mailbox_.reset();
  poll.note = fmt::format("a mail that was set aside still cannot be read: {}",
                          printable(error.what(), kShownBytes));
}

ImapFolder Poller::select(const std::string& folder) {
  const ImapFolder selected = mailbox_->select(folder);
  if (folder == *folders_of(options_).begin()) next_in_first_folder_ = selected.uid_next;
  return selected;
}

// What cannot be noted is the poll's fault: somebody else holds the database, or it is gone.
void Poller::note_status(const PollRequest& request, PollResult& result) try {
  const auto store = open_store(setting_.database, Commits::each);
  store->transact([&] {
    MailboxStatus status = store->mailboxes().status(options_.name).value_or(MailboxStatus());
    status.mailbox = options_.name;
    status.last_poll = request.now;
    status.pending = result.counts.pending;
    status.failures = result.fault.empty() ? 0 : status.failures + 1;
    if (result.fault.empty()) status.last_success = request.now;
    status.fault = result.fault;
    status.note = result.note;
    store->mailboxes().set_status(status);
  });
} catch (const std::exception& error) {
  if (result.fault.empty()) result.fault = printable(error.what(), 1000);
}

// At the server, if it tells of new mail. A connection that is lost meanwhile is made anew for the
// next poll, a minute later at the earliest.
void Poller::wait_for_mail(std::chrono::seconds longest) {
  if (!mailbox_ || !mailbox_->can_idle()) {
    mailbox_.reset();
    return sleep_for(longest, stop_);
  }
  try {
    idle(std::min<std::chrono::seconds>(longest, kLongestIdle));
  } catch (const std::exception&) {
    mailbox_.reset();
    sleep_for(std::min<std::chrono::seconds>(longest, kFirstRetry), stop_);
  }
}

// What came between the poll and this selection is told by no IDLE.
void Poller::idle(std::chrono::seconds longest) {
  sleep_for(kLeastPause, stop_);
  mailbox_->be_patient_until(Clock::now() + longest + kPollTime);
  if (mailbox_->select(*folders_of(options_).begin()).uid_next != next_in_first_folder_) return;
  mailbox_->idle(Clock::now() + longest);
}

// What is wrong with the database is told by the poll that meets it.
std::int64_t failures_until_now(const std::string& mailbox, const std::string& database) try {
  if (access(database.c_str(), F_OK) != 0) return 0;
  const auto store = open_store_read_only(database);
  const auto status = store->mailboxes().status(mailbox);
  return status ? status->failures : 0;
} catch (const std::exception&) {
  return 0;
}

}  // namespace

std::string poll_summary(const PollCounts& counts) {
  std::string text = fmt::format("{} mail{}: {} report{} stored, {} known already", counts.mails,
                                 counts.mails == 1 ? "" : "s", counts.stored,
                                 counts.stored == 1 ? "" : "s", counts.duplicates);
  const std::pair<std::int64_t, std::string_view> others[] = {
      {counts.conflicts, "conflicts"},       {counts.quarantined, "in quarantine"},
      {counts.refused, "refused"},           {counts.without_report, "mails without a report"},
      {counts.set_aside, "mails set aside"}, {counts.finished, "mails finished"}};
  for (const auto& [count, what] : others) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  }
  return text;
}

std::chrono::seconds retry_after(std::int64_t failures) {
  const auto doublings = std::clamp<std::int64_t>(failures - 1, 0, 6);
  return std::min<std::chrono::seconds>(kFirstRetry * (std::int64_t{1} << doublings), kLastRetry);
}

PollResult poll_mailbox(const MailboxOptions& mailbox, const PollSetting& setting,
                        const PollRequest& request, const std::stop_token& stop) {
  return Poller(mailbox, setting, stop).poll(request);
}

void watch_mailbox(const MailboxOptions& mailbox, const PollSetting& setting,
                   const std::stop_token& stop) {
  Poller poller(mailbox, setting, stop);
  std::string last_fault;
  // Also a daemon that is started again and again must not lock an account.
  std::int64_t failures = failures_until_now(mailbox.name, setting.database);
  if (failures > 0) sleep_for(retry_after(failures), stop);
  while (!stop.stop_requested()) {
    const PollResult result = poller.poll({.manner = PollManner::in_turn, .now = now()});
    failures = result.fault.empty() ? 0 : failures + 1;
    if (result.fault != std::exchange(last_fault, result.fault) && !result.fault.empty())
      spdlog::warn("mailbox {}: {}", mailbox.name, result.fault);
    if (result.counts.mails > 0)
      spdlog::info("mailbox {}: {}", mailbox.name, poll_summary(result.counts));
    if (failures > 0) {
      sleep_for(retry_after(failures), stop);
    } else {
      poller.wait_for_mail(mailbox.poll_interval);
    }
  }
}

}  // namespace tlsward
