// What a mail server answers to a command (RFC 5321 section 4.2), and whose fault a refusal of a
// recipient is: a server that wants a login or does not relay for us says so at each recipient, and
// it is our configuration that is to be mended, not the address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct SmtpReply {
  int code = 0;                    // of three digits
  std::vector<std::string> lines;  // without it

  bool accepts() const { return code / 100 == 2; }
  bool refuses() const { return code / 100 == 5; }

  // "550 5.1.1 no such user", safe to print.
  std::string text() const;

  // "5.1.1", the enhanced code in front of the first line (RFC 2034); "" without one.
  std::string_view enhanced_code() const;
};

// Adds a line, without its end, to the reply; true if it is the last. Throws MailServerError for
// what is no line of SMTP, or has another code than the lines before.
bool add_line(SmtpReply& reply, const std::string& line);

// What a refused RCPT TO tells of.
enum class Blame {
  recipient,  // that address, by the server's word
  unclear,    // that address, or our sender, our dialogue or our right to send through the server:
              // so it is where the server accepts nobody
  login,      // us: it wants a login, or another one
};

Blame blame_of(const SmtpReply& reply);

}  // namespace tlsward
