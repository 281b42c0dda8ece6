#include "program/sendmail.h"

#include "analyzer/digest_mailer.h"
#include "program/child_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace tlsward {

namespace {

constexpr int kPermanent[] = {65, 67, 68};  // EX_DATAERR, EX_NOUSER, EX_NOHOST of sysexits.h

std::string with_unix_lines(const std::string& message) {
  std::string text;
  for (const char c : message)
    if (c != '\r') text += c;
  return text;
}

std::vector<std::string> words_of(const std::string& program, const OutboxMail& mail) {
  std::vector<std::string> words = {program, "-i", "-f", mail.sender, "--"};
  for (const OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == RecipientState::waiting) words.push_back(recipient.address);
  return words;
}

RecipientState state_after(int code) {
  if (code == 0) return RecipientState::taken;
  const bool permanent = std::ranges::find(kPermanent, code) != std::end(kPermanent);
  return permanent ? RecipientState::refused : RecipientState::waiting;
}

}  // namespace

std::vector<OutboxRecipient> post_by_sendmail(const std::string& program, const OutboxMail& mail,
                                              std::chrono::seconds time,
                                              const std::stop_token& stop) {
  const auto end = run({.words = words_of(program, mail),
                        .input = with_unix_lines(mail.message),
                        .time = time,
                        .stop = stop});
  if (!end) throw NotHandedOver(fmt::format("{}; correct mail.sendmail", end.error()));
  if (!end->code)
    throw std::runtime_error(
        fmt::format("{} did not end within {} s (mail.timeout)", program, time.count()));
  std::vector<OutboxRecipient> recipients;
  for (const OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == RecipientState::waiting)
      recipients.push_back({.address = recipient.address,
                            .state = state_after(*end->code),
                            .answer = end->last_words});
  return recipients;
}

}  // namespace tlsward
