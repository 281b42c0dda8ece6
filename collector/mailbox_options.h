// A mailbox as the operator describes it: a [[mailbox]] of the configuration.
#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>

namespace tlsward {

enum class ImapTls {
  implicit,  // from the first byte, port 993
  starttls,  // after STARTTLS, port 143; never without
  none,      // passwords and mails in the clear
};

enum class ImapAuth {
  password,     // AUTHENTICATE PLAIN where the server offers it, else LOGIN
  xoauth2,      // Google's and Microsoft's, with a token
  oauthbearer,  // RFC 7628, with a token
};

enum class AfterStoring {
  leave,   // the mail as it is: the database knows how far it has read
  seen,    // marked as read
  move,    // to another folder
  remove,  // deleted some days later; "delete" in the configuration
};

struct ImapServer {
  std::string host;
  std::size_t port = 993;  // RFC 8314 section 3.2; 143 for STARTTLS
  ImapTls tls = ImapTls::implicit;
  std::string ca_file;  // PEM; "" = the system's
};

struct MailboxOptions {
  std::string name;  // as status and receipts call it
  ImapServer server;
  std::string user;
  ImapAuth auth = ImapAuth::password;
  std::string password_file;      // a name without a slash is a credential of systemd
  std::string token_file;         // likewise
  std::string token_command;      // for the shell; prints a token
  std::set<std::string> folders;  // none: INBOX
  AfterStoring after_storing = AfterStoring::leave;
  std::string move_to;
  std::string not_report_folder;  // where mails without a report go; "" = nowhere
  std::size_t delete_after_days = 30;
  std::chrono::seconds poll_interval = std::chrono::minutes(15);
};

// What is missing or does not go together, and what to write; "" if nothing.
std::string fault_of(const MailboxOptions& mailbox);

}  // namespace tlsward
