#include "program/config_table.h"

#include "program/setting_text.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tlsward {
namespace {

template <auto Member>
Slot top(Config& config) {
  return &(config.*Member);
}

template <auto Member>
Slot limit(Config& config) {
  return &(config.limits.*Member);
}

template <auto Member>
Slot cap(Config& config) {
  return &(config.limits.report.*Member);
}

MailboxOptions& last_mailbox(Config& config) {
  if (config.mailboxes.empty()) config.mailboxes.emplace_back();
  return config.mailboxes.back();
}

template <auto Member>
Slot mailbox(Config& config) {
  return &(last_mailbox(config).*Member);
}

template <auto Member>
Slot server(Config& config) {
  return &(last_mailbox(config).server.*Member);
}

constexpr std::array kTable = {
    ConfigRow{"store.path", Form::plain, top<&Config::database>, "The database file."},
    ConfigRow{"domain.name", Form::plain, top<&Config::domains>,
              "A domain whose reports are ours, with every name below it."},
    ConfigRow{"domain.mx", Form::plain, top<&Config::mx_hosts>,
              "Its MX hosts: reports about DANE name the host instead of the domain."},
    ConfigRow{
        "mailbox.name", Form::plain, mailbox<&MailboxOptions::name>,
        "What status and receipts call the mailbox; keep it, for what was read is kept by it."},
    ConfigRow{"mailbox.host", Form::plain, server<&ImapServer::host>,
              "Its IMAP server; the name that the server's certificate is for."},
    ConfigRow{"mailbox.port", Form::plain, server<&ImapServer::port>,
              "Its port: 993, or 143 with STARTTLS."},
    ConfigRow{"mailbox.tls", Form::plain, server<&ImapServer::tls>,
              "\"implicit\", \"starttls\", or \"none\", which sends the password in the clear."},
    ConfigRow{"mailbox.ca_file", Form::plain, server<&ImapServer::ca_file>,
              "The PEM certificate of a CA of your own; empty for those of the system."},
    ConfigRow{"mailbox.user", Form::plain, mailbox<&MailboxOptions::user>, "Who logs in."},
    ConfigRow{"mailbox.auth", Form::plain, mailbox<&MailboxOptions::auth>,
              "\"password\", or with a token \"xoauth2\" or \"oauthbearer\"."},
    ConfigRow{"mailbox.password_file", Form::plain, mailbox<&MailboxOptions::password_file>,
              "The file of the password; a name without a slash is a credential of systemd."},
    ConfigRow{"mailbox.token_file", Form::plain, mailbox<&MailboxOptions::token_file>,
              "The same for a token that something else renews."},
    ConfigRow{"mailbox.token_command", Form::plain, mailbox<&MailboxOptions::token_command>,
              "A command that prints a token; it is run for each login."},
    ConfigRow{"mailbox.folders", Form::plain, mailbox<&MailboxOptions::folders>,
              "The folders to read, as the server names them; none for INBOX."},
    ConfigRow{"mailbox.after_storing", Form::plain, mailbox<&MailboxOptions::after_storing>,
              "What becomes of a mail once its reports are stored and were read back: \"leave\", "
              "\"seen\", \"move\" or \"delete\"."},
    ConfigRow{"mailbox.move_to", Form::plain, mailbox<&MailboxOptions::move_to>,
              "The folder to which \"move\" moves."},
    ConfigRow{"mailbox.not_report_folder", Form::plain, mailbox<&MailboxOptions::not_report_folder>,
              "The folder to which mails without a report are moved; empty to leave them."},
    ConfigRow{"mailbox.delete_after_days", Form::plain, mailbox<&MailboxOptions::delete_after_days>,
              "How many days \"delete\" waits."},
    ConfigRow{"mailbox.poll_interval", Form::plain, mailbox<&MailboxOptions::poll_interval>,
              "The longest time between two looks, also where the server tells of new mail."},
    ConfigRow{"ingest.listen", Form::address, top<&Config::ingest_listen>,
              "Where senders post reports by HTTPS, HOST:PORT; empty for nowhere."},
    ConfigRow{"ingest.certificate_file", Form::plain, top<&Config::certificate_file>,
              "The PEM chain for HTTPS; read again when it changes."},
    ConfigRow{"ingest.private_key_file", Form::plain, top<&Config::private_key_file>,
              "The PEM key of the certificate; nobody else may read it."},
    ConfigRow{"ingest.tokens", Form::plain, top<&Config::tokens>,
              "Accepted behind /v1/tlsrpt/, in DNS for all to see; with none, any is."},
    ConfigRow{"ingest.accept_any_domain", Form::plain, top<&Config::accept_any_domain>,
              "Take reports about every domain as ours, whether configured or not."},
    ConfigRow{"dashboard.enabled", Form::plain, top<&Config::dashboard_enabled>,
              "Whether serve shows the pages."},
    ConfigRow{"dashboard.listen", Form::address, top<&Config::dashboard_listen>,
              "Where the pages are, HOST:PORT; they have no login, so keep it on this machine."},
    ConfigRow{"trust.authserv_ids", Form::plain, top<&Config::authserv_ids>,
              "Your mail servers whose Authentication-Results are believed."},
    ConfigRow{"trust.counts_from", Form::plain, limit<&Limits::counts_from>,
              "The least trust with which a report counts; others are kept and shown."},
    ConfigRow{"limits.max_body_bytes", Form::bytes, limit<&Limits::max_body_bytes>,
              "The largest delivery, as it comes over the wire."},
    ConfigRow{"limits.max_inflated_bytes", Form::bytes, limit<&Limits::max_inflated_bytes>,
              "The most that one delivery may hold once unpacked."},
    ConfigRow{"limits.max_gzip_members", Form::plain, limit<&Limits::max_gzip_members>,
              "The most gzip members in one delivery."},
    ConfigRow{"limits.max_zip_members", Form::plain, limit<&Limits::max_zip_members>,
              "The most files in one zip."},
    ConfigRow{"limits.max_documents", Form::plain, limit<&Limits::max_documents>,
              "The most reports in one delivery."},
    ConfigRow{"limits.max_mail_bytes", Form::bytes, limit<&Limits::max_mail_bytes>,
              "The largest mail."},
    ConfigRow{"limits.max_mail_header_bytes", Form::bytes, limit<&Limits::max_mail_header_bytes>,
              "The headers of a mail and of all its parts together."},
    ConfigRow{"limits.max_mail_parts", Form::plain, limit<&Limits::max_mail_parts>,
              "The most parts in one mail."},
    ConfigRow{"limits.max_mail_depth", Form::plain, limit<&Limits::max_mail_depth>,
              "How deep parts and mails may lie within each other."},
    ConfigRow{"limits.max_mail_signatures", Form::plain, limit<&Limits::max_mail_signatures>,
              "The DKIM signatures of one mail that are looked at."},
    ConfigRow{"limits.max_depth", Form::plain, cap<&ReportCaps::max_depth>,
              "How deep the JSON of a report may nest."},
    ConfigRow{"limits.max_policies", Form::plain, cap<&ReportCaps::max_policies>,
              "The most policies in one report."},
    ConfigRow{"limits.max_failure_details", Form::plain, cap<&ReportCaps::max_failure_details>,
              "The most failure details in one report, of all policies together."},
    ConfigRow{"limits.max_string_bytes", Form::bytes, cap<&ReportCaps::max_string_bytes>,
              "Longer texts in a report are cut."},
    ConfigRow{"limits.max_policy_string_bytes", Form::bytes,
              cap<&ReportCaps::max_policy_string_bytes>,
              "Longer lines of a policy-string are cut."},
    ConfigRow{"limits.max_range", Form::plain, limit<&Limits::max_range>,
              "A report over a longer time is implausible."},
    ConfigRow{"limits.max_future", Form::plain, limit<&Limits::max_future>,
              "A report that ends further in the future is implausible."},
    ConfigRow{"limits.max_age", Form::plain, limit<&Limits::max_age>,
              "A report by HTTPS that began earlier is implausible; files may hold years."},
    ConfigRow{"limits.max_sessions", Form::plain, limit<&Limits::max_sessions>,
              "More sessions in one policy entry are implausible."},
    ConfigRow{"limits.max_quarantine_bytes", Form::bytes, limit<&Limits::max_quarantine_bytes>,
              "The most that the quarantine keeps."},
    ConfigRow{"limits.max_quarantine_bytes_per_source", Form::bytes,
              limit<&Limits::max_quarantine_bytes_per_source>,
              "The most that it keeps of one network."},
    ConfigRow{"limits.min_free_bytes", Form::bytes, limit<&Limits::min_free_bytes>,
              "With less room on the disk nothing is taken (or 5 % of it where that is less)."},
    ConfigRow{"limits.max_header_bytes", Form::bytes, limit<&Limits::max_header_bytes>,
              "The largest header of a request."},
    ConfigRow{"limits.max_header_fields", Form::plain, limit<&Limits::max_header_fields>,
              "The most fields in it."},
    ConfigRow{"limits.max_uri_bytes", Form::bytes, limit<&Limits::max_uri_bytes>,
              "The longest address asked for."},
    ConfigRow{"limits.handshake_deadline", Form::plain, limit<&Limits::handshake_deadline>,
              "Time for the TLS handshake."},
    ConfigRow{"limits.header_deadline", Form::plain, limit<&Limits::header_deadline>,
              "Time for a request's header."},
    ConfigRow{"limits.body_deadline", Form::plain, limit<&Limits::body_deadline>,
              "Time for its body."},
    ConfigRow{"limits.min_body_bytes_per_second", Form::bytes,
              limit<&Limits::min_body_bytes_per_second>,
              "A slower body is cut off after 5 seconds; 0 for any rate."},
    ConfigRow{"limits.keep_alive_idle", Form::plain, limit<&Limits::keep_alive_idle>,
              "How long an idle connection is kept."},
    ConfigRow{"limits.max_keep_alive_requests", Form::plain,
              limit<&Limits::max_keep_alive_requests>, "The most requests on one connection."},
    ConfigRow{"limits.max_connections", Form::plain, limit<&Limits::max_connections>,
              "The most connections at once, a thread each."},
    ConfigRow{"limits.max_connections_per_network", Form::plain,
              limit<&Limits::max_connections_per_network>,
              "The most of them from one /24 or /64; on loopback from one address."},
    ConfigRow{"limits.requests_per_second", Form::plain, limit<&Limits::requests_per_second>,
              "The requests of one network in the long run."},
    ConfigRow{"limits.request_burst", Form::plain, limit<&Limits::request_burst>,
              "How many of them may come at once."},
    ConfigRow{"limits.max_bytes_in_memory", Form::bytes, limit<&Limits::max_bytes_in_memory>,
              "The bodies of all requests together."},
    ConfigRow{"limits.memory_wait", Form::plain, limit<&Limits::memory_wait>,
              "How long a request waits for room among them."},
};

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
  if (form == Form::bytes && !number)
    return fmt::format("{} is no size; write it like \"10MiB\" or 65536",
                       printable(toml_string(text)));
  if (form != Form::bytes && (number.value_or(0) < 1 || has_unit))
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
  values.insert(texts.begin(), texts.end());
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

// The words of settings that are one of a few.

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
  return form == Form::bytes ? SettingValue(format_size(value)) : SettingValue(value);
}

