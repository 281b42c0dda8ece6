// What the poller asks of a mailbox on an IMAP server, as the few verbs that takes; libetpan speaks
// the protocol. Messages are named by their UIDs, which hold as long as the folder's UIDVALIDITY.
#pragma once

#include "collector/imap_login.h"
#include "collector/imap_stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

struct mailimap;  // libetpan's

namespace tlsward {

using Uid = std::uint32_t;

struct ImapFolder {
  std::uint32_t uid_validity = 0;
  Uid uid_next = 0;            // 0 if the server does not tell
  std::uint32_t messages = 0;  // as many as can be if the server does not tell
};

struct MailSize {
  Uid uid = 0;
  std::uint32_t bytes = 0;  // as the server says
};

struct FetchedMail {
  Uid uid = 0;
  std::string bytes;
};

// A connection that is logged in. For one thread. Every verb throws what ImapStream throws, and
// MailServerError where the server refuses or its answer cannot be read; after any of these the
// connection is of no more use. Where a verb returns false the server refused (last_answer() says
// how) and the rest goes on. Lists of UIDs are for one command line: at most 500.
class ImapMailbox {
 public:
  ImapMailbox(const ImapServer& server, const ImapLogin& login, Patience patience);
  ~ImapMailbox();
  ImapMailbox(const ImapMailbox&) = delete;
  ImapMailbox& operator=(const ImapMailbox&) = delete;

  // The verbs below are about the folder selected last. Throws MailServerError if it cannot be.
  ImapFolder select(const std::string& folder);

  // The UIDs there are from first to last, in order, each once.
  std::vector<Uid> search(Uid first, Uid last);

  // Of those that are there, in order.
  std::vector<MailSize> sizes(const std::vector<Uid>& uids);

  // Of those that are there and that the server hands out, unread marks left as they are. All
  // together have at most so many bytes, else it throws. A server that refuses because of one mail
  // may have handed out others: it throws only if there are none.
  std::vector<FetchedMail> bodies(const std::vector<Uid>& uids, std::size_t max_bytes);

  bool mark_seen(const std::vector<Uid>& uids);

  // To another folder, which is made if it is missing. By MOVE, or COPY and UID EXPUNGE; false also
  // where the server has neither.
  bool move(const std::vector<Uid>& uids, const std::string& folder);

  // Deletes these and no others: false where the server has no UID EXPUNGE.
  bool remove(const std::vector<Uid>& uids);

  bool can_idle() const { return capabilities_.contains("IDLE"); }

  // Waits in the selected folder (RFC 2177) until a mail has come, at most until then.
  void idle(ImapStream::Clock::time_point until);

  void be_patient_until(ImapStream::Clock::time_point deadline) {
    stream_.be_patient_until(deadline);
  }

  // The server's words to the last verb, safe to print.
  std::string last_answer() const;

 private:
  bool command(const std::string& text, std::size_t max_literal_bytes = 0);
  void require(const std::string& text);
  MailServerError refused(const std::string& text) const;
  void check(int result);
  bool has_mail_come(ImapStream::Clock::time_point until);

  ImapStream stream_;
  std::set<std::string> capabilities_;
  std::unique_ptr<mailimap, void (*)(mailimap*)> session_;
};

}  // namespace tlsward
