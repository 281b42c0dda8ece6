#include "analyzer/mailbox_status.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

std::string outcome_of(const MailboxStatus& status) {
  if (status.fault.empty())
    return fmt::format("read {} up to UID {}", format_datetime(status.last_poll), status.last_uid);
  const std::string since = status.last_success
                                ? "not read since " + format_datetime(*status.last_success)
                                : std::string("never read");
  return fmt::format("{}, {} failed: {}", since,
                     status.failures == 1 ? "a try" : fmt::format("{} tries", status.failures),
                     printable(status.fault));
}

std::string line_of(const MailboxStatus& status) {
  std::string line =
      fmt::format("Mailbox {}: {}", printable(status.mailbox, 80), outcome_of(status));
  if (status.pending > 0) line += fmt::format("; {} to read", counted(status.pending, "mail"));
  if (status.set_aside > 0)
    line += fmt::format("; {} set aside", counted(status.set_aside, "mail"));
  if (!status.note.empty()) line += "; " + printable(status.note);
  return line + '.';
}

}  // namespace

std::string mailboxes_as_text(const std::vector<MailboxStatus>& statuses, std::size_t columns) {
  std::string text;
  for (const MailboxStatus& status : statuses)
    text += wrap(line_of(status), "", "  ", columns);
  return text;
}

nlohmann::ordered_json mailboxes_as_json(const std::vector<MailboxStatus>& statuses) {
  auto rows = nlohmann::ordered_json::array();
  for (const MailboxStatus& status : statuses)
    rows.push_back({{"mailbox", status.mailbox},
                    {"last_poll", format_datetime(status.last_poll)},
                    {"last_success", status.last_success ? nlohmann::ordered_json(format_datetime(
                                                               *status.last_success))
                                                         : nlohmann::ordered_json()},
                    {"last_uid", status.last_uid},
                    {"pending", status.pending},
                    {"set_aside", status.set_aside},
                    {"failures", status.failures},
                    {"fault", status.fault},
                    {"note", status.note}});
  return rows;
}

}  // namespace tlsward
