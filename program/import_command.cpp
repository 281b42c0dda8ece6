#include "program/import_command.h"

#include "program/dns_lookups.h"
#include "program/exit_codes.h"
#include "program/progress_bar.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

ImportResult import_into(Store& store, const Config& config, const Invocation& invocation,
                         const std::vector<std::string>& paths) {
  ProgressBar bar(look_at_terminal(invocation.no_color).progress);
  ImportJob job = {.paths = paths, .now = invocation.now, .on_progress = {}};
  job.make_mail_trust = [&] {
    return MailTrust{make_txt_lookup(resolver_options(config)),
                     {config.authserv_ids.begin(), config.authserv_ids.end()}};
  };
  job.on_progress = [&](const ImportProgress& progress) {
    bar.show(progress.files, progress.of,
             fmt::format("{} of {} files, {}", progress.files, progress.of,
                         counted(static_cast<std::int64_t>(progress.mails), "mail", "mails")));
  };
  return import_files(store, config.limits, ownership_of(config), job);
}

int import_paths(const Invocation& invocation, const std::vector<std::string>& paths) {
  const Config config = load_config(invocation).config;
  const auto store = open_for_writing(config, Commits::bulk);
  const ImportResult result = import_into(*store, config, invocation, paths);
  if (invocation.format == Format::json)
    print(write_json(import_json(result)));
  else
    print(import_text(result));
  return result.rejected == result.rejected_piped ? 0 : kFailed;
}

// The file, mail or report for people.
std::string source_text(const std::string& source) {
  if (source == "-" || source.starts_with("-: "))
    return "standard input" + printable(source.substr(1));
  return printable(source);
}

}  // namespace

int import_command(const Invocation& invocation, const std::vector<std::string>& paths) {
  require_no_list_format(invocation, "import");
  if (std::ranges::find(paths, "-") == paths.end()) return import_paths(invocation, paths);
  // A mail server that pipes returns the mail to its sender if we end with anything but 0 or 75:
  // whatever the fault is here, the mail is to come again.
  try {
    return import_paths(invocation, paths);
  } catch (const std::exception& error) {
    throw TryLater(error.what());
  }
}

nlohmann::ordered_json import_json(const ImportResult& result) {
  auto rejections = nlohmann::ordered_json::array();
  auto quarantine = nlohmann::ordered_json::array();
  for (const NotImported& one : result.not_imported) {
    nlohmann::ordered_json row = {{"file", one.file},
                                  {"reason", name(one.rejection.reason)},
                                  {"detail", one.rejection.detail}};
    if (one.delivery) row["id"] = *one.delivery;
    (one.delivery ? quarantine : rejections).push_back(std::move(row));
  }
  return {{"schema", 1},
          {"imported", result.imported},
          {"duplicates", result.duplicates},
          {"conflicts", result.conflicts},
          {"quarantined", result.quarantined},
          {"rejected", result.rejected},
          {"mails", result.mails},
          {"without_report", result.without_report},
          {"rejections", std::move(rejections)},
          {"quarantine", std::move(quarantine)}};
}

std::string import_text(const ImportResult& result) {
  std::string text;
  for (const NotImported& one : result.not_imported) {
    text += fmt::format("{}: {}: {}", source_text(one.file), name(one.rejection.reason),
                        one.rejection.detail);
    text += one.delivery ? fmt::format(" (kept: tlsward quarantine show {})\n", *one.delivery)
                         : std::string("\n");
  }
  const auto told = static_cast<std::int64_t>(result.not_imported.size());
  const std::int64_t all = result.rejected + result.quarantined + result.conflicts;
  if (all > told) text += fmt::format("... and {} more\n", all - told);
  text += fmt::format("Imported {}; {}, {}, {} in quarantine, {} refused.\n",
                      counted(result.imported, "report", "reports"),
                      counted(result.duplicates, "was known already", "were known already"),
                      counted(result.conflicts, "conflict", "conflicts"), result.quarantined,
                      result.rejected);
  if (all + result.imported + result.duplicates + result.mails == 0)
    text += "There was no report, mail or mailbox in what was named.\n";
  if (result.mails > 0)
    text += fmt::format("Read {}, {} without a report.\n", counted(result.mails, "mail", "mails"),
                        result.without_report);
  return text;
}

}  // namespace tlsward
