#include "program/digest_mail_commands.h"

#include "analyzer/digest_message.h"
#include "analyzer/outbox_status.h"
#include "analyzer/unsubscribe.h"
#include "analyzer/webhook_status.h"
#include "program/alert_mailing.h"
#include "program/exit_codes.h"
#include "program/mail_run.h"
#include "program/owners.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace tlsward {

namespace {

nlohmann::ordered_json mails_as_json(const std::vector<OutboxMail>& all) {
  auto mails = nlohmann::ordered_json::array();
  for (const OutboxMail& mail : all)
    mails.push_back(mail_as_json(mail));
  return mails;
}

nlohmann::ordered_json posts_as_json(const std::vector<WebhookPost>& all) {
  auto posts = nlohmann::ordered_json::array();
  for (const WebhookPost& post : all)
    posts.push_back(post_as_json(post));
  return posts;
}

// The digests of a run, and with them what was told at once.
void print_run(const Invocation& invocation, const MailRun& run, const MailRun& alerts = {}) {
  if (invocation.format == Format::json) {
    auto faults = nlohmann::ordered_json::array();
    for (const auto* one : {&run, &alerts})
      for (const auto& [owner, fault] : one->faults)
        faults.push_back({{"owner", owner}, {"fault", fault}});
    return print(write_json({{"schema", 1},
                             {"mails", mails_as_json(run.mails)},
                             {"alerts", mails_as_json(alerts.mails)},
                             {"webhooks", posts_as_json(alerts.posts)},
                             {"faults", std::move(faults)}}));
  }
  for (const OutboxMail& mail : alerts.mails)
    print(fmt::format("Alert for {}: {}.\n", printable(mail.owner, 80), outcome_of(mail)));
  for (const WebhookPost& post : alerts.posts)
    print(fmt::format("Webhook {}: {}.\n", printable(post.webhook, 80), outcome_of(post)));
  for (const auto& [owner, fault] : alerts.faults)
    print(fmt::format("Alert for {}: not made: {}; the next run tries again.\n",
                      printable(owner, 80), fault));
  for (const OutboxMail& mail : run.mails)
    print(fmt::format("Digest for {}: {}.\n", printable(mail.owner, 80), outcome_of(mail)));
  for (const auto& [owner, fault] : run.faults)
    print(fmt::format("Digest for {}: not made: {}; the next run tries again.\n",
                      printable(owner, 80), fault));
}

// "first@example.org", "second@example.org (450 4.2.0 greylisted)": those of that state.
std::string named(const OutboxMail& mail, RecipientState state) {
  std::vector<std::string> names;
  for (const OutboxRecipient& recipient : mail.recipients) {
    if (recipient.state != state) continue;
    const bool has_it = state == RecipientState::taken;
    names.push_back(printable(recipient.address, 200) +
                    (has_it ? "" : fmt::format(" ({})", printable(recipient.answer))));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// A mail that is in no outbox is not tried again for whom it was not taken.
std::string partly_sent(const OutboxMail& mail) {
  std::string text =
      fmt::format("Digest for {}: sent to {}; not sent to {}", printable(mail.owner, 80),
                  named(mail, RecipientState::taken), named(mail, RecipientState::waiting));
  if (mail.has(RecipientState::refused))
    text += fmt::format("; refused for {}", named(mail, RecipientState::refused));
  return text + ". It is not tried again; give --to those who lack it.\n";
}

int exit_code_of(const MailRun& run) {
  const auto any = [&](RecipientState state) {
    return std::ranges::any_of(run.mails, [&](const OutboxMail& mail) { return mail.has(state); });
  };
  const auto is_any = [&](PostState state) {
    return std::ranges::find(run.posts, state, &WebhookPost::state) != run.posts.end();
  };
  if (!run.faults.empty()) return kFailed;
  if (any(RecipientState::waiting) || is_any(PostState::waiting)) return kTryLater;
  const bool is_lost =
      any(RecipientState::refused) || any(RecipientState::given_up) || is_any(PostState::given_up);
  return is_lost ? kFailed : 0;
}

// The boundary of one of both runs: what ends it keeps nobody from the other, and is thrown when
// both are told.
MailRun attempt(const std::function<std::optional<MailRun>()>& run) {
  MailRun failed;
  try {
    if (auto made = run()) return *std::move(made);
    throw TryLater("digests: another tlsward sends them just now");
  } catch (...) {
    failed.of_all = std::current_exception();
  }
  return failed;
}

// What would be made, as mails that nobody has made yet.
std::vector<OutboxMail> find_all_due(Store& store, const Config& config, Timestamp now) {
  std::vector<OutboxMail> mails;
  for (const Owner& configured : config.owners) {
    const Owner owner = without_ended(store, configured);
    if (have_all_unsubscribed(owner)) continue;
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
  const Config loaded = load_config(invocation).config;
  const bool owners_are_gone = loaded.owners.empty() && has_mail_to_do(loaded);
  const Config config = owners_are_gone ? loaded : require_mail(invocation);
  if (!send) {
    const auto store = open_for_reading(config);
    const auto due = find_all_due(*store, config, invocation.now);
    if (due.empty() && invocation.format != Format::json) print("No digest is due.\n");
    print_run(invocation, {.mails = due, .faults = {}, .of_all = {}, .posts = {}});
    return 0;
  }
  // By hand or by a timer: what waits is tried now, however often it has failed.
  const PostMail post = make_post(config, {});
  AlertPace pace(config.alerts);
  const MailRun alerts = attempt([&] {
    return run_alerts(config, post, {pace, Timestamp::max(), machine_time});
  });
  const MailRun run = attempt([&] {
    return run_mail(config, post, {Timestamp::max(), {}}, machine_time);
  });
  const std::exception_ptr of_all = run.of_all ? run.of_all : alerts.of_all;
  const bool nothing = run.mails.empty() && run.faults.empty() && !of_all;
  if (nothing && invocation.format != Format::json) print("No digest is due, and none waits.\n");
  print_run(invocation, run, alerts);
  if (of_all) std::rethrow_exception(of_all);
  return std::max(exit_code_of(run), exit_code_of(alerts));
}

int digest_send_command(const Invocation& invocation, const DigestToSend& what) {
  const Config config = require_mail(invocation);
  Audience audience{require_owner(config, what.owner), {}};
  audience.scope = scope_of(config, audience.owner);
  for (const std::string& address : what.to)
    if (!parse_mail_address(address))
      throw UsageError(fmt::format("--to: \"{}\" is no address; write it like ops@example.org",
                                   printable(address, 80)));
  const auto store = open_for_reading(config);
  if (what.to.empty())
    audience.owner = without_ended(*store, std::move(audience.owner));
  else
    audience.owner.addresses = {what.to.begin(), what.to.end()};
  if (have_all_unsubscribed(audience.owner))
    throw ConfigError(
        fmt::format("owner {}: each address has unsubscribed; tlsward owners lists them, or give "
                    "--to",
                    printable(what.owner, 80)));
  // A link of somebody who is no address of the owner's would end nothing.
  const Letterhead letterhead =
      what.to.empty() ? letterhead_of(config, *store) : letterhead_of(config);
  const Digest digest = make_digest(*store, audience, {what.day, what.day}, usual_span(what.day));
  OutboxMail mail = make_mail(digest, audience, letterhead, invocation.now);
  try_mail(mail, make_post(config, {}), machine_time);
  const bool waits = mail.has(RecipientState::waiting);
  if (waits && !mail.has(RecipientState::taken))
    throw TryLater(
        fmt::format("digest for {}: not sent: {}", printable(mail.owner, 80), mail.fault));
  const MailRun run{.mails = {mail}, .faults = {}, .of_all = {}, .posts = {}};
  if (waits && invocation.format != Format::json)
    print(partly_sent(mail));
  else
    print_run(invocation, run);
  return exit_code_of(run);
}

}  // namespace tlsward
