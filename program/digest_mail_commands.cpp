#include "program/digest_mail_commands.h"

#include "analyzer/digest_message.h"
#include "analyzer/outbox_status.h"
#include "program/mail_run.h"
#include "program/owners.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tlsward {

namespace {

constexpr int kTryLater = 75;  // EX_TEMPFAIL of sysexits.h

Config require_mail(const Invocation& invocation) {
  Config config = load_config(invocation).config;
  if (config.owners.empty())
    throw ConfigError("no owner is configured; add [[owner]] and [mail] (docs/operations.md)");
  if (const auto faults = owner_faults(config); !faults.empty()) throw ConfigError(faults.front());
  return config;
}

void print_mails(const Invocation& invocation, const std::vector<OutboxMail>& mails) {
  if (invocation.format == Format::json) {
    auto rows = nlohmann::ordered_json::array();
    for (const OutboxMail& mail : mails)
      rows.push_back(mail_as_json(mail));
    return print(write_json({{"schema", 1}, {"mails", std::move(rows)}}));
  }
  for (const OutboxMail& mail : mails)
    print(fmt::format("Digest for {}: {}.\n", printable(mail.owner, 80), outcome_of(mail)));
}

int exit_code_of(const std::vector<OutboxMail>& mails) {
  const auto any = [&](RecipientState state) {
    return std::ranges::any_of(mails, [&](const OutboxMail& mail) { return mail.has(state); });
  };
  if (any(RecipientState::waiting)) return kTryLater;
  return any(RecipientState::refused) ? 1 : 0;
}

// What would be made, as mails that nobody has made yet.
std::vector<OutboxMail> find_all_due(Store& store, const Config& config, Timestamp now) {
  std::vector<OutboxMail> mails;
  for (const Owner& owner : config.owners) {
    const auto due = find_due(store, owner, now);
    if (!due) continue;
    mails.push_back({.owner = owner.name,
                     .local_day = due->local_day,
                     .first_day = due->covers.first,
                     .last_day = due->covers.last,
                     .created = now,
                     .next_try = now});
    for (const std::string& text : owner.addresses)
      if (const auto address = parse_mail_address(text))
        mails.back().recipients.push_back({.address = address->address});
  }
  return mails;
}

}  // namespace

int digest_due_command(const Invocation& invocation, bool send) {
  const Config config = require_mail(invocation);
  if (!send) {
    const auto store = open_for_reading(config);
    const auto due = find_all_due(*store, config, invocation.now);
    if (due.empty() && invocation.format != Format::json) print("No digest is due.\n");
    print_mails(invocation, due);
    return 0;
  }
  // By hand or by a timer: what waits is tried now, however often it has failed.
  const auto mails = run_mail(config, make_post(config, {}), Timestamp::max(), invocation.now);
  if (!mails) throw TryLater("digests: another tlsward sends them just now");
  if (mails->empty() && invocation.format != Format::json)
    print("No digest is due, and none waits.\n");
  print_mails(invocation, *mails);
  return exit_code_of(*mails);
}

int digest_send_command(const Invocation& invocation, const DigestToSend& what) {
  const Config config = require_mail(invocation);
  Audience audience{require_owner(config, what.owner), {}};
  audience.scope = scope_of(config, audience.owner);
  for (const std::string& address : what.to)
    if (!parse_mail_address(address))
      throw UsageError(fmt::format("--to: \"{}\" is no address; write it like ops@example.org",
                                   printable(address, 80)));
  if (!what.to.empty()) audience.owner.addresses = {what.to.begin(), what.to.end()};
  const auto store = open_for_reading(config);
  const Digest digest = make_digest(*store, audience, {what.day, what.day});
  OutboxMail mail = make_mail(digest, audience, letterhead_of(config), invocation.now);
  try_mail(mail, make_post(config, {}), invocation.now);
  if (mail.has(RecipientState::waiting))
    throw TryLater(
        fmt::format("digest for {}: not sent: {}", printable(mail.owner, 80), mail.fault));
  print_mails(invocation, {mail});
  return exit_code_of({mail});
}

}  // namespace tlsward
