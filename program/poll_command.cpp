#include "program/poll_command.h"

#include "analyzer/nearest.h"
#include "program/dns_lookups.h"
#include "program/exit_codes.h"
#include "program/mailbox_threads.h"
#include "program/signals.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>

namespace tlsward {
namespace {

std::vector<std::string> names_of(const std::vector<MailboxOptions>& mailboxes) {
  std::vector<std::string> names;
  names.reserve(mailboxes.size());
  for (const MailboxOptions& mailbox : mailboxes)
    names.push_back(mailbox.name);
  return names;
}

// The wanted ones of the configured.
std::vector<MailboxOptions> choose(const std::vector<MailboxOptions>& configured,
                                   const std::vector<std::string>& wanted) {
  if (configured.empty())
    throw UsageError("poll: no mailbox is configured; add a [[mailbox]] (docs/operations.md)");
  if (wanted.empty()) return configured;
  std::vector<MailboxOptions> chosen;
  for (const std::string& name : wanted) {
    const auto found = std::ranges::find(configured, name, &MailboxOptions::name);
    if (found == configured.end())
      throw UsageError(fmt::format("--mailbox: {} is none of {}{}", printable(name, 80),
                                   fmt::join(names_of(configured), ", "),
                                   did_you_mean(name, names_of(configured))));
    chosen.push_back(*found);
  }
  return chosen;
}

// One line on standard error that is written over.
void show_progress(const std::string& mailbox, const PollCounts& counts) {
  fmt::print(stderr, "\r{}: {} of {} mails\x1b[K", printable(mailbox, 80), counts.mails,
             counts.mails + counts.pending);
}

std::vector<NamedResult> poll_each(const std::vector<MailboxOptions>& mailboxes,
                                   const Config& config, const Invocation& invocation,
                                   PollManner manner) {
  const PollSetting setting = poll_setting(config);
  const bool progress = look_at_terminal(invocation.no_color).progress;
  std::vector<NamedResult> results;
  for (const MailboxOptions& mailbox : mailboxes) {
    PollRequest request{.manner = manner, .now = invocation.now};
    if (progress)
      request.on_progress = [&](const PollCounts& counts) { show_progress(mailbox.name, counts); };
    results.emplace_back(mailbox.name, poll_mailbox(mailbox, setting, request));
    if (progress) fmt::print(stderr, "\r\x1b[K");
  }
  return results;
}

int poll_once(const std::vector<MailboxOptions>& mailboxes, const Config& config,
              const Invocation& invocation, PollManner manner) {
  if (manner == PollManner::by_hand) open_for_writing(config, Commits::each).reset();
  const std::vector<NamedResult> results = poll_each(mailboxes, config, invocation, manner);
  if (invocation.format == Format::json)
    print(write_json(poll_json(results)));
  else
    print(poll_text(results, manner));
  const bool all = std::ranges::all_of(
      results, [](const NamedResult& result) { return result.second.fault.empty(); });
  return all ? 0 : kFailed;
}

int poll_on(const std::vector<MailboxOptions>& mailboxes, const Config& config) {
  const sigset_t signals = block_signals();
  log_to_stderr();
  open_for_writing(config, Commits::each).reset();
  const MailboxThreads threads(mailboxes, poll_setting(config));
  int signal = 0;
  do {
    sigwait(&signals, &signal);
  } while (signal == SIGHUP);
  return 0;
}

std::string outcome_text(const PollResult& result, PollManner manner) {
  const PollCounts& counts = result.counts;
  if (!result.fault.empty()) return result.fault;
  if (manner == PollManner::only_looks)
    return fmt::format("{} new {}", counts.pending, counts.pending == 1 ? "mail" : "mails");
  return poll_summary(counts);
}

}  // namespace

PollSetting poll_setting(const Config& config) {
  return {.database = config.database,
          .limits = config.limits,
          .ownership = ownership_of(config),
          .make_lookup = [options = resolver_options(config)] { return make_txt_lookup(options); },
          .authserv_ids = {config.authserv_ids.begin(), config.authserv_ids.end()}};
}

int poll_command(const Invocation& invocation, const PollFlags& flags) {
  require_no_list_format(invocation, "poll");
  const Config config = load_config(invocation).config;
  const auto mailboxes = choose(config.mailboxes, flags.mailboxes);
  if (flags.dry_run) return poll_once(mailboxes, config, invocation, PollManner::only_looks);
  if (flags.once) return poll_once(mailboxes, config, invocation, PollManner::by_hand);
  return poll_on(mailboxes, config);
}

nlohmann::ordered_json poll_json(const std::vector<NamedResult>& results) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& [mailbox, result] : results) {
    const PollCounts& counts = result.counts;
    rows.push_back({{"mailbox", mailbox},
                    {"mails", counts.mails},
                    {"stored", counts.stored},
                    {"duplicates", counts.duplicates},
                    {"conflicts", counts.conflicts},
                    {"quarantined", counts.quarantined},
                    {"refused", counts.refused},
                    {"without_report", counts.without_report},
                    {"set_aside", counts.set_aside},
                    {"finished", counts.finished},
                    {"pending", counts.pending},
                    {"fault", result.fault},
                    {"note", result.note}});
  }
  return {{"schema", 1}, {"mailboxes", std::move(rows)}};
}

std::string poll_text(const std::vector<NamedResult>& results, PollManner manner) {
  std::string text;
  for (const auto& [mailbox, result] : results) {
    text += fmt::format("{}: {}\n", printable(mailbox, 80), outcome_text(result, manner));
    if (!result.note.empty()) text += fmt::format("  {}\n", result.note);
  }
  return text;
}

}  // namespace tlsward
