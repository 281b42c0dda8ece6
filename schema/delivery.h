// A delivery: bytes as they came from outside, with everything that is known of how they came. What
// becomes of it is an Outcome; one is made for every delivery, whatever it held.
#pragma once

#include "schema/domain.h"
#include "schema/rejection.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

// How far a report is believed, worst first. A report has the trust of its best receipt.
enum class Trust : std::uint8_t {
  refused,          // polled mail without a valid signature: shown, not counted
  unauthenticated,  // HTTPS: anybody may have sent it; mail whose key cannot be had (now)
  corroborated,     // HTTPS from an address whose name belongs to the reporter
  vouched,          // a file that the operator imports, or a server of his says so
  verified,         // mail with a valid, aligned DKIM signature
};

inline constexpr Trust kTrusts[] = {Trust::refused, Trust::unauthenticated, Trust::corroborated,
                                    Trust::vouched, Trust::verified};

struct Delivery {
  std::string channel;  // "https", "file", "imap", "pipe"
  std::string source;   // peer address, or file name as the operator gave it
  std::string
      file_name;  // the name without folders, "" if none: may tell a domain and dates (section 5.1)
  Trust trust = Trust::unauthenticated;
  std::string evidence;  // why this trust, one line, printable; "": usual_evidence() of the trust
  Timestamp received;
  std::string bytes;
};

enum class Outcome : std::uint8_t {
  stored,       // a new report
  duplicate,    // known already: one more receipt
  conflict,     // identity known, other content: stored beside it
  quarantined,  // kept with its Rejection, not counted
  refused,      // not kept, but for a sample; counted
};

// In kebab-case, as the database, JSON and the command line have them.
constexpr std::string_view name(Trust trust) {
  switch (trust) {
    case Trust::refused:
      return "refused";
    case Trust::unauthenticated:
      return "unauthenticated";
    case Trust::corroborated:
      return "corroborated";
    case Trust::vouched:
      return "vouched";
    case Trust::verified:
      return "verified";
  }
  return "unauthenticated";
}

// Why a report is believed so far where nothing more is known of it, for people.
constexpr std::string_view usual_evidence(Trust trust) {
  switch (trust) {
    case Trust::refused:
      return "no valid signature";
    case Trust::unauthenticated:
      return "came by HTTPS, which anybody can use";
    case Trust::corroborated:
      return "came from an address of the reporter";
    case Trust::vouched:
      return "imported by the operator";
    case Trust::verified:
      return "signed by the reporter";
  }
  return "";
}

// The evidence, or the usual one where there is none.
constexpr std::string_view trust_reason(Trust trust, std::string_view evidence) {
  return evidence.empty() ? usual_evidence(trust) : evidence;
}

constexpr std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::stored:
      return "stored";
    case Outcome::duplicate:
      return "duplicate";
    case Outcome::conflict:
      return "conflict";
    case Outcome::quarantined:
      return "quarantined";
    case Outcome::refused:
      return "refused";
  }
  return "refused";
}

// What became of one report's worth of a delivery.
struct Settled {
  Outcome outcome = Outcome::refused;
  std::string source;                    // Delivery::source; of a zip, "archive.zip: member.json"
  std::optional<std::int64_t> report;    // the report it is or belongs to
  std::optional<std::int64_t> delivery;  // its own row; absent if nothing was kept
  std::optional<Rejection> rejection;
  std::optional<Reason>
      objection;   // what there is no room for (storage_full) was to be set aside for
  Domain contact;  // contact_domain() of the report; empty if there is none
};

}  // namespace tlsward
