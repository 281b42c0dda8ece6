#include "collector/mailbox_options.h"

namespace tlsward {

namespace {

constexpr std::size_t kLastPort = 65535;

std::string fault_of_secret(const MailboxOptions& mailbox) {
  if (mailbox.auth == ImapAuth::password)
    return mailbox.password_file.empty() ? "has no password_file; name the file of its password"
                                         : "";
  if (!mailbox.token_file.empty() || !mailbox.token_command.empty()) return "";
  return "has no token; set token_command or token_file";
}

}  // namespace

std::string fault_of(const MailboxOptions& mailbox) {
  if (mailbox.name.empty()) return "has no name; add name = \"reports\"";
  if (mailbox.server.host.empty()) return "has no host; add host = \"imap.example.org\"";
  if (mailbox.user.empty()) return "has no user; add user = \"reports@example.org\"";
  if (mailbox.server.port > kLastPort) return "has no such port; 993 or 143 are usual";
  if (mailbox.after_storing == AfterStoring::move && mailbox.move_to.empty())
    return "moves mails nowhere; set move_to to a folder";
  return fault_of_secret(mailbox);
}

}  // namespace tlsward
