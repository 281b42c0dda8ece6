#include "collector/mail_finisher.h"

#include "schema/deliveries.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace tlsward {

namespace {

constexpr std::size_t kAtOnce = 200;

// Mails by what is to be done with them.
struct Sorted {
  std::vector<Uid> with_report;
  std::vector<Uid> without_report;
  std::vector<Uid> lost;  // the database holds their report no more
};

bool is_kept(Store& kept, const MailToFinish& mail) {
  return mail.kept == 0 || !kept.deliveries().raw(mail.kept).value_or("").empty();
}

Sorted sort(const std::vector<MailToFinish>& mails, Store& kept) {
  Sorted sorted;
  for (auto mail = mails.begin(); mail != mails.end();) {
    const auto end = std::find_if(
        mail, mails.end(), [&](const MailToFinish& other) { return other.uid != mail->uid; });
    const bool all = std::all_of(mail, end, [&](const auto& row) { return is_kept(kept, row); });
    std::vector<Uid>& kind = !all              ? sorted.lost
                             : mail->kept == 0 ? sorted.without_report
                                               : sorted.with_report;
    kind.push_back(static_cast<Uid>(mail->uid));
    mail = end;
  }
  return sorted;
}

bool finish_on_server(Poll& poll, const std::vector<Uid>& uids) {
  switch (poll.options.after_storing) {
    case AfterStoring::leave:
      return true;
    case AfterStoring::seen:
      return poll.mailbox.mark_seen(uids);
    case AfterStoring::move:
      return poll.mailbox.move(uids, poll.options.move_to);
    case AfterStoring::remove:
      return poll.mailbox.remove(uids);
  }
  return false;
}

void note_finished(Poll& poll, const FolderName& folder, const std::vector<Uid>& uids) {
  poll.store.transact([&] {
    for (const Uid uid : uids)
      poll.store.mailboxes().finished(folder, uid);
  });
  poll.store.commit();
}

// False if the server refuses: then it will refuse the next ones too.
bool finish(Poll& poll, const FolderName& folder, const Sorted& sorted) {
  const auto& [with_report, without_report, lost] = sorted;
  const bool done = (with_report.empty() || finish_on_server(poll, with_report)) &&
                    (without_report.empty() || poll.options.not_report_folder.empty() ||
                     poll.mailbox.move(without_report, poll.options.not_report_folder));
  if (!done) {
    poll.note = fmt::format(
        "mails in {} stay where they are, for the server can neither move nor delete them by UID, "
        "or refuses to: {}; their reports are stored",
        folder.folder, poll.mailbox.last_answer());
    return false;
  }
  note_finished(poll, folder, with_report);
  note_finished(poll, folder, without_report);
  poll.counts.finished += static_cast<std::int64_t>(with_report.size() + without_report.size());
  return true;
}

}  // namespace

void finish_mails(Poll& poll, const FolderName& folder, Store& kept) {
  for (;;) {
    const std::vector<MailToFinish> mails =
        poll.store.mailboxes().due_to_finish(folder, poll.now, kAtOnce);
    if (mails.empty()) return;
    const Sorted sorted = sort(mails, kept);
    if (!sorted.lost.empty()) {
      poll.note = fmt::format("mail UID {} in {} stays: its report is in the database no more",
                              sorted.lost.front(), folder.folder);
      note_finished(poll, folder, sorted.lost);
    }
    if (!finish(poll, folder, sorted)) return;
  }
}

}  // namespace tlsward
