#include "analyzer/hosted_words.h"
#include "program/exit_codes.h"
#include "program/own_domain.h"
#include "program/policy_commands.h"
#include "program/policy_hook.h"
#include "program/policy_outside.h"
#include "schema/expected.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kLongestWait = 3'600;

bool is_weaker(PolicyMode next, PolicyMode before) {
  return static_cast<int>(next) < static_cast<int>(before);
}

// How publishing went.
struct Publishing {
  Hosted hosted;
  std::optional<HostedOutside> outside;  // absent: nobody looked
  bool hook_called = false;
  std::optional<std::string> hook_fault;

  bool is_given() const { return !outside || outside->is_served(); }  // the id
};

// What still holds when the policy before asked for more.
std::string old_one_in_words(const Hosted& hosted, Timestamp now, const Language& language) {
  if (hosted.history.size() < 2) return {};
  const auto terms = terms_of(hosted.history.at(0).text);
  const auto before = terms_of(hosted.history.at(1).text);
  const auto held = held_until(std::span(hosted.history).subspan(1), now);
  if (!terms || !before || !held || !is_weaker(terms->mode, before->mode)) return {};
  return put_in(language.text("policy.follow"), {{"time", format_datetime(*held)}}) + '\n';
}

std::string id_in_words(const Publishing& done, const Language& language) {
  const Domain& domain = done.hosted.domain;
  const std::string line =
      fmt::format("\n   {}\n", record_line(domain, done.hosted.history.front().id));
  const auto told = [&](std::string_view key) {
    return put_in(language.text(key), {{"domain", domain.text()}});
  };
  if (done.hook_fault) return told("policy.not-given") + line + told("policy.mend") + '\n';
  if (done.hook_called) return told("policy.given") + line + told("policy.see") + '\n';
  return told(done.outside ? "policy.now" : "policy.unseen") + line;
}

std::string in_words(const Publishing& done, Timestamp now, const Language& language) {
  const Hosted& hosted = done.hosted;
  std::string text = fmt::format("{}: {}\n", policy_url_of(hosted.domain),
                                 terms_in_words(hosted.history.front().text, language));
  if (done.outside)
    text += labelled("outside", outside_in_words(*done.outside, language), language);
  if (!done.is_given())
    return text + put_in(language.text("policy.again"), {{"domain", hosted.domain.text()}}) + '\n';
  return text + id_in_words(done, language) + old_one_in_words(hosted, now, language);
}

ordered_json to_json(const Publishing& done, Timestamp now, const Language& language) {
  ordered_json json = to_json(done.hosted, now);
  if (done.is_given()) json["record"] = policy_record(done.hosted.history.front().id);
  json["outside"] = done.outside ? outside_json(*done.outside, language) : ordered_json();
  json["hook"] =
      done.hook_called ? ordered_json(done.hook_fault ? "failed" : "done") : ordered_json();
  return json;
}

// What is to be served next: the draft, or with `testing_now` what is served in mode testing;
// absent where that is what is served already.
std::optional<std::string> next_text(const Hosted& hosted, bool testing_now) {
  if (!testing_now) return hosted.draft;
  if (hosted.served() == nullptr) return {};
  PolicyTerms terms = terms_of(hosted.served()->text).value_or(PolicyTerms{});
  terms.mode = PolicyMode::testing;
  std::string text = policy_text(terms);
  return text == hosted.served()->text ? std::nullopt : std::optional(std::move(text));
}

// Why the draft of this id cannot be published; absent if it can, or is served already.
std::optional<std::string> why_not_draft(const Hosted& hosted, const std::string& id) {
  const std::string domain(hosted.domain.text());
  const HostedPolicy* const served = hosted.served();
  if (hosted.draft && draft_id(*hosted.draft) == id) return {};
  if (!hosted.draft && served != nullptr && draft_id(served->text) == id) return {};
  const std::string fault = hosted.draft ? fmt::format("the draft is {}, not {}",
                                                       draft_id(*hosted.draft), printable(id, 80))
                                         : "there is no draft any more";
  return fmt::format(
      "policy publish: {}: {}, and nothing was published; tlsward policy show {} tells what there "
      "is",
      domain, fault, domain);
}

// Publishes what is to be served next, if anything is; else says why not. The database is not held
// for the look.
expected<Hosted, std::string> publish_next(const Config& config, const Domain& domain,
                                           const PublishFlags& flags, Timestamp when) {
  open_for_reading(config).reset();  // a database that is not there is not made
  const auto store = open_for_writing(config, Commits::each);
  std::optional<std::string> fault;
  store->transact([&] {
    const Hosted hosted = read_hosted(*store, domain);
    if (flags.draft) fault = why_not_draft(hosted, *flags.draft);
    const auto text = next_text(hosted, flags.testing_now);
    if (fault || !text) return;
    store->policies().publish({.domain = domain,
                               .text = *text,
                               .id = policy_id(when, *text),
                               .since = when,
                               .until = {}});
  });
  if (fault) return unexpected(*fault);
  return read_hosted(*store, domain);
}

