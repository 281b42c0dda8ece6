#include "program/smtp_client.h"

#include "collector/base64.h"
#include "collector/secret.h"
#include "program/smtp_stream.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace tlsward {

namespace {

constexpr std::size_t kShownBytes = 300;

struct Reply {
  int code = 0;                    // of three digits
  std::vector<std::string> lines;  // without it

  bool accepts() const { return code / 100 == 2; }
  bool refuses() const { return code / 100 == 5; }

  // "550 5.1.1 no such user", safe to print.
  std::string text() const {
    std::string text = fmt::format("{}", code);
    for (const std::string& line : lines)
      text += ' ' + line;
    return printable(text, kShownBytes);
  }
};

class Dialogue {
 public:
  Dialogue(const SmtpServer& server, const std::stop_token& stop)
      : server_(server), stream_(server, stop) {
    require(read_reply(), "it does not greet");
    say_hello();
    if (server.tls == SmtpTls::starttls) start_tls();
    if (!server.user.empty()) log_in();
  }

  std::vector<OutboxRecipient> post(const OutboxMail& mail);

 private:
  Reply read_reply();
  Reply ask(const std::string& command);
  void require(const Reply& reply, std::string_view fault);
  void say_hello();
  void start_tls();
  void log_in();
  Reply send_message(const std::string& message);

  const SmtpServer& server_;
  SmtpStream stream_;
  std::set<std::string> extensions_;  // "starttls", "auth plain login"
};

// RFC 5321 section 4.2.1: all lines of a reply have one code, the last one a blank behind it.
Reply Dialogue::read_reply() {
  Reply reply;
  for (bool last = false; !last;) {
    const std::string line = stream_.read_line();
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool readable = line.size() >= 3 &&
                          std::all_of(line.begin(), line.begin() + 3, is_digit) &&
                          (line.size() == 3 || line[3] == ' ' || line[3] == '-');
    if (!readable)
      throw MailServerError(
          fmt::format("it answers what is no SMTP: \"{}\"; check mail.host and mail.port",
                      printable(line, kShownBytes)));
    reply.code = std::stoi(line.substr(0, 3));
    reply.lines.push_back(line.size() > 4 ? line.substr(4) : "");
    last = line.size() == 3 || line[3] == ' ';
  }
  return reply;
}

Reply Dialogue::ask(const std::string& command) {
  stream_.write(command + "\r\n");
  return read_reply();
}

void Dialogue::require(const Reply& reply, std::string_view fault) {
  if (!reply.accepts()) throw MailServerError(fmt::format("{}: {}", fault, reply.text()));
}

void Dialogue::say_hello() {
  const Reply reply = ask("EHLO " + stream_.own_address());
  require(reply, "it refuses EHLO");
  extensions_.clear();
  for (const std::string& line : reply.lines)
    extensions_.insert(lower_case(line));
}

void Dialogue::start_tls() {
  if (!extensions_.contains("starttls"))
    throw MailServerError(
        "it offers no STARTTLS, and nothing is sent in the clear; set mail.tls = \"tls\" and its "
        "port, or mend the server");
  require(ask("STARTTLS"), "it refuses STARTTLS");
  stream_.start_tls();
  say_hello();  // RFC 3207 section 4.2: what it said before counts no more
}

void Dialogue::log_in() {
  const std::string password = read_secret_file(server_.password_file);
  Reply reply;
  if (server_.auth == SmtpAuth::plain) {
    reply = ask("AUTH PLAIN " + base64('\0' + server_.user + '\0' + password));
  } else {
    reply = ask("AUTH LOGIN");
    if (reply.code == 334) reply = ask(base64(server_.user));
    if (reply.code == 334) reply = ask(base64(password));
  }
  require(reply, "login refused; check mail.user, mail.password_file and mail.auth");
}

// A line that begins with a dot gets another one (RFC 5321 section 4.5.2).
Reply Dialogue::send_message(const std::string& message) {
  std::string bytes;
  bytes.reserve(message.size() + 64);
  for (std::size_t at = 0; at < message.size();) {
    const auto end = std::min(message.find("\r\n", at), message.size());
    if (message[at] == '.') bytes += '.';
    bytes.append(message, at, end - at).append("\r\n");
    at = end + 2;
  }
  stream_.write(bytes + ".\r\n");
  return read_reply();
}

// What is neither taken nor refused waits on.
void judge(OutboxRecipient& recipient, const Reply& reply) {
  recipient.answer = reply.text();
  if (reply.accepts()) recipient.state = RecipientState::taken;
  if (reply.refuses()) recipient.state = RecipientState::refused;
}

std::vector<OutboxRecipient> Dialogue::post(const OutboxMail& mail) {
  // Not the mail's fault: the operator can mend it, and the mail is kept for that.
  require(ask(fmt::format("MAIL FROM:<{}>", mail.sender)), "it refuses the sender (mail.from)");
  std::vector<OutboxRecipient> recipients;
  std::vector<std::size_t> accepted;
  for (const OutboxRecipient& asked : mail.recipients) {
    if (asked.state != RecipientState::waiting) continue;
    recipients.push_back({.address = asked.address});
    const Reply reply = ask(fmt::format("RCPT TO:<{}>", asked.address));
    if (reply.accepts())
      accepted.push_back(recipients.size() - 1);
    else
      judge(recipients.back(), reply);
  }
  if (!accepted.empty()) {
    Reply reply = ask("DATA");
    if (reply.code == 354)
      reply = send_message(mail.message);
    else if (reply.code < 400)
      throw MailServerError(
          fmt::format("it answers DATA with what is no answer: {}", reply.text()));
    for (const std::size_t one : accepted)
      judge(recipients[one], reply);
  }
  // Without waiting for its answer: what is taken should be noted before anything else can fail.
  stream_.quit();
  return recipients;
}

}  // namespace

std::vector<OutboxRecipient> post_by_smtp(const SmtpServer& server, const OutboxMail& mail,
                                          const std::stop_token& stop) {
  return Dialogue(server, stop).post(mail);
}

}  // namespace tlsward
