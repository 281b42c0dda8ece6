#include "program/policy_commands.h"

#include "analyzer/hosted_policy.h"
#include "program/exit_codes.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <memory>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kLongestAge = 31'557'600;  // RFC 8461 section 3.2

// What is known of one domain's policy.
struct Hosted {
  Domain domain;
  std::optional<std::string> draft;
  std::vector<HostedPolicy> history;  // the newest first

  const HostedPolicy* served() const {
    return history.empty() || history.front().until ? nullptr : &history.front();
  }
};

Hosted read(Store& store, const Domain& domain) {
  return {domain, store.policies().draft(domain), store.policies().history(domain)};
}

// Throws UsageError for a name that is none, or that is of none of those configured.
Domain require_own_domain(const Config& config, const std::string& text) {
  Domain domain = require_domain("DOMAIN", text);
  const bool is_ours =
      config.domains.empty() || std::ranges::any_of(config.domains, [&](const Domain& ours) {
        return domain.is_within(ours);
      });
  if (!is_ours)
    throw UsageError(fmt::format("DOMAIN: {} is within no [[domain]]; add it to the configuration",
                                 printable(text, 200)));
  return domain;
}

std::string url_of(const Domain& domain) {
  return fmt::format("https://mta-sts.{}/.well-known/mta-sts.txt", domain.text());
}

std::string record_line(const Domain& domain, std::string_view id) {
  return fmt::format("_mta-sts.{}. 300 IN TXT \"{}\"", domain.text(), policy_record(id));
}

ordered_json terms_json(std::string_view text) {
  const auto terms = terms_of(text);
  if (!terms) return nullptr;
  return {{"mode", name(terms->mode)}, {"max_age", terms->max_age}, {"mx", terms->mx}};
}

ordered_json policy_json(const HostedPolicy& policy) {
  ordered_json json = terms_json(policy.text);
  json["id"] = policy.id;
  json["since"] = format_datetime(policy.since);
  json["until"] = policy.until ? ordered_json(format_datetime(*policy.until)) : ordered_json();
  json["text"] = policy.text;
  return json;
}

ordered_json to_json(const Hosted& hosted, Timestamp now) {
  ordered_json json{{"schema", 1},
                    {"domain", hosted.domain.text()},
                    {"url", url_of(hosted.domain)},
                    {"record", nullptr},
                    {"served", nullptr},
                    {"draft", nullptr},
                    {"held_until", nullptr},
                    {"history", ordered_json::array()}};
  if (const HostedPolicy* const served = hosted.served()) {
    json["record"] = policy_record(served->id);
    json["served"] = policy_json(*served);
  }
  if (hosted.draft) json["draft"] = terms_json(*hosted.draft);
  if (const auto held = held_until(hosted.history, now))
    json["held_until"] = format_datetime(*held);
  for (const HostedPolicy& policy : hosted.history)
    json["history"].push_back(policy_json(policy));
  return json;
}

