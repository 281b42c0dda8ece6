// How tlsward sends mail: the [mail] of the configuration, a mail server or a program.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace tlsward {

enum class SmtpTls {
  starttls,  // after STARTTLS, ports 587 and 25; never without
  tls,       // from the first byte, port 465
  none,      // in the clear, to this machine only
};

enum class SmtpAuth { plain, login };

struct SmtpServer {
  std::string host;
  std::size_t port = 587;  // RFC 6409 section 3.1; 465 for TLS from the first byte
  SmtpTls tls = SmtpTls::starttls;
  std::string ca_file;  // PEM; "" = the system's
  std::string user;     // "" = no login
  SmtpAuth auth = SmtpAuth::plain;
  std::string password_file;                            // without a slash a credential of systemd
  std::chrono::seconds time = std::chrono::minutes(2);  // for one mail, all in all
};

struct MailOptions {
  std::string from;                // "tlsward@example.org", or with a name before <it>
  std::string unsubscribe_mailto;  // an address of people; "" = none
  std::string unsubscribe_url;     // "https://...": of the page that ends mails; "" = none
  SmtpServer server;
  std::string sendmail;  // a program that takes a mail instead of a server; "" = none

  bool is_set() const { return !server.host.empty() || !sendmail.empty(); }
};

// What is missing or does not go together, and what to write; "" if nothing.
std::string fault_of(const MailOptions& mail);

}  // namespace tlsward
