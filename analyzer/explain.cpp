#include "analyzer/explain.h"

#include "analyzer/known_reasons.h"
#include "analyzer/list_output.h"
#include "analyzer/nearest.h"
#include "analyzer/remedies.h"
#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/result_type.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kShown = 200;  // bytes of a pasted message

// Stand for the reader's own names.
const char* const kDomain = "example.com";
const char* const kMx = "mx.example.com";

std::string as_type(std::string_view text) {
  std::string type(text.substr(0, 64));
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == ' ') c = '-';
  }
  return type;
}

// What a subject was found to be; at most one of the first three.
struct Found {
  const ResultType* type = nullptr;      // registered, or the nearest of those
  bool cause = false;                    // a cause by its own name
  const KnownReason* reason = nullptr;   // what a message means
  std::string_view remedy = "unlisted";  // its key
};

// A message about fetching the policy: its certificate and its answers are the web server's.
bool is_about_policy(std::string_view message) {
  const std::string lower = lower_case(message);
  return lower.find("https://") != std::string::npos || lower.find("mta-sts.") != std::string::npos;
}

// The registered type that a message names ("5.7.322 certificate-expired: ...").
const ResultType* type_in(std::string_view message) {
  const std::string lower = lower_case(message);
  const auto types = result_types();
  const auto found = std::ranges::find_if(
      types, [&](const ResultType& type) { return lower.find(type.name) != std::string::npos; });
  return found == types.end() ? nullptr : &*found;
}

Found find_subject(std::string_view subject) {
  if (nearest_type(subject) == subject)
    return {.type = find_result_type(subject), .remedy = subject};
  if (find_remedy(subject).key == subject) return {.cause = true, .remedy = subject};
  const auto type = nearest_type(subject);
  const Found nearest{.type = type ? find_result_type(*type) : nullptr,
                      .remedy = type.value_or("unlisted")};
  if (type == as_type(subject)) return nearest;  // only spelled otherwise
  if (const KnownReason* const reason = find_reason(subject))
    return {.reason = reason,
            .remedy = is_about_policy(subject) ? reason->policy_cause : reason->cause};
  if (type) return nearest;
  if (const ResultType* const named = type_in(subject))
    return {.type = named, .remedy = named->name};
  return {};
}

std::string example(std::string_view text, const Language& language) {
  return fill(text, Domain(kDomain), Domain(kMx), language);
}

std::string headline(std::string_view subject, const Found& found, const Language& language) {
  const std::string text = printable(subject, kShown);
  const std::string name(found.remedy);
  if (found.reason != nullptr)
    return put_in(language.text("explain.reason"),
                  {{"text", text},
                   {"meaning", std::string(meaning(*found.reason, language))},
                   {"name", name}});
  if (found.cause) return put_in(language.text("explain.cause"), {{"name", name}});
  if (found.type == nullptr) return put_in(language.text("explain.unknown"), {{"text", text}});
  if (name == subject)
    return put_in(
        language.text("explain.type"),
        {{"name", name}, {"mechanism", std::string(tlsward::name(found.type->mechanism))}});
  return put_in(language.text("explain.nearest"), {{"text", text}, {"name", name}});
}

std::string steps_text(const std::vector<std::string_view>& steps, const Telling& telling) {
  std::string text;
  int number = 0;
  for (const std::string_view step : steps) {
    const std::string words = example(step, *telling.language);
    if (!step.starts_with("$ "))
      text += wrap(words, fmt::format("  {}. ", ++number), "     ");
    else if (telling.detail != Detail::plain)
      text += fmt::format("       {}\n", words);
  }
  return text;
}

// Where servers differ: each server's steps, or which servers there are.
std::string servers_text(const Remedy& remedy, const Telling& telling) {
  const Language& language = *telling.language;
  if (remedy.servers.empty() || telling.detail == Detail::plain) return {};
  std::string text;
  std::vector<std::string> names;
  for (const ServerSteps& server : remedy.servers) {
    names.emplace_back(server.server);
    text += '\n' +
            put_in(language.text("explain.on-server"), {{"server", std::string(server.server)}}) +
            '\n' + steps_text(server.steps, telling);
  }
  if (telling.detail == Detail::technical) return text;
  const std::string option =
      &language == &english() ? "" : fmt::format(" --lang {}", language.code());
  return wrap(put_in(language.text("explain.more-servers"),
                     {{"servers", enumerate(names, names.size(), language)}}),
              "  ", "  ") +
         fmt::format("       tlsward explain {} --technical{}\n", remedy.key, option);
}

ordered_json steps_json(const std::vector<std::string_view>& steps, const Language& language) {
  auto json = ordered_json::array();
  for (const std::string_view step : steps)
    json.push_back(example(step, language));
  return json;
}

ordered_json servers_json(const Remedy& remedy, const Language& language) {
  auto json = ordered_json::array();
  for (const ServerSteps& server : remedy.servers)
    json.push_back({{"server", server.server}, {"steps", steps_json(server.steps, language)}});
  return json;
}

}  // namespace

std::optional<std::string_view> nearest_type(std::string_view text) {
  const std::string wanted = as_type(text);
  if (wanted.size() < 4) return {};
  std::vector<std::string> names;
  for (const ResultType& type : result_types()) {
    if (type.name.find(wanted) != std::string_view::npos) return type.name;
    names.emplace_back(type.name);
  }
  const auto meant = nearest(wanted, names);
  return meant ? std::optional(find_result_type(*meant)->name) : std::nullopt;
}

bool is_explained(std::string_view subject) {
  return find_result_type(subject) != nullptr || find_remedy(subject).key == subject ||
         find_reason(subject) != nullptr;
}

std::string explain_subject(std::string_view subject, const Telling& telling) {
  const Language& language = *telling.language;
  const Found found = find_subject(subject);
  const Remedy& remedy = find_remedy(found.remedy, language);
  const auto paragraph = [&](std::string_view head, std::string_view text) {
    return fmt::format("\n{}\n{}", language.text(head), wrap(example(text, language), "  ", "  "));
  };
  std::string text = wrap(headline(subject, found, language), "", "") + '\n' +
                     wrap(example(remedy.sentence, language), "", "");
  if (telling.detail != Detail::plain) text += paragraph("explain.meaning", remedy.technical);
  text += fmt::format("\n{}\n{}{}", language.text("explain.steps"),
                      steps_text(remedy.steps, telling), servers_text(remedy, telling));
  if (telling.detail != Detail::plain) text += paragraph("explain.verify", remedy.verify);
  text += paragraph("explain.until-noticed", remedy.until_noticed);
  return text + '\n' +
         wrap(put_in(language.text("explain.stand-for"), {{"domain", kDomain}, {"mx", kMx}}), "",
              "");
}

ordered_json explain_subject_json(std::string_view subject, const Language& language) {
  const Found found = find_subject(subject);
  const Remedy& remedy = find_remedy(found.remedy, language);
  return {
      {"schema", 1},
      {"result_type", subject},
      {"nearest", found.type ? ordered_json(found.type->name) : ordered_json()},
      {"mechanism", found.type ? ordered_json(name(found.type->mechanism)) : ordered_json()},
      {"cause", remedy.key},
      {"meaning", found.reason ? ordered_json(meaning(*found.reason, language)) : ordered_json()},
      {"language", language.code()},
      {"sentence", example(remedy.sentence, language)},
      {"technical", example(remedy.technical, language)},
      {"steps", steps_json(remedy.steps, language)},
      {"servers", servers_json(remedy, language)},
      {"verify", example(remedy.verify, language)},
      {"until_noticed", example(remedy.until_noticed, language)}};
}

}  // namespace tlsward
