#include "collector/folder_reader.h"

#include "schema/deliveries.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace tlsward {

namespace {

constexpr Uid kLastUid = std::numeric_limits<Uid>::max();
constexpr Uid kWindow = 80'000;
constexpr std::size_t kSizesAtOnce = 500;
constexpr std::size_t kMailsAtOnce = 50;
constexpr std::size_t kBytesAtOnce = 4 << 20;
constexpr std::size_t kSlackBytes = 1 << 20;  // sizes are estimates with some servers (Exchange)
constexpr std::int64_t kMostTries = 3;
constexpr std::chrono::hours kTryAgain{24};

void count(const Settled& settled, PollCounts& counts) {
  switch (settled.outcome) {
    case Outcome::stored:
      ++counts.stored;
      return;
    case Outcome::duplicate:
      ++counts.duplicates;
      return;
    case Outcome::conflict:
      ++counts.conflicts;
      return;
    case Outcome::quarantined:
      ++counts.quarantined;
      return;
    case Outcome::refused:
      ++counts.refused;
      return;
  }
}

std::string too_often_tried() {
  return fmt::format("it could not be read in {} tries", kMostTries);
}

// The delivery whose raw bytes the report, or what is in quarantine, can be made from again.
std::int64_t kept_as(const Settled& settled) {
  return settled.report.value_or(settled.delivery.value_or(0));
}

}  // namespace

std::optional<UidWindow> next_window(std::uint64_t first, const ImapFolder& folder) {
  if (first > kLastUid) return {};
  const std::uint64_t last = first + kWindow - 1;
  if (folder.messages <= kWindow || folder.uid_next == 0 || last + 1 >= folder.uid_next)
    return UidWindow{static_cast<Uid>(first), kLastUid};
  return UidWindow{static_cast<Uid>(first), static_cast<Uid>(last)};
}

FolderReader::FolderReader(Poll& poll, FolderName name, const ImapFolder& folder)
    : poll_(poll), name_(std::move(name)), folder_(folder) {
  position_ = poll_.store.mailboxes().position(name_);
  if (position_.uid_validity == folder_.uid_validity) return;
  if (position_.last_uid > 0)
    poll_.note = fmt::format(
        "folder {} was made anew on the server, and is read from its beginning", name_.folder);
  position_ = {.uid_validity = folder_.uid_validity};
  poll_.store.transact([&] {
    poll_.store.mailboxes().forget_mails(name_);
    poll_.store.mailboxes().set_position(name_, position_);
  });
  poll_.store.commit();
}

void FolderReader::read() {
  std::uint64_t next = static_cast<std::uint64_t>(position_.last_uid) + 1;
  while (const auto window = next_window(next, folder_)) {
    const std::vector<Uid> uids = poll_.mailbox.search(window->first, window->last);
    poll_.counts.pending += static_cast<std::int64_t>(uids.size());
    for (std::span<const Uid> rest(uids); !rest.empty();)
      rest = rest.subspan(read_some(rest));
    next = std::uint64_t{window->last} + 1;
  }
}

// Deals with the first of them, or as many as are asked about together; tells how many. A server
// may break off when it is asked for no more than the size of a mail (Dovecot, of one that it may
// not open), so that a try begins here.
std::size_t FolderReader::read_some(std::span<const Uid> uids) {
  const Uid first = uids.front();
  if (is_too_often_tried(first)) {
    set_aside(first, too_often_tried());
    dealt_with(1);
    return 1;
  }
  if (position_.trying_uid == first) one_by_one_ = kSizesAtOnce;
  const std::size_t count = one_by_one_ > 0 ? 1 : std::min(kSizesAtOnce, uids.size());
  begin_try(first);
  read_new(with_sizes({uids.begin(), uids.begin() + static_cast<std::ptrdiff_t>(count)}));
  if (one_by_one_ > 0) --one_by_one_;
  return count;
}

// In order, 0 bytes for those of which the server tells nothing.
std::vector<MailSize> FolderReader::with_sizes(const std::vector<Uid>& uids) {
  std::vector<MailSize> mails;
  const std::vector<MailSize> told = poll_.mailbox.sizes(uids);
  for (auto size = told.begin(); const Uid uid : uids) {
    const bool is_told = size != told.end() && size->uid == uid;
    mails.push_back(is_told ? *size++ : MailSize{uid, 0});
  }
  return mails;
}

