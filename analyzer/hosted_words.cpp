#include "analyzer/hosted_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr int kLabelColumns = 10;

ordered_json terms_json(std::string_view text) {
  const auto terms = terms_of(text);
  if (!terms) return nullptr;
  return {{"mode", name(terms->mode)}, {"max_age", terms->max_age}, {"mx", terms->mx}};
}

}  // namespace

Hosted read_hosted(Store& store, const Domain& domain) {
  return {domain, store.policies().draft(domain), store.policies().history(domain)};
}

PolicyTerms base_of(const Hosted& hosted) {
  if (hosted.draft) return terms_of(*hosted.draft).value_or(PolicyTerms{});
  if (const HostedPolicy* const served = hosted.served())
    return terms_of(served->text).value_or(PolicyTerms{});
  return {};
}

std::string policy_url_of(const Domain& domain) {
  return fmt::format("https://mta-sts.{}/.well-known/mta-sts.txt", domain.text());
}

std::string record_line(const Domain& domain, std::string_view id) {
  return fmt::format("_mta-sts.{}. 300 IN TXT \"{}\"", domain.text(), policy_record(id));
}

std::string terms_in_words(std::string_view text, const Language& language) {
  const auto terms = terms_of(text);
  if (!terms) return std::string(language.text("policy.no-policy"));
  const std::int64_t days = terms->max_age / 86'400;
  return put_in(language.text("policy.terms"),
                {{"mode", std::string(name(terms->mode))},
                 {"max_age", std::to_string(terms->max_age)},
                 {"days", fmt::format("{} {}", days, language.form("general.day-noun", days))},
                 {"mx", fmt::format("{}", fmt::join(terms->mx, " "))}});
}

std::string labelled(std::string_view key, std::string_view line, const Language& language) {
  return fmt::format("{:<{}} {}\n", language.text(fmt::format("policy.label-{}", key)),
                     kLabelColumns, line);
}

std::string held_in_words(const Hosted& hosted, Timestamp now, const Language& language) {
  std::string text;
  if (const auto held = held_until(hosted.history, now))
    text = labelled(
        "held", put_in(language.text("policy.held"), {{"time", format_datetime(*held)}}), language);
  for (const HostedPolicy& policy : hosted.history)
    if (policy.until)
      text += labelled(
          "before",
          put_in(language.text("policy.before"), {{"since", format_datetime(policy.since)},
                                                  {"until", format_datetime(*policy.until)},
                                                  {"terms", terms_in_words(policy.text, language)},
                                                  {"id", policy.id}}),
          language);
  return text;
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
                    {"url", policy_url_of(hosted.domain)},
                    {"record", nullptr},
                    {"served", nullptr},
                    {"draft", nullptr},
                    {"draft_id", nullptr},
                    {"held_until", nullptr},
                    {"history", ordered_json::array()}};
  if (const HostedPolicy* const served = hosted.served()) json["served"] = policy_json(*served);
  if (hosted.draft) {
    json["draft"] = terms_json(*hosted.draft);
    json["draft_id"] = draft_id(*hosted.draft);
  }
  if (const auto held = held_until(hosted.history, now))
    json["held_until"] = format_datetime(*held);
  for (const HostedPolicy& policy : hosted.history)
    json["history"].push_back(policy_json(policy));
  return json;
}

ordered_json offline_json(const Hosted& hosted, Timestamp now) {
  ordered_json json = to_json(hosted, now);
  if (hosted.served() != nullptr) json["record"] = policy_record(hosted.served()->id);
  json["outside"] = nullptr;
  return json;
}

}  // namespace tlsward
