// Why something that came from outside was not taken as a report: the sender's fault, so a value
// and never an exception. It is stored with the delivery, counted by reason and shown.
#pragma once

#include <string>
#include <string_view>

namespace tlsward {

enum class Reason {
  not_a_report,    // cannot be a report: empty, HTML, text, UTF-16, gzip within gzip. Refused.
  too_large,       // over a cap of collector/limits.h. Refused.
  not_understood,  // begins like a report (gzip, zip, "{") but cannot be read. Kept in quarantine.
  not_ours,        // a report, but of no domain of ours. Kept in quarantine.
  implausible,     // dates or counts that cannot be true. Kept in quarantine.
  conflict,        // the identity of a stored report with other content. Kept beside it.
  storage_full,    // would have been kept in quarantine, whose budget is used up. Refused.
  unreadable,      // a file that the operator named, but that cannot be read. Never stored.
};

// All that can stand with a stored delivery.
inline constexpr Reason kStoredReasons[] = {
    Reason::not_a_report, Reason::too_large, Reason::not_understood, Reason::not_ours,
    Reason::implausible,  Reason::conflict,  Reason::storage_full};

struct Rejection {
  Reason reason = Reason::not_a_report;
  std::string
      detail;  // one line for people, made of our words; what it quotes has passed printable()

  bool operator==(const Rejection&) const = default;
};

// The reason in kebab-case ("not-ours"), as the database, JSON and the command line have it.
constexpr std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::not_a_report:
      return "not-a-report";
    case Reason::too_large:
      return "too-large";
    case Reason::not_understood:
      return "not-understood";
    case Reason::not_ours:
      return "not-ours";
    case Reason::implausible:
      return "implausible";
    case Reason::conflict:
      return "conflict";
    case Reason::storage_full:
      return "storage-full";
    case Reason::unreadable:
      return "unreadable";
  }
  return "not-a-report";
}

// Whether the bytes are kept in quarantine, from where an operator can release them.
constexpr bool is_kept(Reason reason) {
  return reason == Reason::not_understood || reason == Reason::not_ours ||
         reason == Reason::implausible || reason == Reason::conflict;
}

}  // namespace tlsward