void FolderReader::read_new(std::vector<MailSize> mails) {
  while (!mails.empty()) {
    const std::size_t done = read_first(mails);
    mails.erase(mails.begin(), mails.begin() + static_cast<std::ptrdiff_t>(done));
    dealt_with(static_cast<std::int64_t>(done));
  }
}

// Deals with the first of them, or as many as go together; 0 if that failed and counts as a try.
std::size_t FolderReader::read_first(const std::vector<MailSize>& mails) {
  const MailSize& first = mails.front();
  if (first.bytes > poll_.limits.max_mail_bytes) {
    set_aside(first.uid, fmt::format("it has {} bytes, over limits.max_mail_bytes", first.bytes));
    return 1;
  }
  if (is_too_often_tried(first.uid)) {
    set_aside(first.uid, too_often_tried());
    return 1;
  }
  const bool again = position_.trying_uid == first.uid && begun_ != first.uid;
  std::vector<Uid> uids;
  std::size_t bytes = 0;
  const std::size_t most = again ? 1 : kMailsAtOnce;
  for (const MailSize& mail : mails) {
    bytes += mail.bytes;
    if (!uids.empty() && (uids.size() == most || bytes > kBytesAtOnce)) break;
    uids.push_back(mail.uid);
  }
  begin_try(first.uid);
  const std::size_t done = read_batch(uids);
  if (done == 0) begun_ = 0;
  return done;
}

bool FolderReader::is_too_often_tried(Uid uid) {
  return position_.trying_uid == uid && position_.tries >= kMostTries;
}

// On disk before the mails are touched: one of them may end the process each time.
void FolderReader::begin_try(Uid uid) {
  if (std::exchange(begun_, uid) == uid) return;
  position_.tries = position_.trying_uid == uid ? position_.tries + 1 : 1;
  position_.trying_uid = uid;
  poll_.store.transact([&] { poll_.store.mailboxes().set_position(name_, position_); });
  poll_.store.commit();
}

// Those up to the first that the server does not hand out. Of a single one it is asked whether it
// is still there.
std::size_t FolderReader::read_batch(const std::vector<Uid>& uids) {
  std::vector<FetchedMail> mails = fetch(uids);
  const auto gap = std::mismatch(uids.begin(), uids.end(), mails.begin(), mails.end(),
                                 [](Uid uid, const FetchedMail& mail) { return uid == mail.uid; });
  mails.erase(gap.second, mails.end());
  if (mails.empty()) {
    if (!poll_.mailbox.search(uids.front(), uids.front()).empty()) return 0;
    pass(uids.front());
    return 1;
  }
  std::vector<std::vector<Reading>> readings;
  readings.reserve(mails.size());
  for (FetchedMail& mail : mails)
    readings.push_back(read_mail(mail));
  position_ = {.uid_validity = folder_.uid_validity, .last_uid = mails.back().uid};
  keep(mails, readings);
  return mails.size();
}

std::vector<FetchedMail> FolderReader::fetch(const std::vector<Uid>& uids) {
  return poll_.mailbox.bodies(uids, poll_.limits.max_mail_bytes + kSlackBytes);
}

std::vector<Reading> FolderReader::read_mail(FetchedMail& mail) {
  return poll_.reader.read(
      {.channel = "imap",
       .source = fmt::format("{}/{} UID {}", name_.mailbox, name_.folder, mail.uid),
       .file_name = {},
       .trust = Trust::unauthenticated,
       .received = poll_.now,
       .bytes = std::move(mail.bytes)});
}

// One commit for all of them, and for how far the folder is read.
void FolderReader::keep(const std::vector<FetchedMail>& mails,
                        const std::vector<std::vector<Reading>>& readings) {
  for (std::size_t i = 0; i < mails.size(); ++i) {
    const std::vector<Settled> settled = poll_.intake.keep(poll_.store, readings[i]);
    const bool ask_again = std::ranges::any_of(readings[i], &Reading::ask_again);
    poll_.store.transact([&] { note_outcome(mails[i].uid, settled, ask_again); });
  }
  poll_.store.transact([&] { poll_.store.mailboxes().set_position(name_, position_); });
  poll_.store.commit();
}

