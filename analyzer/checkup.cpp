#include "analyzer/checkup.h"

#include "analyzer/check_domain.h"
#include "analyzer/finding_text.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlsward {
namespace {

constexpr std::size_t kShown = 100;  // bytes of what a stranger wrote

Findings findings_of(CheckGroup group, const Facts& facts) {
  switch (group) {
    case CheckGroup::tlsrpt:
      return check_tlsrpt(facts);
    case CheckGroup::mta_sts:
      return check_mta_sts(facts);
    case CheckGroup::mx:
      return check_mx(facts);
    case CheckGroup::dane:
      return check_dane(facts);
  }
  return {};
}

std::int64_t count_of(const Checkup& checkup, Severity severity) {
  return std::ranges::count(checkup.findings, severity, &Finding::severity);
}

// The verdict's sentence, with how many findings lead to it.
std::string headline(const Checkup& checkup, const Language& language) {
  const auto count = [&](Severity severity) { return count_of(checkup, severity); };
  const std::pair<std::string_view, std::string> domain = {"domain",
                                                           checkup.facts.domain.display()};
  switch (checkup.verdict) {
    case Verdict::ok:
      break;
    case Verdict::watch:
      return told("check.watch", count(Severity::risk) + count(Severity::warn), {domain}, language);
    case Verdict::blind:
      return told("check.blind", count(Severity::untested), {domain}, language);
    case Verdict::action:
      return told("check.action", count(Severity::fail), {domain}, language);
  }
  return put_in(language.text("check.ok"), {domain});
}

std::string dane_word(DaneMatch dane, const Language& language) {
  if (dane == DaneMatch::matched) return fmt::format(", {}", language.text("check.dane-fits"));
  if (dane == DaneMatch::not_matched) return fmt::format(", {}", language.text("check.dane-not"));
  return "";
}

// "mx.example.org (192.0.2.7): TLSv1.3, certificate until 2027-02-01, DANE fits".
std::string line_of(const MxHost& host, const SmtpLook& look, const Language& language) {
  const std::string end = look.tls
                              ? put_in(language.text("check.tls"),
                                       {{"protocol", look.tls->protocol},
                                        {"until", format_day(std::chrono::floor<std::chrono::days>(
                                                      look.tls->certificate.not_after))}}) +
                                    dane_word(look.tls->dane, language)
                              : std::string(language.text("check.no-tls"));
  return fmt::format("  {} ({}): {}\n", printable(host.name, kShown), look.address, end);
}

std::string line_of(std::string_view what, const DnsAnswer<std::string>& answer,
                    const Language& language) {
  std::string text;
  for (const std::string& value : answer.values)
    text += (text.empty() ? "" : " | ") + printable(value, kShown);
  if (answer.status == DnsStatus::absent) text = language.text("check.none");
  if (answer.status == DnsStatus::failed) text = language.text("check.unknown");
  return fmt::format("  {}: {}\n", what, text);
}

std::string policy_line(const Facts& facts, const Language& language) {
  constexpr std::array<std::string_view, 3> modes = {"none", "testing", "enforce"};
  const auto policy = served_policy(facts);
  if (!policy) return "";
  return fmt::format("  {}: mode {}, max_age {}\n", language.text("check.policy"),
                     modes[static_cast<std::size_t>(policy->mode)], policy->max_age);
}

// Those that are more than worth knowing; they stand first.
std::vector<Finding> faults_of(const Checkup& checkup) {
  const auto end = std::ranges::find(checkup.findings, Severity::info, &Finding::severity);
  return {checkup.findings.begin(), end};
}

std::string seen_text(const Facts& facts, const Language& language) {
  std::string text = fmt::format("\n{}\n", language.text("check.seen"));
  text += line_of("TLSRPT", facts.tlsrpt, language);
  text += line_of("MTA-STS", facts.mta_sts, language);
  text += policy_line(facts, language);
  for (const MxHost& host : facts.mx_hosts)
    for (const SmtpLook& look : host.looks)
      text += line_of(host, look, language);
  return text + fmt::format("  DNSSEC: {}\n",
                            language.text(facts.proved ? "check.proved" : "check.unproved"));
}

}  // namespace

Verdict judge_findings(std::span<const Finding> findings) {
  Verdict verdict = Verdict::ok;
  bool blind = false;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::fail) return Verdict::action;
    if (finding.severity == Severity::risk || finding.severity == Severity::warn)
      verdict = Verdict::watch;
    blind = blind || finding.severity == Severity::untested;
  }
  return verdict == Verdict::ok && blind ? Verdict::blind : verdict;
}

Checkup check(Facts facts, std::vector<CheckGroup> groups, std::vector<Finding> more) {
  Checkup checkup{.facts = std::move(facts), .groups = std::move(groups)};
  for (const CheckGroup group : checkup.groups)
    append(checkup.findings, findings_of(group, checkup.facts));
  append(checkup.findings, std::move(more));
  sort_by_severity(checkup.findings);
  // What could not be looked at matters more than what is only worth knowing.
  std::stable_partition(checkup.findings.begin(), checkup.findings.end(),
                        [](const Finding& finding) { return finding.severity != Severity::info; });
  checkup.verdict = judge_findings(checkup.findings);
  return checkup;
}

std::string checkup_text(const Checkup& checkup, CheckupDetail detail, const Language& language) {
  const auto faults = faults_of(checkup);
  const std::int64_t notes = std::ssize(checkup.findings) - std::ssize(faults);
  std::string first = headline(checkup, language);
  if (notes != 0 && detail != CheckupDetail::all)
    first += ' ' + told("check.notes", notes, {}, language);
  std::string text = wrap(first, "", "");
  const auto& shown = detail == CheckupDetail::all ? checkup.findings : faults;
  if (!shown.empty()) text += '\n' + findings_text(shown, language);
  const bool is_wanted =
      detail == CheckupDetail::all || (detail == CheckupDetail::usual && !faults.empty());
  return is_wanted ? text + seen_text(checkup.facts, language) : text;
}

std::string verdicts_line(std::span<const Verdict> verdicts, const Language& language) {
  const auto count = [&](Verdict verdict) {
    return std::to_string(std::ranges::count(verdicts, verdict));
  };
  return told("check.verdicts", std::ssize(verdicts),
              {{"ok", count(Verdict::ok)},
               {"watch", count(Verdict::watch)},
               {"action", count(Verdict::action)},
               {"blind", count(Verdict::blind)}},
              language) +
         '\n';
}

std::string checkup_status_line(const Checkup& checkup, const Language& language) {
  constexpr std::array<std::string_view, 4> words = {"OK", "WARNING", "UNKNOWN", "CRITICAL"};
  std::string line =
      fmt::format("TLSWARD {} - {}", words[static_cast<std::size_t>(checkup.verdict)],
                  headline(checkup, language));
  // What stands first weighs most; the bar would begin figures.
  if (checkup.verdict != Verdict::ok)
    line += ' ' + words_of(checkup.findings.front(), FindingPart::plain, language);
  std::ranges::replace(line, '|', '/');
  return line;
}

}  // namespace tlsward
