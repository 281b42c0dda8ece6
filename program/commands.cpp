#include "program/commands.h"

#include "analyzer/commands.h"
#include "analyzer/days.h"
#include "analyzer/delivery_list.h"
#include "analyzer/digest.h"
#include "analyzer/digest_html.h"
#include "analyzer/digest_message.h"
#include "analyzer/digest_text.h"
#include "analyzer/nearest.h"
#include "analyzer/report_list.h"
#include "collector/intake.h"
#include "program/digest_mail_commands.h"
#include "program/exit_codes.h"
#include "program/mail_run.h"
#include "program/owners.h"
#include "schema/field_values.h"
#include "schema/own_mail.h"
#include "schema/printable.h"
#include "schema/result_type.h"
#include "schema/text.h"

#include <Poco/Environment.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace tlsward {
namespace {

Day require_day(std::string_view flag, const std::string& text, Day today) {
  const auto days = parse_days(text, today);
  if (!days || days->first != days->last)
    throw UsageError(
        fmt::format("{}: {} is not one day; write {}", flag, printable(text, 80), kOneDayForms));
  return days->first;
}

DayRange require_days(std::string_view flag, const std::string& text, Day today) {
  const auto days = parse_days(text, today);
  if (!days)
    throw UsageError(
        fmt::format("{}: {} is no day; write {}", flag, printable(text, 80), kDayForms));
  return *days;
}

std::vector<Domain> require_domains(const std::vector<std::string>& names) {
  std::vector<Domain> domains;
  domains.reserve(names.size());
  for (const std::string& name : names)
    domains.push_back(require_domain("--domain", name));
  return domains;
}

// Senders may use other types than those of the RFC; one that is nearly one of these is misspelt.
void warn_of_type(const std::string& type) {
  const std::vector<std::string> names = result_type_names();
  const std::string wanted = lower_case(type);
  if (wanted.empty() || std::ranges::find(names, wanted) != names.end()) return;
  if (const auto meant = nearest(wanted, names))
    fmt::print(stderr, "tlsward: --type {} is none of RFC 8460; did you mean {}?\n",
               printable(type, 80), *meant);
}

// In the form in which addresses are kept.
std::string require_ip(const std::string& text) {
  bool readable = true;
  std::string address = ip_value(text, [&](DeviationCode code) {
    readable = readable && code != DeviationCode::ip_unreadable;
  });
  if (!readable)
    throw UsageError(fmt::format(
        "--ip: \"{}\" is no address; write it like 192.0.2.7 or 2001:db8::7", printable(text, 80)));
  return address;
}

// As a mail from this machine to itself: whose it is, only an owner's configuration says.
std::string digest_eml(const Digest& digest, Timestamp now) {
  const std::string host = Domain(Poco::Environment::nodeName()).text();
  const std::string address = "tlsward@" + host;
  return make_digest_message(
      digest,
      {.from = address,
       .to = {address},
       .message_id = fmt::format("{}digest.{}@{}", kOwnMessageId, format_day(digest.day), host),
       .date = now,
       .list_id = fmt::format("TLS report digest <tlsward.{}>", host)});
}

// Prints what there is of a thing with a number.
int print_found(const std::optional<std::string>& text, std::string_view what, std::int64_t id,
                std::string_view list) {
  if (text) {
    print(*text);
    return 0;
  }
  fmt::print(stderr, "tlsward: {} {}: not in the database; {} shows what there is\n", what, id,
             list);
  return kFailed;
}

}  // namespace

namespace {

// Absent for "", and what the command line does not let through.
std::optional<Trust> trust_of(const std::string& text) {
  const auto* const found =
      std::ranges::find_if(kTrusts, [&](Trust trust) { return name(trust) == text; });
  return found == std::end(kTrusts) ? std::nullopt : std::optional(*found);
}

}  // namespace