// A mail whose signature could not be checked for lack of DNS is read again later, and stays until
// then.
void FolderReader::note_outcome(Uid uid, const std::vector<Settled>& settled, bool ask_again) {
  const bool has_report = !holds_no_report(settled);
  if (!has_report) ++poll_.counts.without_report;
  for (const Settled& one : settled) {
    if (has_report) count(one, poll_.counts);
  }
  if (ask_again) {
    poll_.store.mailboxes().set_aside(
        name_, {uid, "the key of its signature could not be fetched", poll_.now});
    return;
  }
  finish_later(uid, settled, has_report);
  poll_.store.mailboxes().take_up(name_, uid);
}

// What was refused is kept nowhere else: such a mail stays where it is.
void FolderReader::finish_later(Uid uid, const std::vector<Settled>& settled, bool has_report) {
  Mailboxes& mailboxes = poll_.store.mailboxes();
  if (!has_report) {
    if (!poll_.options.not_report_folder.empty())
      mailboxes.add_to_finish(name_, {uid, 0, poll_.now});
    return;
  }
  if (poll_.options.after_storing == AfterStoring::leave) return;
  if (std::ranges::any_of(settled, [](const Settled& one) { return kept_as(one) == 0; })) return;
  const auto wait = poll_.options.after_storing == AfterStoring::remove
                        ? std::chrono::days(poll_.options.delete_after_days)
                        : std::chrono::days(0);
  for (const Settled& one : settled)
    mailboxes.add_to_finish(name_, {uid, kept_as(one), poll_.now + wait});
}

// There is nothing to keep of it.
void FolderReader::pass(Uid uid) {
  position_ = {.uid_validity = folder_.uid_validity, .last_uid = uid};
  poll_.store.transact([&] { poll_.store.mailboxes().set_position(name_, position_); });
  poll_.store.commit();
}

void FolderReader::set_aside(Uid uid, const std::string& why) {
  ++poll_.counts.set_aside;
  poll_.note = fmt::format("mail UID {} in {} is set aside: {}", uid, name_.folder, why);
  position_ = {.uid_validity = folder_.uid_validity, .last_uid = uid};
  poll_.store.transact([&] {
    poll_.store.mailboxes().set_aside(name_, {uid, why, poll_.now});
    poll_.store.mailboxes().set_position(name_, position_);
  });
  poll_.store.commit();
}

// Whatever stood in their way may be gone: a limit that was raised, a server that was mended.
void FolderReader::read_set_aside() {
  for (const MailSetAside& mail : poll_.store.mailboxes().set_aside(name_)) {
    const bool due = poll_.by_hand ? mail.tried < poll_.now : mail.tried + kTryAgain <= poll_.now;
    if (due) read_again(mail);
  }
}

void FolderReader::read_again(const MailSetAside& mail) {
  const Uid uid = static_cast<Uid>(mail.uid);
  Mailboxes& mailboxes = poll_.store.mailboxes();
  poll_.store.transact([&] { mailboxes.set_aside(name_, {uid, mail.why, poll_.now}); });
  poll_.store.commit();
  const std::vector<MailSize> size = poll_.mailbox.sizes({uid});
  if (!size.empty() && size.front().bytes > poll_.limits.max_mail_bytes) return;
  std::vector<FetchedMail> fetched = fetch({uid});
  if (!fetched.empty()) {
    std::vector<std::vector<Reading>> readings;
    readings.push_back(read_mail(fetched.front()));
    keep(fetched, readings);
    dealt_with(1);
  } else if (poll_.mailbox.search(uid, uid).empty()) {
    poll_.store.transact([&] { mailboxes.take_up(name_, uid); });
    poll_.store.commit();
  }
}

void FolderReader::dealt_with(std::int64_t mails) {
  poll_.counts.mails += mails;
  poll_.counts.pending = std::max<std::int64_t>(poll_.counts.pending - mails, 0);
  if (poll_.on_progress) poll_.on_progress(poll_.counts);
}

}  // namespace tlsward
