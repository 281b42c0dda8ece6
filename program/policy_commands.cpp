#include "program/policy_commands.h"

#include "analyzer/hosted_list.h"
#include "analyzer/hosted_words.h"
#include "program/exit_codes.h"
#include "program/live_mx_lookup.h"
#include "program/own_domain.h"
#include "program/policy_outside.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <memory>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// The record, once senders can fetch what belongs to it.
std::string record_of(const Hosted& hosted, const std::optional<HostedOutside>& outside,
                      const Language& language) {
  const std::string state = outside ? record_in_words(*outside, language) : "";
  if (outside && !outside->is_served())
    return labelled("record", put_in(language.text("policy.record-early"), {{"state", state}}),
                    language);
  std::string text = labelled("record", record_line(hosted.domain, hosted.served()->id), language);
  return outside ? text + fmt::format("  {}\n", state) : text;
}

std::string served_in_words(const Hosted& hosted, const std::optional<HostedOutside>& outside,
                            const Language& language) {
  const HostedPolicy* const served = hosted.served();
  if (served == nullptr)
    return labelled("served",
                    put_in(language.text("policy.nothing"), {{"domain", hosted.domain.display()}}),
                    language);
  std::string text = labelled("served", policy_url_of(hosted.domain), language);
  text += fmt::format("  {}\n", put_in(language.text("policy.since"),
                                       {{"time", format_datetime(served->since)},
                                        {"terms", terms_in_words(served->text, language)}}));
  if (outside) text += labelled("outside", outside_in_words(*outside, language), language);
  return text + record_of(hosted, outside, language);
}

std::string to_publish(const Domain& domain, const Language& language) {
  return put_in(language.text("policy.to-publish"), {{"domain", domain.text()}});
}

std::string in_words(const Hosted& hosted, const std::optional<HostedOutside>& outside,
                     Timestamp now, const Language& language) {
  std::string text = served_in_words(hosted, outside, language);
  if (hosted.draft)
    text += labelled("draft", terms_in_words(*hosted.draft, language), language) +
            fmt::format("  {}\n", to_publish(hosted.domain, language));
  return text + held_in_words(hosted, now, language);
}

ordered_json to_json(const Hosted& hosted, const std::optional<HostedOutside>& outside,
                     Timestamp now, const Language& language) {
  if (!outside) return offline_json(hosted, now);
  ordered_json json = to_json(hosted, now);
  if (hosted.served() != nullptr && outside->is_served())
    json["record"] = policy_record(hosted.served()->id);
  json["outside"] = outside_json(*outside, language);
  return json;
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
    throw UsageError(
        "--mx: name each of the domain's mail servers, or let --mx-from-dns take them from DNS");
  return terms;
}

}  // namespace

int policy_list_command(const Invocation& invocation) {
  const auto store = open_for_reading(load_config(invocation).config);
  print(write_list("policies", hosted_columns(), hosted_rows(list_hosted(*store)),
                   output_options(invocation)));
  return 0;
}

int policy_show_command(const Invocation& invocation, const std::string& domain,
                        const PolicyShowFlags& flags) {
  require_no_list_format(invocation, "policy show");
  const Config config = load_config(invocation).config;
  const Hosted hosted = read_hosted(*open_for_reading(config), require_own_domain(config, domain));
  std::optional<HostedOutside> outside;
  if (hosted.served() != nullptr && !flags.offline)
    outside = look_outside(config, *hosted.served());
  const Language& language = language_of(flags.language);
  print(invocation.format == Format::json
            ? write_json(to_json(hosted, outside, invocation.now, language))
            : in_words(hosted, outside, invocation.now, language));
  if (hosted.history.empty() && !hosted.draft) return kFailed;
  const bool is_well =
      !outside || (outside->is_served() && outside->record == RecordOutside::current);
  return is_well ? 0 : kFoundProblems;
}

int policy_set_command(const Invocation& invocation, const std::string& domain,
                       const PolicyFlags& flags) {
  require_no_list_format(invocation, "policy set");
  const Config config = load_config(invocation).config;
  const Domain name = require_own_domain(config, domain);
  const auto store = open_for_writing(config, Commits::each);
  PolicyTerms base = base_of(read_hosted(*store, name));
  if (flags.mx_from_dns) {
    auto live = look_up_mx(config, name, ProviderHosts::by_wildcard);
    if (!live) {
      fmt::print(stderr, "tlsward: policy set: {}\n", live.error());
      return kFailed;
    }
    base.mx = std::move(live->patterns);
  }
  const std::string text = policy_text(changed(std::move(base), flags));
  store->transact([&] { store->policies().set_draft(name, text); });
  const Hosted hosted = read_hosted(*store, name);
  const Language& language = language_of(flags.language);
  print(invocation.format == Format::json
            ? write_json(to_json(hosted, {}, invocation.now, language))
            : fmt::format("{}\n{}\n", terms_in_words(text, language), to_publish(name, language)));
  return 0;
}

}  // namespace tlsward