std::chrono::seconds wait_of(const PublishFlags& flags) {
  const std::int64_t wait = flags.wait.size() > 9 ? kLongestWait + 1 : std::stoll(flags.wait);
  if (wait > kLongestWait)
    throw UsageError(
        fmt::format("--wait: {} is more than {} seconds", printable(flags.wait, 80), kLongestWait));
  return std::chrono::seconds(wait);
}

void give_id(const Config& config, Publishing& done) {
  if (config.policy_hook.empty()) return;
  done.hook_called = true;
  done.hook_fault = set_record(config.policy_hook, done.hosted.domain,
                               policy_record(done.hosted.history.front().id));
}

std::optional<std::string> why_not_retired(const Hosted& hosted, Timestamp now) {
  const std::string domain(hosted.domain.text());
  if (hosted.served() == nullptr)
    return fmt::format("policy retire: nothing of {} is served", domain);
  const auto terms = terms_of(hosted.served()->text);
  if (terms && terms->mode != PolicyMode::none)
    return fmt::format(
        "policy retire: {} is served in mode {}; first tlsward policy set {} --mode none "
        "--max-age 86400, publish it and its id, and wait until senders have it",
        domain, name(terms->mode), domain);
  const auto held = held_until(hosted.history, now);
  if (held && *held > now)
    return fmt::format(
        "policy retire: senders may hold an earlier policy of {} until {}; serve "
        "mode none until then",
        domain, format_datetime(*held));
  return {};
}

}  // namespace

int policy_publish_command(const Invocation& invocation, const std::string& domain,
                           const PublishFlags& flags) {
  require_no_list_format(invocation, "policy publish");
  const std::chrono::seconds wait = wait_of(flags);
  const Config config = load_config(invocation).config;
  const Domain name = require_own_domain(config, domain);
  const Timestamp when = invocation.now;
  auto hosted = publish_next(config, name, flags, when);
  if (!hosted) {
    fmt::print(stderr, "tlsward: {}\n", hosted.error());
    return kFailed;
  }
  Publishing done{.hosted = *std::move(hosted)};
  if (done.hosted.served() == nullptr) {
    fmt::print(stderr, "tlsward: policy publish: {} has no {}; tlsward policy set {} --mx ...\n",
               name.text(), flags.testing_now ? "policy" : "draft", name.text());
    return kFailed;
  }
  if (!flags.unverified) done.outside = wait_until_served(config, *done.hosted.served(), wait);
  if (done.is_given()) give_id(config, done);
  if (done.hook_fault) fmt::print(stderr, "tlsward: policy publish: {}\n", *done.hook_fault);
  if (!done.is_given())
    fmt::print(stderr,
               "tlsward: policy publish: {} is published, but senders do not get it; its id "
               "is not given before they do\n",
               name.text());
  const Language& language = language_of(flags.language);
  print(invocation.format == Format::json ? write_json(to_json(done, when, language))
                                          : in_words(done, when, language));
  if (done.hook_fault) return kFailed;
  return done.is_given() ? 0 : kFoundProblems;
}

int policy_retire_command(const Invocation& invocation, const std::string& domain,
                          const std::string& language) {
  require_no_list_format(invocation, "policy retire");
  const Config config = load_config(invocation).config;
  const Domain name = require_own_domain(config, domain);
  open_for_reading(config).reset();
  const auto store = open_for_writing(config, Commits::each);
  const Timestamp when = invocation.now;
  if (const auto why = why_not_retired(read_hosted(*store, name), when)) {
    fmt::print(stderr, "tlsward: {}\n", *why);
    return kFailed;
  }
  const bool has_hook = !config.policy_hook.empty();
  if (has_hook) {
    if (const auto fault = remove_record(config.policy_hook, name)) {
      fmt::print(stderr,
                 "tlsward: policy retire: {}; {} is served as before; mend the hook and run it "
                 "again\n",
                 *fault, name.text());
      return kFailed;
    }
  }
  store->transact([&] { store->policies().retire(name, when); });
  const Hosted hosted = read_hosted(*store, name);
  ordered_json json = to_json(hosted, when);
  json["hook"] = has_hook ? ordered_json("done") : ordered_json();
  const std::string told =
      put_in(language_of(language).text(has_hook ? "policy.retired-by-hook" : "policy.retired"),
             {{"url", policy_url_of(name)}, {"domain", name.text()}});
  print(invocation.format == Format::json ? write_json(json) : told + '\n');
  return 0;
}

}  // namespace tlsward