SettingValue value_of(std::size_t value, Form form) {
  return value_of(static_cast<std::int64_t>(value), form);
}

SettingValue value_of(std::chrono::seconds value, Form) {
  return format_duration(value);
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

std::span<const ConfigRow> config_table() {
  return kTable;
}

const ConfigRow* find_config_row(std::string_view key) {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const ConfigRow& row) { return row.key == key; });
  return found == kTable.end() ? nullptr : &*found;
}

std::string_view written_as(const ConfigRow& row) {
  Config config;
  const Slot slot = row.slot(config);
  if (std::holds_alternative<bool*>(slot)) return "true or false";
  if (row.key == "domain.name") return "a text";  // one for each [[domain]]
  if (std::holds_alternative<std::set<std::string>*>(slot) ||
      std::holds_alternative<std::vector<Domain>*>(slot))
    return "a list of texts";
  const bool number =
      std::holds_alternative<std::size_t*>(slot) || std::holds_alternative<std::int64_t*>(slot);
  return number && row.form != Form::bytes ? "a number" : "a text";
}

std::optional<std::string> set_value(const ConfigRow& row, Config& config,
                                     const std::vector<std::string>& texts) {
  return std::visit([&](auto* value) { return set(*value, row.form, texts); }, row.slot(config));
}

void clear_list(const ConfigRow& row, Config& config) {
  std::visit(
      [](auto* value) {
        if constexpr (requires { value->clear(); } &&
                      !std::is_same_v<decltype(value), std::string*>)
          value->clear();
      },
      row.slot(config));
}

SettingValue value_of(const ConfigRow& row, const Config& config) {
  Config copy = config;
  return std::visit([&](auto* value) { return value_of(*value, row.form); }, row.slot(copy));
}

std::string toml_text(const SettingValue& value) {
  return std::visit([](const auto& one) { return written(one); }, value);
}

}  // namespace tlsward
