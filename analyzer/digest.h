// A day in one value: what was refused or unprotected, who saw it, since when, what to do, and what
// we cannot see. Text, HTML, JSON and pages show this value; none of them asks the database, so
// that all print the same numbers.
#pragma once

#include "analyzer/blind_spots.h"
#include "analyzer/diagnose.h"
#include "analyzer/grouping.h"
#include "analyzer/language.h"
#include "analyzer/live_view.h"
#include "analyzer/problem.h"
#include "analyzer/verdict.h"
#include "schema/endpoints.h"
#include "schema/mailboxes.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// The seven days up to the digest's, the oldest first.
inline constexpr std::size_t kWeek = 7;

// What to do about a cause, printable, in the digest's language (analyzer/remedies.h).
struct Advice {
  std::string_view key;            // of the remedy
  std::string sentence;            // what happened, for everyone
  std::string technical;           // a paragraph for engineers
  std::vector<std::string> steps;  // in order; commands begin with "$ "
  std::string verify;              // how to see that it is mended
  std::string until_noticed;       // how long senders need to notice

  // The first step, and the commands that follow it, as typed.
  std::string_view action() const { return steps.front(); }
  std::vector<std::string> commands() const;
};

// What fails for one cause at one host of a domain, for as long as it lasts.
struct DigestProblem {
  FailureGroup group;            // of the day; failed = 0 where nothing did on it
  std::vector<std::string> ids;  // of `tlsward problems`: what it is made of, the most urgent
                                 // first; none where strangers made up more than are told apart
  ProblemState state = ProblemState::opened;  // since the digest before: opened and came_back
                                              // are news
  bool changed_by_late = false;  // it is news by reports of earlier days that came since
  bool unanswered = false;       // not seen on the day, and nobody who saw it has reported since
  bool over_by_proof = false;    // only what anybody can have sent still tells of it
  Day since;                     // the first day of its last episode
  Day first_seen;                // of all of them, in kDigestDays
  Day last_seen;
  std::optional<Mute> mute;
  std::optional<Day> outgrown;       // until when it was muted; it has grown tenfold since
  Verdict verdict = Verdict::watch;  // what it would be, of one that is muted
  double share = 0;                  // of the line's sessions of the day, 0..1
  // Failed sessions of each of the seven days; absent where nobody who saw it reported.
  std::array<std::optional<std::int64_t>, kWeek> week;
  std::array<double, kWeek> week_shares{};  // of the line's sessions, for bars; -1 = absent
  std::string effect;                       // what it means for mail, in words
  Advice advice;
  std::string_view place;       // "one-address", "ipv6-only": what all of it has in common; or ""
  std::string place_advice;     // the sentence of that remedy; or ""
  Diagnosis diagnosis;          // whose side it is on
  bool is_seen_by_us = false;   // our own look shows the fault
  std::optional<LiveView> now;  // what our own look tells of it; absent: nobody looked

  std::optional<std::int64_t> failed_before() const { return week[kWeek - 2]; }
  bool is_seen() const { return !group.witnesses.empty(); }  // on the day
  bool is_proven() const;  // seen by somebody whose word counts, or by ourselves
  bool is_news() const { return state == ProblemState::opened || state == ProblemState::came_back; }
};

struct DigestDomain {
  Domain domain;
  Verdict verdict = Verdict::blind;
  Sessions sessions;
  std::optional<Sessions> day_before;  // absent: no report
  std::vector<Witness> reporters;      // empty: no report on this day
  std::vector<std::string> policy_types;
  std::string mode;
  std::array<double, kWeek> week{};     // the share that failed on each day; -1 = no report
  bool report_was_due = false;          // somebody broke a habit
  bool failures_unknown = false;        // a report does not say how many sessions failed
  std::vector<DigestProblem> problems;  // open and not muted: the gravest first, then what is news
  std::vector<DigestProblem> muted;
  std::vector<DigestProblem> fixed;  // since the digest before
  std::vector<CauseKey> older;       // what is open too, and was not seen on the seven days
  std::vector<CauseKey> crowded;     // what failed among more groups than are told apart
  std::optional<Contradiction> contradiction;
  std::optional<Timestamp> looked;  // when we looked at it ourselves; absent: nobody did
  std::vector<Finding> seen;        // by that look, what no problem tells of
};