Filter make_filter(const FilterFlags& flags, Day today) {
  warn_of_type(flags.type);
  Filter filter{.domains = require_domains(flags.domains),
                .reporter = flags.reporter,
                .result_type = lower_case(flags.type),
                .policy_type = lower_case(flags.policy_type),
                .mx = flags.mx.empty() ? "" : require_domain("--mx", flags.mx).text(),
                .ip = require_ip(flags.ip),
                .failed = flags.failed,
                .uncounted = flags.uncounted,
                .trust = trust_of(flags.trust),
                .limit = flags.limit};
  if (!flags.day.empty()) {
    const DayRange days = require_days("--day", flags.day, today);
    filter.since = days.first;
    filter.until = days.last;
  }
  if (!flags.since.empty()) filter.since = require_days("--since", flags.since, today).first;
  if (!flags.until.empty()) filter.until = require_days("--until", flags.until, today).last;
  if (filter.since && filter.until && *filter.since > *filter.until)
    throw UsageError(fmt::format("--since {} is after --until {}; swap them",
                                 format_day(*filter.since), format_day(*filter.until)));
  return filter;
}

void print_digest(const Digest& digest, bool no_color) {
  const Terminal terminal = look_at_terminal(no_color);
  print(digest_text(
      digest, {.color = terminal.color, .unicode = terminal.unicode, .width = terminal.width}));
}

struct NobodyReads {};

// As it is read, until there is no more or whoever reads has enough (`| head`).
void print_list(const Invocation& invocation, const Filter& filter) {
  const auto store = open_for_reading(load_config(invocation).config);
  try {
    list_reports(*store, filter, output_options(invocation), [](std::string_view text) {
      if (!print_to_reader(text)) throw NobodyReads{};
    });
  } catch (const NobodyReads&) {
    return;
  }
}

int list_command(const Invocation& invocation, const FilterFlags& flags) {
  const Filter filter = make_filter(flags, today(invocation));
  print_list(invocation, filter);
  return 0;
}

int search_command(const Invocation& invocation, const FilterFlags& flags,
                   const std::string& text) {
  Filter filter = make_filter(flags, today(invocation));
  filter.text = text;
  print_list(invocation, filter);
  return 0;
}

int show_command(const Invocation& invocation, std::int64_t id) {
  require_no_list_format(invocation, "show");
  const auto store = open_for_reading(load_config(invocation).config);
  return print_found(show_report(*store, id, output_options(invocation)), "report", id,
                     "tlsward list");
}

int top_command(const Invocation& invocation, const FilterFlags& filters, const TopFlags& flags) {
  const auto found = std::find_if(kRankings.begin(), kRankings.end(),
                                  [&](const auto& entry) { return entry.first == flags.ranking; });
  assert(found != kRankings.end());  // cli.cpp lets nothing else through
  if (flags.deviations && found->second != Ranking::reporters)
    throw UsageError("--deviations: only reporters have them; write tlsward top reporters");
  const Filter filter = make_filter(filters, today(invocation));
  const auto store = open_for_reading(load_config(invocation).config);
  const OutputOptions output = output_options(invocation);
  print(flags.deviations ? top_deviations(*store, filter, output)
                         : top(*store, found->second, filter, output));
  return 0;
}

namespace {

DigestScope scope_of(const Config& config, const DigestFlags& flags) {
  if (!flags.owner.empty() && !flags.domains.empty())
    throw UsageError("--owner: an owner has domains of their own; leave --domain out");
  if (!flags.owner.empty()) return scope_of(config, require_owner(config, flags.owner));
  const std::vector<Domain> domains = require_domains(flags.domains);
  return domains.empty() ? scope_of(config) : scope_of(config, domains);
}

const Language& language_of(const Config& config, const DigestFlags& flags) {
  const std::string code = flags.language.empty() && !flags.owner.empty()
                               ? require_owner(config, flags.owner).language
                               : flags.language;
  const Language* const language = find_language(code);
  return language == nullptr ? english() : *language;
}

std::string owner_eml(const Digest& digest, const Config& config, const std::string& owner,
                      Timestamp now) {
  return make_mail(digest, {require_owner(config, owner), {}}, letterhead_of(config), now).message;
}

int mail_digest(const Invocation& invocation, const DigestFlags& flags, Day day) {
  if (flags.due && !flags.owner.empty())
    throw UsageError("--due: it is of all owners; leave --owner out");
  if (flags.due) return digest_due_command(invocation, flags.send);
  if (flags.owner.empty())
    throw UsageError("--send: whose digest? add --owner NAME, or --due for all that are due");
  return digest_send_command(invocation, {.owner = flags.owner, .day = day, .to = flags.to});
}

}  // namespace