std::string terms_in_words(std::string_view text) {
  const auto terms = terms_of(text);
  if (!terms) return "no policy";
  return fmt::format("mode {}, max_age {} ({} days), {}", name(terms->mode), terms->max_age,
                     terms->max_age / 86'400, fmt::join(terms->mx, " "));
}

std::string in_words(const Hosted& hosted, Timestamp now) {
  std::string text;
  if (const HostedPolicy* const served = hosted.served())
    text += fmt::format("Served   {}\n  since {}: {}\nRecord   {}\n", url_of(hosted.domain),
                        format_datetime(served->since), terms_in_words(served->text),
                        record_line(hosted.domain, served->id));
  else
    text += fmt::format("Served   nothing of {}\n", hosted.domain.display());
  if (hosted.draft)
    text += fmt::format("Draft    {}\n  tlsward policy publish {} serves it\n",
                        terms_in_words(*hosted.draft), hosted.domain.text());
  if (const auto held = held_until(hosted.history, now))
    text +=
        fmt::format("Held     senders may keep what was served until {}\n", format_datetime(*held));
  for (const HostedPolicy& policy : hosted.history)
    if (policy.until)
      text += fmt::format("Before   {} to {}: {}, id {}\n", format_datetime(policy.since),
                          format_datetime(*policy.until), terms_in_words(policy.text), policy.id);
  return text;
}

void tell(const Invocation& invocation, const Hosted& hosted, const std::string& sentence) {
  if (invocation.format == Format::json)
    print(write_json(to_json(hosted, invocation.now)));
  else
    print(sentence);
}

PolicyTerms base_of(const Hosted& hosted) {
  if (hosted.draft) return terms_of(*hosted.draft).value_or(PolicyTerms{});
  if (const HostedPolicy* const served = hosted.served())
    return terms_of(served->text).value_or(PolicyTerms{});
  return {};
}

PolicyMode require_mode(const std::string& text) {
  for (const PolicyMode mode : {PolicyMode::none, PolicyMode::testing, PolicyMode::enforce})
    if (text == name(mode)) return mode;
  throw UsageError(
      fmt::format("--mode: \"{}\" is none of none, testing and enforce", printable(text, 80)));
}

std::string require_mx(const std::string& text) {
  if (is_mx_pattern(text)) return text;
  throw UsageError(fmt::format(
      "--mx: \"{}\" is no name of a mail server; write it like mx1.example.org or *.example.org",
      printable(text, 200)));
}

std::int64_t require_age(std::int64_t max_age) {
  if (max_age >= 0 && max_age <= kLongestAge) return max_age;
  throw UsageError(fmt::format("--max-age: {} is not from 0 to {} seconds", max_age, kLongestAge));
}

PolicyTerms changed(PolicyTerms terms, const PolicyFlags& flags) {
  if (!flags.mode.empty()) terms.mode = require_mode(flags.mode);
  if (flags.max_age) terms.max_age = require_age(*flags.max_age);
  if (!flags.mx.empty()) terms.mx.clear();
  for (const std::string& pattern : flags.mx)
    terms.mx.push_back(require_mx(pattern));
  if (terms.mx.empty())
    throw UsageError("--mx: name each of the domain's mail servers (dig +short MX DOMAIN)");
  return terms;
}

bool is_weaker(PolicyMode next, PolicyMode before) {
  return static_cast<int>(next) < static_cast<int>(before);
}

// What somebody who publishes has to do next, and what holds meanwhile.
std::string published_in_words(const Hosted& hosted, Timestamp now) {
  const HostedPolicy& served = hosted.history.front();
  std::string text = fmt::format(
      "{} is served within half a minute:\n{}\n"
      "1. See that senders get it:  tlsward check {} --only mta-sts\n"
      "2. Then, and not before, put its id into DNS:\n   {}\n",
      hosted.domain.display(), terms_in_words(served.text), hosted.domain.text(),
      record_line(hosted.domain, served.id));
  if (hosted.history.size() < 2) return text;
  const auto terms = terms_of(served.text);
  const auto before = terms_of(hosted.history.at(1).text);
  const auto held = held_until(std::span(hosted.history).subspan(1), now);
  if (terms && before && held && is_weaker(terms->mode, before->mode))
    text += fmt::format(
        "Senders that have the old policy follow when they see the new id, at the latest {}.\n",
        format_datetime(*held));
  return text;
}

// A policy of the domain that is served, or the text that is to be.
std::string next_text(const Hosted& hosted, bool testing_now) {
  if (!testing_now) return hosted.draft.value_or("");
  if (hosted.served() == nullptr) return "";
  PolicyTerms terms = terms_of(hosted.served()->text).value_or(PolicyTerms{});
  terms.mode = PolicyMode::testing;
  return policy_text(terms);
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

int policy_list_command(const Invocation& invocation) {
  const auto store = open_for_reading(load_config(invocation).config);
  std::vector<Domain> drafts = store->policies().drafts();
  auto rows = ordered_json::array();
  for (const HostedPolicy& policy : store->policies().served()) {
    ordered_json row{{"domain", policy.domain.text()}};
    row.update(policy_json(policy));
    row["draft"] = std::erase(drafts, policy.domain) != 0;
    row.erase("text");
    row.erase("until");
    rows.push_back(std::move(row));
  }
  for (const Domain& domain : drafts)
    rows.push_back({{"domain", domain.text()},
                    {"mode", nullptr},
                    {"max_age", nullptr},
                    {"mx", ordered_json::array()},
                    {"id", nullptr},
                    {"since", nullptr},
                    {"draft", true}});
  const std::vector<Column> columns = {
      {.key = "domain", .title = "DOMAIN", .kind = ColumnKind::name},
      {.key = "mode", .title = "MODE"},
      {.key = "max_age", .title = "MAX_AGE"},
      {.key = "id", .title = "ID"},
      {.key = "since", .title = "SINCE"},
      {.key = "draft", .title = "DRAFT"},
      {.key = "mx", .title = "MX"}};
  print(write_list("policies", columns, rows, output_options(invocation)));
  return 0;
}

int policy_show_command(const Invocation& invocation, const std::string& domain) {
  require_no_list_format(invocation, "policy show");
  const Config config = load_config(invocation).config;
  const auto store = open_for_reading(config);
  const Hosted hosted = read(*store, require_own_domain(config, domain));
  tell(invocation, hosted, in_words(hosted, invocation.now));
  return hosted.history.empty() && !hosted.draft ? kFailed : 0;
}

int policy_set_command(const Invocation& invocation, const std::string& domain,
                       const PolicyFlags& flags) {
  require_no_list_format(invocation, "policy set");
  const Config config = load_config(invocation).config;
  const Domain name = require_own_domain(config, domain);
  const auto store = open_for_writing(config, Commits::each);
  const std::string text = policy_text(changed(base_of(read(*store, name)), flags));
  store->transact([&] { store->policies().set_draft(name, text); });
  tell(
      invocation, read(*store, name),
      fmt::format("{}\ntlsward policy publish {} serves it.\n", terms_in_words(text), name.text()));
  return 0;
}

int policy_publish_command(const Invocation& invocation, const std::string& domain,
                           bool testing_now) {
  require_no_list_format(invocation, "policy publish");
  const Config config = load_config(invocation).config;
  const Domain name = require_own_domain(config, domain);
  open_for_reading(config).reset();  // a database that is not there is not made
  const auto store = open_for_writing(config, Commits::each);
  const std::string text = next_text(read(*store, name), testing_now);
  if (text.empty()) {
    fmt::print(stderr, "tlsward: policy publish: {} has no {}; tlsward policy set {} --mx ...\n",
               name.text(), testing_now ? "policy" : "draft", name.text());
    return kFailed;
  }
  const Timestamp when = invocation.now;
  store->transact([&] {
    store->policies().publish(
        {.domain = name, .text = text, .id = policy_id(when, text), .since = when, .until = {}});
  });
  const Hosted hosted = read(*store, name);
  tell(invocation, hosted, published_in_words(hosted, when));
  return 0;
}

int policy_retire_command(const Invocation& invocation, const std::string& domain) {
  require_no_list_format(invocation, "policy retire");
  const Config config = load_config(invocation).config;
  const Domain name = require_own_domain(config, domain);
  open_for_reading(config).reset();
  const auto store = open_for_writing(config, Commits::each);
  const Timestamp when = invocation.now;
  if (const auto why = why_not_retired(read(*store, name), when)) {
    fmt::print(stderr, "tlsward: {}\n", *why);
    return kFailed;
  }
  store->transact([&] { store->policies().retire(name, when); });
  tell(invocation, read(*store, name),
       fmt::format(
           "{} is served no more. Remove the TXT record _mta-sts.{} if it is still there, and "
           "a day later the host mta-sts.{}.\n",
           url_of(name), name.text(), name.text()));
  return 0;
}

}  // namespace tlsward
