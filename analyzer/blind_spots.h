// What a day's figures do not show: reporters that fell silent, reports that came late, that nobody
// can vouch for or that are in quarantine, channels that are down. Pure functions.
#pragma once

#include "analyzer/contradictions.h"
#include "analyzer/language.h"
#include "analyzer/rhythm.h"
#include "schema/deliveries.h"
#include "schema/endpoints.h"
#include "schema/mailboxes.h"
#include "schema/reports.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// Something that the day's figures do not show.
struct BlindSpot {
  std::string kind;  // "mailbox-down", "endpoint-down", "endpoint-expired", "endpoint-ends",
                     // "silent-reporter", "no-reports", "no-sessions", "unknown-counts", "late",
                     // "arrived-late", "quarantined", "refused", "conflict", "distrusted",
                     // "unauthenticated", "long-range", "deviations"
  std::string sentence;  // for people, printable
};

// What blind spots are found in: all about one day.
struct DayEvidence {
  Day day;
  std::vector<Entry> entries;               // of the day
  std::vector<Silence> silent;              // on the day
  DistrustedReports distrusted;             // of the day
  std::vector<Arrival> late;                // of days before it, since the digest before
  std::vector<QuarantineCount> quarantine;  // received on the day and the one after
  std::vector<RefusedCount> refused;        // likewise
  std::vector<Domain> without_reports;      // lines that have none on the day
  std::vector<Domain> without_sessions;     // lines whose reports tell of none
  std::vector<MailboxStatus> mailboxes;
  std::optional<EndpointStatus> endpoint;  // absent: there is none
  Contradictions contradictions;
  bool is_guest = false;  // DigestScope::is_guest
};

// When the digest of a day is usually made: most reports of it have come by then.
constexpr Timestamp digest_time(Day day) {
  return day + std::chrono::days(1) + std::chrono::hours(14);
}

// Whether reports of the day may be lacking because nobody could fetch or take them: a mailbox that
// fails and was not read since they came, an endpoint that could not begin to listen or whose
// certificate has ended, or deliveries for which there was no room.
bool is_channel_down(const DayEvidence& evidence);

// All blind spots, the gravest first; one for each mailbox (a guest: for all), each reporter that
// fell silent on this day and each line that is contradicted, up to three late reports, else one a
// kind.
std::vector<BlindSpot> find_blind_spots(const DayEvidence& evidence,
                                        const Language& language = english());

}  // namespace tlsward
