// From the greeting to the login: what is said before libetpan takes over, line by line. STARTTLS
// and passwords need more care than libetpan takes: nothing is said in the clear that was not asked
// for, and nothing that came in the clear is believed after TLS began.
#pragma once

#include "collector/imap_stream.h"

#include <deque>
#include <set>
#include <string>
#include <vector>

namespace tlsward {

struct ImapLogin {
  ImapAuth auth = ImapAuth::password;
  std::string user;
  std::string secret;  // password or token
};

// A server's answer to one command.
struct ImapReply {
  bool ok = false;
  std::string text;                   // of the tagged line behind OK, NO or BAD
  std::vector<std::string> untagged;  // without the star
};

// Says the command and, where the server asks to go on ("+"), one of the lines after the other; a
// bare end of line once there are no more. Throws what ImapStream throws, and MailServerError at
// PREAUTH.
ImapReply ask(ImapStream& stream, const std::string& command, std::deque<std::string> lines = {});

// Reads the greeting, turns TLS on if that is by STARTTLS, and logs in. Returns what the server can
// do then, in upper case. Throws MailServerError with what to do.
std::set<std::string> log_in(ImapStream& stream, ImapTls tls, const ImapLogin& login);

}  // namespace tlsward