int digest_command(const Invocation& invocation, const DigestFlags& flags) {
  require_no_list_format(invocation, "digest");
  const Day day = require_day("--day", flags.day, today(invocation));
  if (flags.due || flags.send) return mail_digest(invocation, flags, day);
  const Config config = load_config(invocation).config;
  const DigestScope scope = scope_of(config, flags);
  const Language& language = language_of(config, flags);
  const auto store = open_for_reading(config);
  DigestSpan span = usual_span(day);
  // How things are now belongs to the last day; one before is told of as it was told then.
  if (day + std::chrono::days(1) >= today(invocation)) span.looked = invocation.now;
  Digest digest = make_digest(*store, span, scope, language);
  if (!flags.owner.empty())
    digest.technical_first = require_owner(config, flags.owner).technical_first;
  const bool json = flags.format == "json" || invocation.format == Format::json;
  if (json)
    print(write_json(to_json(digest)));
  else if (flags.format == "eml")
    print(flags.owner.empty() ? digest_eml(digest, invocation.now)
                              : owner_eml(digest, config, flags.owner, invocation.now));
  else if (flags.format == "html")
    print(digest_parts(digest).html);
  else
    print_digest(digest, invocation.no_color);
  return 0;
}

int status_command(const Invocation& invocation) {
  require_no_list_format(invocation, "status");
  const LoadedConfig loaded = load_config(invocation);
  const Config& config = loaded.config;
  const auto origin =
      std::find_if(loaded.settings.begin(), loaded.settings.end(), [](const Setting& setting) {
        return setting.key == "store.path";
      })->origin;
  std::error_code unreadable;
  const bool fresh = origin == "default" && !std::filesystem::exists(config.database, unreadable);
  const auto store = fresh ? open_store(":memory:", Commits::each) : open_for_reading(config);
  print(status(*store, today(invocation), scope_of(config), output_options(invocation)));
  return 0;
}

int quarantine_list_command(const Invocation& invocation, const std::string& reason,
                            std::size_t limit) {
  const auto* const found =
      std::ranges::find_if(kStoredReasons, [&](Reason stored) { return name(stored) == reason; });
  const auto wanted = found == std::end(kStoredReasons) ? std::nullopt : std::optional(*found);
  const auto store = open_for_reading(load_config(invocation).config);
  print(list_quarantine(*store, wanted, limit, output_options(invocation)));
  return 0;
}

int quarantine_show_command(const Invocation& invocation, std::int64_t id) {
  require_no_list_format(invocation, "quarantine show");
  const auto store = open_for_reading(load_config(invocation).config);
  return print_found(show_quarantined(*store, id, output_options(invocation)), "delivery", id,
                     "tlsward quarantine list");
}

namespace {

std::string settled_text(const Settled& settled) {
  std::string text = fmt::format("{}: {}", printable(settled.source), name(settled.outcome));
  if (settled.report) text += fmt::format(", report {}", *settled.report);
  if (settled.rejection) text += fmt::format(": {}", settled.rejection->detail);
  return text + '\n';
}

}  // namespace

int quarantine_release_command(const Invocation& invocation, std::int64_t id) {
  require_no_list_format(invocation, "quarantine release");
  const Config config = load_config(invocation).config;
  open_for_reading(config).reset();  // a database that is not there is not made
  const auto store = open_for_writing(config, Commits::each);
  const Ownership ownership = ownership_of(config);
  Intake intake(config.limits, ownership, store->hash_key());
  const auto released = intake.release(*store, id);
  if (!released) return print_found({}, "delivery", id, "tlsward quarantine list");
  if (invocation.format == Format::json) {
    print(write_json(released_json(*released)));
  } else {
    for (const Settled& settled : *released)
      print(settled_text(settled));
  }
  const bool taken = std::all_of(released->begin(), released->end(), [](const Settled& settled) {
    return settled.outcome != Outcome::refused && settled.outcome != Outcome::quarantined;
  });
  return taken ? 0 : kFailed;
}

std::vector<std::string> result_type_names() {
  std::vector<std::string> names;
  for (const ResultType& type : result_types())
    names.emplace_back(type.name);
  return names;
}

std::vector<std::string> ranking_names() {
  std::vector<std::string> names;
  names.reserve(kRankings.size());
  for (const auto& [typed, ranking] : kRankings)
    names.emplace_back(typed);
  return names;
}

std::vector<std::string> quarantine_reasons() {
  std::vector<std::string> names;
  names.reserve(std::size(kStoredReasons));
  for (const Reason reason : kStoredReasons)
    names.emplace_back(name(reason));
  return names;
}

}  // namespace tlsward
