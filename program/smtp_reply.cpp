#include "program/smtp_reply.h"

#include "collector/mail_server_error.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {

namespace {

constexpr std::size_t kShownBytes = 300;
constexpr std::array kLogin = {530, 534, 535, 538};  // RFC 4954 section 6
// Where no enhanced code tells: 554 is no more than a failure, and the others are of commands.
constexpr std::array kOfNoAddress = {500, 502, 503, 504, 554};
constexpr std::array<std::string_view, 2> kOfSender = {"5.1.7", "5.1.8"};

template <typename Value, std::size_t Count>
bool holds(const std::array<Value, Count>& values, Value value) {
  return std::ranges::find(values, value) != values.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int parse_code(const std::string& line) {
  const bool readable = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit) &&
                        (line.size() == 3 || line[3] == ' ' || line[3] == '-');
  if (readable) return std::stoi(line.substr(0, 3));
  throw MailServerError(
      fmt::format("it answers what is no SMTP: \"{}\"; check mail.host and mail.port",
                  printable(line, kShownBytes)));
}

// Exim says that it does not relay in words only.
bool tells_of_relaying(const SmtpReply& reply) {
  return std::ranges::any_of(reply.lines, [](const std::string& line) {
    return lower_case(line).find("relay") != std::string::npos;
  });
}

Blame blame_of_code(const SmtpReply& reply) {
  const bool ours = holds(kOfNoAddress, reply.code) || tells_of_relaying(reply);
  return ours ? Blame::unclear : Blame::recipient;
}

}  // namespace

std::string SmtpReply::text() const {
  std::string text = fmt::format("{}", code);
  for (const std::string& line : lines)
    text += ' ' + line;
  return printable(text, kShownBytes);
}

std::string_view SmtpReply::enhanced_code() const {
  if (lines.empty()) return {};
  const std::string_view line = lines.front();
  const std::string_view word = line.substr(0, line.find(' '));
  const bool readable = word.size() >= 5 && word[1] == '.' && std::ranges::count(word, '.') == 2 &&
                        std::ranges::all_of(word, [](char c) { return c == '.' || is_digit(c); });
  return readable && word[0] - '0' == code / 100 ? word : std::string_view();
}

// RFC 5321 section 4.2.1: all lines of a reply have one code, the last one a blank behind it.
bool add_line(SmtpReply& reply, const std::string& line) {
  const int code = parse_code(line);
  if (!reply.lines.empty() && code != reply.code)
    throw MailServerError(
        fmt::format("it answers with two codes at once: {}, and \"{}\"; it may be no mail server",
                    reply.text(), printable(line, kShownBytes)));
  reply.code = code;
  reply.lines.push_back(line.size() > 4 ? line.substr(4) : "");
  return line.size() == 3 || line[3] == ' ';
}

// RFC 3463 section 3.2 (5.1.7 and 5.1.8 are about the sender's address), section 3.6 (the protocol)
// and section 3.8 (security and policy).
Blame blame_of(const SmtpReply& reply) {
  if (holds(kLogin, reply.code)) return Blame::login;
  const std::string_view code = reply.enhanced_code();
  if (code.empty() || code.starts_with("5.0.")) return blame_of_code(reply);
  const bool ours = holds(kOfSender, code) || code.starts_with("5.5.") || code.starts_with("5.7.");
  return ours ? Blame::unclear : Blame::recipient;
}

}  // namespace tlsward
