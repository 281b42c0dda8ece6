#include "program/mail_options.h"

#include "analyzer/digest_message.h"
#include "schema/printable.h"

#include <Poco/Net/IPAddress.h>
#include <fmt/format.h>

namespace tlsward {

namespace {

constexpr std::size_t kLastPort = 65535;

bool is_this_machine(const std::string& host) {
  Poco::Net::IPAddress address;
  return host == "localhost" ||
         (Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback());
}

// What a token can be put behind, and can stand in a header as it is.
bool is_base_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/[]%";
  constexpr std::size_t longest = 500;  // a header's line has 998 (RFC 5322 section 2.1.1)
  return text.starts_with(scheme) && text.size() > scheme.size() && text[scheme.size()] != '/' &&
         !text.ends_with('/') && text.size() <= longest &&
         text.find_first_not_of(letters) == std::string_view::npos;
}

std::string fault_of(const SmtpServer& server) {
  if (server.port > kLastPort) return "port: there is none like that; 587, 465 and 25 are usual";
  if (server.tls == SmtpTls::none && !is_this_machine(server.host))
    return fmt::format(
        "tls = \"none\" would send mails to {} in the clear; write \"starttls\" or \"tls\"",
        printable(server.host, 80));
  if (!server.user.empty() && server.password_file.empty())
    return "a user needs password_file; name the file of the password";
  if (server.user.empty() && !server.password_file.empty())
    return "password_file needs user; name who logs in";
  return "";
}

}  // namespace

std::string fault_of(const MailOptions& mail) {
  if (mail.from.empty()) return "has no from; add from = \"tlsward@example.org\"";
  if (!parse_mail_address(mail.from) || !is_printable(mail.from))
    return fmt::format("from: \"{}\" is no address; write it like \"tlsward@example.org\"",
                       printable(mail.from, 80));
  if (!mail.unsubscribe_mailto.empty() && !parse_mail_address(mail.unsubscribe_mailto))
    return fmt::format("unsubscribe_mailto: \"{}\" is no address",
                       printable(mail.unsubscribe_mailto, 80));
  if (!mail.unsubscribe_url.empty() && !is_base_url(mail.unsubscribe_url))
    return fmt::format(
        "unsubscribe_url: \"{}\" is not what a token can follow; write it like "
        "\"https://tlsrpt.example.org/v1/unsubscribe\"",
        printable(mail.unsubscribe_url, 200));
  if (!mail.is_set())
    return "has neither host nor sendmail; add host = \"smtp.example.org\" or sendmail = "
           "\"/usr/sbin/sendmail\"";
  if (!mail.sendmail.empty() && !mail.server.host.empty())
    return "has both host and sendmail; leave one out";
  if (!mail.sendmail.empty() && !mail.sendmail.starts_with('/'))
    return "sendmail must be a path, like \"/usr/sbin/sendmail\"";
  return mail.sendmail.empty() ? fault_of(mail.server) : "";
}

}  // namespace tlsward
