// Passwords and tokens for mailboxes and the mail server: from a file or from a command, read anew
// for each login, so that a changed one is found without a restart. They are in no configuration
// and no log.
#pragma once

#include "collector/imap_stream.h"
#include "collector/mailbox_options.h"

#include <string>

namespace tlsward {

// The first line of the file, without its end; a name without a slash is a credential of systemd
// (LoadCredential=). Throws MailServerError with what to do if it cannot be had, is empty, or may
// be read by everybody.
std::string read_secret_file(const std::string& file);

// What the mailbox's file holds or command prints, without the end of its line. Throws
// MailServerError with what to do if it cannot be had, is empty, or may be read by everybody;
// Stopped.
std::string read_secret(const MailboxOptions& mailbox, Patience patience);

}  // namespace tlsward
