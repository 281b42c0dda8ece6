// What config_table.h says of values: how each type is read from texts, and written.
#include "program/config_table.h"
#include "program/setting_text.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tlsward {
namespace {

using Texts = std::vector<std::string>;
using Fault = std::optional<std::string>;

Fault set(std::string& value, Form form, const Texts& texts) {
  const std::string& text = texts.front();
  if (form == Form::address && !text.empty() && !is_listen_address(text))
    return fmt::format("{} is no address; write HOST:PORT, like \"127.0.0.1:8080\"",
                       printable(toml_string(text)));
  value = text;
  return {};
}

Fault set(bool& value, Form, const Texts& texts) {
  const std::string& text = texts.front();
  if (text != "true" && text != "false")
    return fmt::format("{} is neither true nor false", printable(toml_string(text)));
  value = text == "true";
  return {};
}

template <typename Number>
Fault set_number(Number& value, Form form, const Texts& texts) {
  const std::string& text = texts.front();
  const auto number = parse_size(text);
  const bool has_unit = !text.empty() && (text.back() < '0' || text.back() > '9');
  if (is_size(form) && (!number || (*number == 0 && form == Form::bytes)))
    return fmt::format("{} is no size; write it like \"10MiB\" or 65536",
                       printable(toml_string(text)));
  if (!is_size(form) && (number.value_or(0) < 1 || has_unit))
    return fmt::format("{} is no number above zero", printable(toml_string(text)));
  value = static_cast<Number>(*number);
  return {};
}

Fault set(std::size_t& value, Form form, const Texts& texts) {
  return set_number(value, form, texts);
}

Fault set(std::int64_t& value, Form form, const Texts& texts) {
  return set_number(value, form, texts);
}

Fault set(std::chrono::seconds& value, Form, const Texts& texts) {
  const auto duration = parse_duration(texts.front());
  if (!duration)
    return fmt::format("{} is no time; write it like \"10s\", \"5m\", \"48h\" or \"60d\"",
                       printable(toml_string(texts.front())));
  value = *duration;
  return {};
}

Fault set(std::chrono::hours& value, Form form, const Texts& texts) {
  std::chrono::seconds seconds{};
  if (auto fault = set(seconds, form, texts)) return fault;
  if (seconds % std::chrono::hours(1) != std::chrono::seconds(0))
    return fmt::format("{} is no whole number of hours; write it like \"48h\" or \"60d\"",
                       printable(toml_string(texts.front())));
  value = std::chrono::duration_cast<std::chrono::hours>(seconds);
  return {};
}

Fault set(Trust& value, Form, const Texts& texts) {
  std::vector<std::string_view> names;
  for (const Trust trust : kTrusts) {
    names.push_back(name(trust));
    if (names.back() != texts.front()) continue;
    value = trust;
    return {};
  }
  return fmt::format("{} is no trust; write one of \"{}\"", printable(toml_string(texts.front())),
                     fmt::join(names, "\", \""));
}

Fault set(std::set<std::string>& values, Form, const Texts& texts) {
  values = {texts.begin(), texts.end()};  // a default gives way
  return {};
}

Fault set(std::vector<Domain>& values, Form, const Texts& texts) {
  for (const std::string& text : texts) {
    const Domain domain(text);
    if (!domain.is_host_name())
      return fmt::format("{} is no domain name; write it like \"example.org\"",
                         printable(toml_string(text)));
    values.push_back(domain);
  }
  return {};
}

Fault set(std::optional<std::chrono::minutes>& value, Form, const Texts& texts) {
  const std::string& text = texts.front();
  value = parse_time_of_day(text);
  if (value || text.empty()) return {};
  return fmt::format("{} is no time of day; write it like \"07:30\"", printable(toml_string(text)));
}

// The words of settings that are one of a few.

constexpr std::pair<std::string_view, DigestRhythm> kRhythmWords[] = {
    {"daily", DigestRhythm::daily},
    {"problems", DigestRhythm::problems},
    {"weekly", DigestRhythm::weekly}};

constexpr std::pair<std::string_view, SmtpTls> kSmtpTlsWords[] = {
    {"starttls", SmtpTls::starttls}, {"tls", SmtpTls::tls}, {"none", SmtpTls::none}};

constexpr std::pair<std::string_view, SmtpAuth> kSmtpAuthWords[] = {{"plain", SmtpAuth::plain},
                                                                    {"login", SmtpAuth::login}};

constexpr std::pair<std::string_view, LoginMode> kLoginWords[] = {{"required", LoginMode::required},
                                                                  {"none", LoginMode::none}};

constexpr std::pair<std::string_view, ImapTls> kTlsWords[] = {
    {"implicit", ImapTls::implicit}, {"starttls", ImapTls::starttls}, {"none", ImapTls::none}};

constexpr std::pair<std::string_view, ImapAuth> kAuthWords[] = {
    {"password", ImapAuth::password},
    {"xoauth2", ImapAuth::xoauth2},
    {"oauthbearer", ImapAuth::oauthbearer}};

constexpr std::pair<std::string_view, AfterStoring> kAfterStoringWords[] = {
    {"leave", AfterStoring::leave},
    {"seen", AfterStoring::seen},
    {"move", AfterStoring::move},
    {"delete", AfterStoring::remove}};

template <typename Choice>
constexpr std::span<const std::pair<std::string_view, Choice>> words_of() {
  if constexpr (std::is_same_v<Choice, ImapTls>) return kTlsWords;
  if constexpr (std::is_same_v<Choice, ImapAuth>) return kAuthWords;
  if constexpr (std::is_same_v<Choice, AfterStoring>) return kAfterStoringWords;
  if constexpr (std::is_same_v<Choice, DigestRhythm>) return kRhythmWords;
  if constexpr (std::is_same_v<Choice, SmtpTls>) return kSmtpTlsWords;
  if constexpr (std::is_same_v<Choice, SmtpAuth>) return kSmtpAuthWords;
  if constexpr (std::is_same_v<Choice, LoginMode>) return kLoginWords;
}

template <typename Choice>
requires std::is_enum_v<Choice> Fault set(Choice& value, Form, const Texts& texts) {
  Texts words;
  for (const auto& [word, choice] : words_of<Choice>()) {
    if (word == texts.front()) {
      value = choice;
      return {};
    }
    words.push_back(toml_string(word));
  }
  return fmt::format("{} is none of {}", printable(toml_string(texts.front())),
                     fmt::join(words, ", "));
}

template <typename Choice>
requires std::is_enum_v<Choice> SettingValue value_of(Choice value, Form) {
  for (const auto& [word, choice] : words_of<Choice>()) {
    if (choice == value) return std::string(word);
  }
  return {};
}

std::string written(bool value) {
  return value ? "true" : "false";
}

std::string written(std::int64_t value) {
  return std::to_string(value);
}

std::string written(const std::string& value) {
  return toml_string(value);
}

std::string written(const Texts& values) {
  Texts parts;
  for (const std::string& value : values)
    parts.push_back(toml_string(value));
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

SettingValue value_of(const std::string& value, Form) {
  return value;
}

SettingValue value_of(bool value, Form) {
  return value;
}

SettingValue value_of(std::int64_t value, Form form) {
  return is_size(form) ? SettingValue(format_size(value)) : SettingValue(value);
}

SettingValue value_of(std::size_t value, Form form) {
  return value_of(static_cast<std::int64_t>(value), form);
}

SettingValue value_of(std::chrono::seconds value, Form) {
  return format_duration(value);
}

SettingValue value_of(std::chrono::hours value, Form) {
  return format_duration(value);
}

SettingValue value_of(std::optional<std::chrono::minutes> value, Form) {
  return value ? format_time_of_day(*value) : std::string();
}

SettingValue value_of(Trust value, Form) {
  return std::string(name(value));
}

SettingValue value_of(const std::set<std::string>& values, Form) {
  return Texts(values.begin(), values.end());
}

SettingValue value_of(const std::vector<Domain>& values, Form) {
  Texts texts;
  for (const Domain& domain : values)
    texts.push_back(domain.text());
  return texts;
}

}  // namespace

std::optional<std::string> set_value(const ConfigRow& row, Config& config,
                                     const std::vector<std::string>& texts) {
  return std::visit([&](auto* value) { return set(*value, row.form, texts); }, row.slot(config));
}

SettingValue value_of(const ConfigRow& row, const Config& config) {
  Config copy = config;
  return std::visit([&](auto* value) { return value_of(*value, row.form); }, row.slot(copy));
}

std::string toml_text(const SettingValue& value) {
  return std::visit([](const auto& one) { return written(one); }, value);
}

}  // namespace tlsward
