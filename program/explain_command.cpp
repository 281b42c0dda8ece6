#include "program/explain_command.h"

#include "analyzer/explain.h"
#include "analyzer/explain_report.h"
#include "analyzer/list_output.h"
#include "analyzer/remedies.h"
#include "collector/input_file.h"
#include "collector/intake.h"
#include "collector/unpack.h"
#include "program/check_command.h"
#include "program/exit_codes.h"
#include "program/terminal.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cassert>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace tlsward {
namespace {

std::string read_all(const std::string& subject) {
  const Limits limits;
  InputFile file(subject);
  auto bytes = file.read_all(limits.max_body_bytes, body_too_large(limits));
  if (!bytes)
    throw std::runtime_error(fmt::format("{}: cannot be read: {}",
                                         subject == "-" ? "standard input" : subject,
                                         bytes.error().detail));
  return std::move(*bytes);
}

// The door reads without a database; only what it keeps needs one.
std::vector<Reading> read_reports(const std::string& subject, Timestamp now) {
  const Ownership everything{.accept_any = true};
  Intake intake(Limits{}, everything, HashKey{});
  const std::string file_name = std::filesystem::path(subject).filename();
  return intake.read({.channel = "file",
                      .source = subject,
                      .file_name = subject == "-" ? "" : file_name,
                      .trust = Trust::vouched,
                      .received = now,
                      .bytes = read_all(subject)});
}

int explain_reports(const Invocation& invocation, const std::string& subject,
                    const Language& language) {
  int exit_code = 0;
  for (const Reading& reading : read_reports(subject, invocation.now)) {
    if (!reading.report) {
      const Rejection& rejection = reading.report.error();
      fmt::print(stderr, "tlsward: {}: {}: {}\n", printable(reading.delivery.source),
                 name(rejection.reason), rejection.detail);
      exit_code = 1;
    } else if (invocation.format == Format::json) {
      print(write_json(explain_report_json(*reading.report, language)));
    } else {
      print(explain_report(*reading.report, language));
    }
  }
  return exit_code;
}

Telling telling_of(const ExplainFlags& flags, const Language& language) {
  if (flags.plain) return {.language = &language, .detail = Detail::plain};
  return {.language = &language, .detail = flags.technical ? Detail::technical : Detail::usual};
}

// A message has blanks or is known; a file is there, or is written like one.
bool is_file(const std::string& subject) {
  if (subject == "-") return true;
  if (find_result_type(subject) != nullptr) return false;
  std::error_code unreadable;
  if (std::filesystem::exists(subject, unreadable)) return true;
  return subject.find_first_of("./") != std::string::npos &&
         subject.find(' ') == std::string::npos && !is_explained(subject);
}

// What a message means in general, and then how it is with the domain.
int explain_and_look(const Invocation& invocation, const ExplainFlags& flags,
                     const Language& language) {
  const Domain domain = require_domain("--domain", flags.domain);
  if (is_file(flags.subject))
    throw UsageError("--domain: goes with a message, a type or a cause; a file names its domains");
  auto json = explain_subject_json(flags.subject, language);
  if (invocation.format != Format::json)
    print(explain_subject(flags.subject, telling_of(flags, language)) + '\n');
  const Checkup checkup = check_now(invocation, domain);
  json["check"] = checkup_json(checkup, language);
  print(invocation.format == Format::json ? write_json(json)
                                          : checkup_text(checkup, CheckupDetail::usual, language));
  return checkup.verdict == Verdict::ok ? 0 : kFoundProblems;
}

}  // namespace

int explain_command(const Invocation& invocation, const ExplainFlags& flags) {
  require_no_list_format(invocation, "explain");
  const Language* const language = find_language(flags.language);
  assert(language != nullptr);  // cli.cpp takes no other
  if (!flags.domain.empty()) return explain_and_look(invocation, flags, *language);
  if (is_file(flags.subject)) return explain_reports(invocation, flags.subject, *language);
  if (invocation.format == Format::json)
    print(write_json(explain_subject_json(flags.subject, *language)));
  else
    print(explain_subject(flags.subject, telling_of(flags, *language)));
  return 0;
}

std::vector<std::string> explained_names() {
  std::vector<std::string> names;
  for (const Remedy& remedy : remedies())
    names.emplace_back(remedy.key);
  return names;
}

std::vector<std::string> language_codes() {
  std::vector<std::string> codes;
  for (const Language& language : languages())
    codes.emplace_back(language.code());
  return codes;
}

}  // namespace tlsward
