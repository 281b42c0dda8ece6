#include "collector/imap_login.h"

#include "collector/base64.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {

namespace {

using Capabilities = std::set<std::string>;

constexpr std::string_view kTag = "login ";
constexpr std::size_t kShownBytes = 200;

// The first word; what is left of the text begins behind it.
std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

void refuse_preauth(std::string_view untagged) {
  if (lower_case(untagged).starts_with("preauth"))
    throw MailServerError(
        "the server takes us for logged in before we said who we are, which would keep TLS and "
        "password out; set tls = \"implicit\" and its port, or mend the server");
}

void read_greeting(ImapStream& stream) {
  stream.begin_answer(0);
  std::string line = stream.read_line();
  if (!line.starts_with("* "))
    throw MailServerError(
        fmt::format("no IMAP server answers there, but: {}; check host, port and tls",
                    printable(line, kShownBytes)));
  refuse_preauth(line.substr(2));
}

// Dovecot's first lines may be "* OK Waiting for authentication process": capabilities are asked
// for, and asked again after TLS and login.
Capabilities ask_capabilities(ImapStream& stream) {
  Capabilities capabilities;
  for (const std::string& line : ask(stream, "CAPABILITY").untagged) {
    std::string_view rest = line;
    if (lower_case(take_word(rest)) != "capability") continue;
    while (!trimmed(rest).empty()) {
      std::string word(take_word(rest));
      std::transform(word.begin(), word.end(), word.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
      capabilities.insert(std::move(word));
    }
  }
  return capabilities;
}

void upgrade(ImapStream& stream) {
  const ImapReply reply = ask(stream, "STARTTLS");
  if (!reply.ok)
    throw MailServerError(
        fmt::format("the server does not begin TLS ({}); nothing is said without it: set tls = "
                    "\"implicit\" if its port speaks TLS from the start",
                    reply.text));
  // A server waits for our ClientHello: what is there already would be taken for protected.
  if (stream.wait_for_bytes(ImapStream::Clock::now()))
    throw MailServerError("data came in the clear behind STARTTLS: somebody may stand between us");
  stream.start_tls();
}

ImapReply log_in_by_password(ImapStream& stream, const ImapLogin& login,
                             const Capabilities& capabilities) {
  if (capabilities.contains("AUTH=PLAIN")) {
    const std::string nul(1, '\0');
    return ask(stream, "AUTHENTICATE PLAIN", {base64(nul + login.user + nul + login.secret)});
  }
  return ask(stream, fmt::format("LOGIN {{{}}}", login.user.size()),
             {fmt::format("{} {{{}}}", login.user, login.secret.size()), login.secret});
}

ImapReply log_in_with(ImapStream& stream, const ImapLogin& login,
                      const Capabilities& capabilities) {
  switch (login.auth) {
    case ImapAuth::password:
      return log_in_by_password(stream, login, capabilities);
    case ImapAuth::xoauth2:
      return ask(stream, "AUTHENTICATE XOAUTH2",
                 {base64(fmt::format("user={}\x01"
                                     "auth=Bearer {}\x01\x01",
                                     login.user, login.secret))});
    case ImapAuth::oauthbearer:  // RFC 7628 section 3.1; behind the server's reason comes "\x01"
      return ask(stream, "AUTHENTICATE OAUTHBEARER",
                 {base64(fmt::format("n,a={},\x01"
                                     "auth=Bearer {}\x01\x01",
                                     login.user, login.secret)),
                  base64("\x01")});
  }
  return {};
}

}  // namespace

ImapReply ask(ImapStream& stream, const std::string& command, std::deque<std::string> lines) {
  stream.begin_answer(0);
  stream.write(fmt::format("{}{}\r\n", kTag, command));
  ImapReply reply;
  for (;;) {
    const std::string line = stream.read_line();
    if (line.starts_with('+')) {
      stream.write((lines.empty() ? "" : lines.front()) + "\r\n");
      if (!lines.empty()) lines.pop_front();
    } else if (line.starts_with(kTag)) {
      std::string_view rest = std::string_view(line).substr(kTag.size());
      reply.ok = lower_case(take_word(rest)) == "ok";
      reply.text = printable(trimmed(rest), kShownBytes);
      return reply;
    } else if (line.starts_with("* ")) {
      reply.untagged.push_back(line.substr(2));
      refuse_preauth(reply.untagged.back());
    } else {
      throw MailServerError("the server answers what is no IMAP: " + printable(line, kShownBytes));
    }
  }
}

std::set<std::string> log_in(ImapStream& stream, ImapTls tls, const ImapLogin& login) {
  read_greeting(stream);
  if (tls == ImapTls::starttls) upgrade(stream);
  const ImapReply reply = log_in_with(stream, login, ask_capabilities(stream));
  if (!reply.ok)
    throw MailServerError(
        fmt::format("login of {} refused: {}; check user, and password_file or token",
                    printable(login.user), reply.text));
  return ask_capabilities(stream);
}

}  // namespace tlsward
