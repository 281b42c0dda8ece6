#include "program/smtp_client.h"

#include "collector/base64.h"
#include "collector/secret.h"
#include "program/smtp_reply.h"
#include "program/smtp_stream.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace tlsward {

namespace {

// What the operator is to look at where a server wants a login, or another one.
constexpr std::string_view kLoginAdvice = "check mail.user, mail.password_file and mail.auth";

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
  SmtpReply read_reply();
  SmtpReply ask(const std::string& command);
  void require(const SmtpReply& reply, std::string_view fault);
  void say_hello();
  void start_tls();
  void log_in();
  std::vector<OutboxRecipient> name_recipients(const OutboxMail& mail);
  SmtpReply send_message(const std::string& message);

  const SmtpServer& server_;
  SmtpStream stream_;
  std::set<std::string> extensions_;  // "starttls", "auth plain login"
};

SmtpReply Dialogue::read_reply() {
  SmtpReply reply;
  while (!add_line(reply, stream_.read_line())) {
  }
  return reply;
}

SmtpReply Dialogue::ask(const std::string& command) {
  stream_.write(command + "\r\n");
  return read_reply();
}

void Dialogue::require(const SmtpReply& reply, std::string_view fault) {
  if (!reply.accepts()) throw MailServerError(fmt::format("{}: {}", fault, reply.text()));
}

void Dialogue::say_hello() {
  const SmtpReply reply = ask("EHLO " + stream_.own_address());
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
  SmtpReply reply;
  if (server_.auth == SmtpAuth::plain) {
    reply = ask("AUTH PLAIN " + base64('\0' + server_.user + '\0' + password));
  } else {
    reply = ask("AUTH LOGIN");
    if (reply.code == 334) reply = ask(base64(server_.user));
    if (reply.code == 334) reply = ask(base64(password));
  }
  require(reply, fmt::format("login refused; {}", kLoginAdvice));
}

// A line that begins with a dot gets another one (RFC 5321 section 4.5.2).
std::string with_dots(const std::string& message) {
  std::string bytes;
  bytes.reserve(message.size() + 64);
  for (std::size_t at = 0; at < message.size();) {
    const auto end = std::min(message.find("\r\n", at), message.size());
    if (message[at] == '.') bytes += '.';
    bytes.append(message, at, end - at).append("\r\n");
    at = end + 2;
  }
  return bytes + ".\r\n";
}

SmtpReply Dialogue::send_message(const std::string& message) {
  try {
    stream_.write(with_dots(message));
    return read_reply();
  } catch (const std::runtime_error& error) {
    throw MailInDoubt(error.what());
  }
}

std::string relay_advice() {
  return fmt::format("{}, and whether it sends mail from mail.from for this machine", kLoginAdvice);
}

// The answer to the message. What is neither taken nor refused waits on; so does whom a server
// refuses that wants a login.
void judge(OutboxRecipient& recipient, const SmtpReply& reply) {
  recipient.answer = reply.text();
  if (reply.accepts()) recipient.state = RecipientState::taken;
  if (!reply.refuses()) return;
  if (blame_of(reply) == Blame::login)
    recipient.answer += fmt::format("; it wants a login: {}", kLoginAdvice);
  else
    recipient.state = RecipientState::refused;
}

// The answer to the recipient, who is not accepted. Nothing but that it accepts another one shows
// that the server relays for us: till then the fault may be the operator's to mend, and the
// recipient waits for that.
void judge_named(OutboxRecipient& recipient, const SmtpReply& reply, bool accepts_another) {
  judge(recipient, reply);
  if (!reply.refuses() || blame_of(reply) != Blame::unclear) return;
  if (!accepts_another) recipient.state = RecipientState::waiting;
  recipient.answer += fmt::format("; if the address is right, {}", relay_advice());
}

// It accepts nobody, and says of everybody what is no fault of an address.
void refuse_to_blame_all(const std::vector<SmtpReply>& replies) {
  if (replies.empty()) return;
  for (const SmtpReply& reply : replies)
    if (!reply.refuses() || blame_of(reply) == Blame::recipient) return;
  throw MailServerError(fmt::format("it takes mail for none of the recipients: {}; {}",
                                    replies.front().text(), relay_advice()));
}

// The recipients who wait, with the last word to those who are not accepted already.
std::vector<OutboxRecipient> Dialogue::name_recipients(const OutboxMail& mail) {
  std::vector<OutboxRecipient> recipients;
  std::vector<SmtpReply> replies;
  for (const OutboxRecipient& asked : mail.recipients) {
    if (asked.state != RecipientState::waiting) continue;
    recipients.push_back({.address = asked.address});
    replies.push_back(ask(fmt::format("RCPT TO:<{}>", asked.address)));
  }
  refuse_to_blame_all(replies);
  const bool accepts_any = std::ranges::any_of(replies, &SmtpReply::accepts);
  for (std::size_t i = 0; i < recipients.size(); ++i)
    if (!replies[i].accepts()) judge_named(recipients[i], replies[i], accepts_any);
  return recipients;
}

std::vector<OutboxRecipient> Dialogue::post(const OutboxMail& mail) {
  // Not the mail's fault: the operator can mend it, and the mail is kept for that.
  const SmtpReply sender = ask(fmt::format("MAIL FROM:<{}>", mail.sender));
  if (blame_of(sender) == Blame::login)
    require(sender, fmt::format("it wants a login; {}", kLoginAdvice));
  require(sender, "it refuses the sender (mail.from)");
  std::vector<OutboxRecipient> recipients = name_recipients(mail);
  const auto is_accepted = [](const OutboxRecipient& one) { return one.answer.empty(); };
  if (std::ranges::any_of(recipients, is_accepted)) {
    SmtpReply reply = ask("DATA");
    if (reply.code == 354)
      reply = send_message(mail.message);
    else if (reply.code < 400)
      throw MailServerError(
          fmt::format("it answers DATA with what is no answer: {}", reply.text()));
    for (OutboxRecipient& recipient : recipients)
      if (is_accepted(recipient)) judge(recipient, reply);
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
