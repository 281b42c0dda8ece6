#include "program/alert_commands.h"

#include "analyzer/alert_message.h"
#include "analyzer/alert_run.h"
#include "analyzer/alert_status.h"
#include "analyzer/outbox_status.h"
#include "analyzer/webhook_status.h"
#include "program/exit_codes.h"
#include "program/mail_run.h"
#include "program/owners.h"
#include "program/webhook_run.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace tlsward {

namespace {

constexpr std::chrono::days kShown{30};  // of what is over

AlertSetting setting_of(const Owner& owner, Timestamp now) {
  const Language* const language = find_language(owner.language);
  return {owner, language == nullptr ? english() : *language,
          std::chrono::floor<std::chrono::days>(now) - std::chrono::days(1), now};
}

OutboxMail send_test(const Owner& owner, const Config& config, const PostMail& post,
                     Timestamp now) {
  OutboxMail mail = make_alert_mail(make_test_alert(setting_of(owner, now)), owner,
                                    letterhead_of(config), "", now);
  try_mail(mail, post, machine_time);
  return mail;
}

// A test is in no outbox: what was not taken is not tried again.
std::string told(const OutboxMail& mail) {
  if (mail.has(RecipientState::waiting))
    return fmt::format("not sent to all: {}; it is not tried again", printable(mail.fault));
  return outcome_of(mail);
}

std::string told(const WebhookPost& post) {
  if (post.state == PostState::taken) return outcome_of(post);
  return fmt::format("not taken: {}; it is not tried again", printable(post.fault));
}

// The webhooks that are told of the owner, or all where none is named: in the language of the first
// whose alerts they get.
std::vector<WebhookPost> post_tests(const Config& config, const std::string& named, Timestamp now) {
  std::vector<WebhookPost> posts;
  for (const WebhookOptions& webhook : config.webhooks) {
    const bool of_all = webhook.owner.empty();
    if (!named.empty() && !of_all && webhook.owner != named) continue;
    const std::string& owner = of_all ? named : webhook.owner;
    posts.push_back(make_test_post(
        {webhook.name, webhook.format, webhook.owner},
        setting_of(owner.empty() ? config.owners.front() : require_owner(config, owner), now)));
    try_post(posts.back(), webhook, machine_time);
  }
  return posts;
}

int exit_code_of(const std::vector<OutboxMail>& mails, const std::vector<WebhookPost>& posts) {
  const auto is_any = [&](PostState state) {
    return std::ranges::find(posts, state, &WebhookPost::state) != posts.end();
  };
  const auto any = [&](RecipientState state) {
    return std::ranges::any_of(mails, [&](const OutboxMail& mail) { return mail.has(state); });
  };
  if (any(RecipientState::waiting) || is_any(PostState::waiting)) return kTryLater;
  return any(RecipientState::refused) || is_any(PostState::given_up) ? kFailed : 0;
}

void print_tests(const Invocation& invocation, const std::vector<OutboxMail>& mails,
                 const std::vector<WebhookPost>& posts) {
  if (invocation.format == Format::json) {
    auto sent = nlohmann::ordered_json::array();
    for (const OutboxMail& mail : mails)
      sent.push_back(mail_as_json(mail));
    auto posted = nlohmann::ordered_json::array();
    for (const WebhookPost& post : posts)
      posted.push_back(post_as_json(post));
    return print(
        write_json({{"schema", 1}, {"mails", std::move(sent)}, {"webhooks", std::move(posted)}}));
  }
  for (const OutboxMail& mail : mails)
    print(fmt::format("Test alert for {}: {}.\n", printable(mail.owner, 80), told(mail)));
  for (const WebhookPost& post : posts)
    print(fmt::format("Test alert to webhook {}: {}.\n", printable(post.webhook, 80), told(post)));
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
  if (owners.empty() && config.webhooks.empty())
    throw ConfigError("no [[owner]] gets alerts; set alerts = true in one, or give --owner");
  std::vector<OutboxMail> mails;
  mails.reserve(owners.size());
  for (const Owner& owner : owners)
    mails.push_back(send_test(owner, config, make_post(config, {}), invocation.now));
  const auto posts = post_tests(config, flags.owner, invocation.now);
  print_tests(invocation, mails, posts);
  return exit_code_of(mails, posts);
}

}  // namespace tlsward