// A day before the digest's, of which no digest has told.
struct EarlierDay {
  Day day;
  Verdict verdict = Verdict::blind;
  Sessions sessions;
  bool failures_unknown = false;  // a report does not say how many sessions failed
  std::string summary;            // in numbers, in the digest's language
  std::string headline;           // headline()
  bool worth_telling = false;     // not OK, or something was fixed
};

struct Digest {
  Day day;
  std::string owner = {};                 // DigestScope::owner
  const Language* language = &english();  // of everything in words
  bool technical_first = false;           // of each problem, the cause and its proof come first
  Verdict verdict = Verdict::blind;
  std::vector<DigestDomain> domains;  // the worst first, then by name
  std::vector<BlindSpot> blind_spots;
  Sessions sessions;
  std::int64_t reports = 0;
  std::size_t reporters = 0;
  bool last_is_forgotten = false;        // DigestSpan::is_forgotten
  bool channel_down = false;             // reports may lack because nobody could fetch or take them
  std::vector<Arrival> late;             // of earlier days, since the digest before
  std::vector<MailboxStatus> mailboxes;  // as they are now
  std::optional<EndpointStatus> endpoint;  // likewise
  std::optional<Timestamp> last_received;
  std::vector<EarlierDay> earlier;  // the oldest first; make_digest() of one day leaves it empty
  std::optional<Day> untold_since;  // from this day up to those in `earlier` no digest has told of
                                    // any, and neither does this one; absent: there are none

  // The gravest of its day and of the days before: what a mail of several days begins with.
  Verdict worst() const;
};

// Whose digest it is. With nothing in it, everybody's: every line that has a report on the day or
// had one in the 14 days before.
struct DigestScope {
  std::string owner = {};        // as `tlsward digest --owner` names them; "" = nobody's
  std::vector<Domain> domains;   // these lines and those below; each has a line even if nobody ever
                                 // reported
  std::vector<Domain> mx_hosts;  // theirs, also elsewhere: with DANE reports are about the host.
                                 // One of which no report is has no line: it need not use DANE.
  VerdictRules rules = {};       // what its verdicts go by
  bool has_endpoint = true;      // reports come by HTTPS too, if tlsward ever listened for them
  bool is_guest = false;  // others use this machine too: of its mailboxes, quarantine and refusals
                          // it is told what reports may lack for, without names, words and counts
};

// What is news to those who get the digest. A value, no clock: the same one makes the same digest.
struct DigestSpan {
  Day day;    // whose digest it is
  Day told;   // the last day that the digest before told of; problems are new, worse, better or
              // fixed since then
  Came late;  // reports of days up to `told` that came then are late arrivals
  std::optional<Timestamp> looked =
      {};                     // looks of our own, and what people decided, up to then
                              // belong to it; absent: looks up to late.until, or when
                              // its day's digest usually is made, decisions up to its day
  bool in_short = false;      // for a line among others: without reports that do not count, late
                              // ones, and when the last one came
  bool is_forgotten = false;  // `told` is no digest's: the one before lies further back than what
                              // problems are made of
};

// Since the digest of the day before, each made when those of its day usually are: 14:00 UTC of the
// next one.
DigestSpan usual_span(Day day);

// The digest of one UTC day. Asks no more queries for many domains than for one, but for the days
// on which something failed. Repeatable for any past day from what is stored; throws what the Store
// throws.
Digest make_digest(Store& store, const DigestSpan& span, const DigestScope& scope,
                   const Language& language = english());

// Of the usual span.
Digest make_digest(Store& store, Day day, const DigestScope& scope,
                   const Language& language = english());

// {"schema":1,"day","verdict","domains":[...],"blind_spots":[...]}; docs/json.md.
nlohmann::ordered_json to_json(const Digest& digest);

}  // namespace tlsward
