#include "analyzer/outbox_status.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

std::vector<std::string> addresses_of(const OutboxMail& mail, RecipientState state) {
  std::vector<std::string> addresses;
  for (const OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == state) addresses.push_back(printable(recipient.address, 200));
  return addresses;
}

// "b@example.org is refused (550 no such user)": who has it not and never will, and the server's
// last word to them.
std::string failures_of(const OutboxMail& mail, RecipientState state, std::string_view fate) {
  std::vector<std::string> failures;
  for (const OutboxRecipient& recipient : mail.recipients)
    if (recipient.state == state)
      failures.push_back(fmt::format("{} is {} ({})", printable(recipient.address, 200), fate,
                                     printable(recipient.answer)));
  return fmt::format("{}", fmt::join(failures, ", "));
}

std::string waiting(const OutboxMail& mail) {
  const auto waiting = addresses_of(mail, RecipientState::waiting);
  if (mail.tries == 0) return fmt::format("waits to be sent to {}", fmt::join(waiting, ", "));
  return fmt::format("waits since {} for {}, tried {}, the next try is at {}: {}",
                     format_datetime(mail.created), fmt::join(waiting, ", "),
                     mail.tries == 1 ? "once" : fmt::format("{} times", mail.tries),
                     format_datetime(mail.next_try), printable(mail.fault));
}

std::string line_of(const OutboxStatus& status, std::string_view what) {
  const bool shows_time = status.last.state == MailState::sent || !status.last_sent;
  std::string line =
      fmt::format("{} for {}: {}", what, printable(status.last.owner, 80), outcome_of(status.last));
  if (!shows_time)
    line += fmt::format("; the last one was sent {}", format_datetime(*status.last_sent));
  return line + '.';
}

}  // namespace

std::string outcome_of(const OutboxMail& mail) {
  std::string text;
  switch (mail.state) {
    case MailState::waiting:
      text = waiting(mail);
      break;
    case MailState::sent:
      text = fmt::format("sent {} to {}", mail.settled ? format_datetime(*mail.settled) : "",
                         fmt::join(addresses_of(mail, RecipientState::taken), ", "));
      break;
    case MailState::refused:
      text = "nobody has it; correct the addresses of the [[owner]]";
      break;
    case MailState::given_up:
      return printable(mail.fault);
    case MailState::replaced:
      text = "replaced by a later one";
      break;
    case MailState::unneeded:
      text = fmt::format("there was nothing to say on {}", format_day(mail.last_day));
      break;
  }
  for (const std::string& failures : {failures_of(mail, RecipientState::refused, "refused"),
                                      failures_of(mail, RecipientState::given_up, "given up")})
    if (!failures.empty()) text += "; " + failures;
  return text;
}

std::string outbox_as_text(const std::vector<OutboxStatus>& statuses, std::size_t columns,
                           std::string_view what) {
  std::string text;
  for (const OutboxStatus& status : statuses)
    text += wrap(line_of(status, what), "", "  ", columns);
  return text;
}

nlohmann::ordered_json mail_as_json(const OutboxMail& mail) {
  auto recipients = nlohmann::ordered_json::array();
  for (const OutboxRecipient& recipient : mail.recipients)
    recipients.push_back({{"address", recipient.address},
                          {"state", name(recipient.state)},
                          {"answer", recipient.answer}});
  const bool waits = mail.state == MailState::waiting && mail.id != 0;
  return {{"owner", mail.owner},
          {"local_day", format_day(mail.local_day)},
          {"first_day", format_day(mail.first_day)},
          {"last_day", format_day(mail.last_day)},
          {"message_id", mail.message_id},
          {"state", name(mail.state)},
          {"tries", mail.tries},
          {"next_try", waits ? nlohmann::ordered_json(format_datetime(mail.next_try))
                             : nlohmann::ordered_json()},
          {"fault", mail.fault},
          {"recipients", std::move(recipients)}};
}

nlohmann::ordered_json outbox_as_json(const std::vector<OutboxStatus>& statuses) {
  auto rows = nlohmann::ordered_json::array();
  for (const OutboxStatus& status : statuses) {
    rows.push_back(mail_as_json(status.last));
    rows.back()["last_sent"] = status.last_sent
                                   ? nlohmann::ordered_json(format_datetime(*status.last_sent))
                                   : nlohmann::ordered_json();
  }
  return rows;
}

}  // namespace tlsward
