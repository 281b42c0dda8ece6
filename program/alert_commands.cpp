#include "program/alert_commands.h"

#include "analyzer/alert_message.h"
#include "analyzer/alert_run.h"
#include "analyzer/alert_status.h"
#include "analyzer/outbox_status.h"
#include "program/exit_codes.h"
#include "program/mail_run.h"
#include "program/owners.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace tlsward {

namespace {

constexpr std::chrono::days kShown{30};  // of what is over

OutboxMail send_test(const Owner& owner, const Config& config, const PostMail& post,
                     Timestamp now) {
  const Language* const language = find_language(owner.language);
  const AlertSetting setting{owner, language == nullptr ? english() : *language,
                             std::chrono::floor<std::chrono::days>(now) - std::chrono::days(1),
                             now};
  OutboxMail mail =
      make_alert_mail(make_test_alert(setting), owner, letterhead_of(config), "", now);
  try_mail(mail, post, machine_time);
  return mail;
}

// A test is in no outbox: what was not taken is not tried again.
std::string told(const OutboxMail& mail) {
  if (mail.has(RecipientState::waiting))
    return fmt::format("not sent to all: {}; it is not tried again", printable(mail.fault));
  return outcome_of(mail);
}

int exit_code_of(const std::vector<OutboxMail>& mails) {
  const auto any = [&](RecipientState state) {
    return std::ranges::any_of(mails, [&](const OutboxMail& mail) { return mail.has(state); });
  };
  if (any(RecipientState::waiting)) return kTryLater;
  return any(RecipientState::refused) ? kFailed : 0;
}

}  // namespace

int alerts_list_command(const Invocation& invocation, const AlertFlags& flags) {
  const Config config = load_config(invocation).config;
  if (!flags.owner.empty()) require_owner(config, flags.owner);
  const auto store = open_for_reading(config);
  std::vector<AlertThread> threads =
      store->alerts().threads(flags.all ? std::optional(invocation.now - kShown) : std::nullopt);
  if (!flags.owner.empty())
    std::erase_if(threads, [&](const AlertThread& each) { return each.owner != flags.owner; });
  print(list_alerts(threads, output_options(invocation)));
  return 0;
}

int alerts_test_command(const Invocation& invocation, const AlertFlags& flags) {
  require_no_list_format(invocation, "alerts test");
  const Config config = require_mail(invocation);
  std::vector<Owner> owners = config.owners;
  if (!flags.owner.empty())
    owners = {require_owner(config, flags.owner)};
  else
    std::erase_if(owners, [](const Owner& owner) { return !owner.alerts; });
  if (owners.empty())
    throw ConfigError("no [[owner]] gets alerts; set alerts = true in one, or give --owner");
  std::vector<OutboxMail> mails;
  for (const Owner& owner : owners)
    mails.push_back(send_test(owner, config, make_post(config, {}), invocation.now));
  if (invocation.format == Format::json) {
    auto rows = nlohmann::ordered_json::array();
    for (const OutboxMail& mail : mails)
      rows.push_back(mail_as_json(mail));
    print(write_json({{"schema", 1}, {"mails", std::move(rows)}}));
  } else {
    for (const OutboxMail& mail : mails)
      print(fmt::format("Test alert for {}: {}.\n", printable(mail.owner, 80), told(mail)));
  }
  return exit_code_of(mails);
}

}  // namespace tlsward
