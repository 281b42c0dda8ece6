// What a digest says, phrase by phrase, in its language: text, HTML, mail and pages put these
// together in their own ways, and so say the same. Everything from strangers is printable().
#pragma once

#include "analyzer/digest.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

// One of words/*/digest.txt as it stands, with its places.
std::string phrase(const Language& language, std::string_view key);

// The subject of the mail, one line: verdict, domain, cause and number.
// "[TLS-RPT] ACTION example.org: certificate expired, mx2.example.org (312 failed, 3 reporters)".
std::string digest_subject(const Digest& digest);

// What the subject says of the gravest problem: "example.org: certificate expired,
// mx2.example.org". Empty if there is none that is as grave as the day.
std::string headline(const Digest& digest);

// "TLS delivery report for Mon 23 Nov 2026 (UTC day)"; of several days with the first and the last.
std::string title(const Digest& digest);

// "ACTION NEEDED", "OK".
std::string_view word(Verdict verdict, const Language& language);

// What was found, in numbers: "1 problem, 1 to watch, 2 domains fine".
std::string summary(const Digest& digest);

// "Sessions (connections, not mails): 9,693, failed: 316; the day before: 9,700, failed: 4."
std::string totals(const Digest& digest);

// Whether a report of any domain does not say how many sessions failed.
bool have_unknown_failures(const Digest& digest);

// How many sessions failed, of all and of a domain: "40", "40+" where a report does not say how
// many.
std::string failed_in_all(const Digest& digest);
std::string failed_of(const DigestDomain& domain, const Language& language = english());

// Whom to give the mail to, where it says what to do; or that what was wrong is over. Empty where
// nothing was.
std::string hand_on(const Digest& digest);

// What the word BLIND means; empty of any other.
std::string blind_means(const Digest& digest);

// "tlsward digest --owner ops --day 2026-11-23": what shows the same owner's digest of a day, to be
// pasted into a shell.
std::string digest_command(const Digest& digest, Day day);

// "Compared with the last digest: 1 new, 1 fixed."; empty if there are no problems.
std::string changes(const Digest& digest);

// Where everything is well: that, and the figures.
std::string all_well(const Digest& digest);

// A domain's problems of one kind, with their domains.
using ToldProblems = std::vector<std::pair<const DigestProblem*, const DigestDomain*>>;

// Of all domains in the order in which they are told (is_told_before()).
ToldProblems all_problems(const Digest& digest);
ToldProblems all_muted(const Digest& digest);
ToldProblems all_fixed(const Digest& digest);

// "sts enforce", "DANE, none"; of a domain without reports "report missing" or "no reports".
std::string policies_in_words(const DigestDomain& domain, const Language& language = english());

// The share of the domain's sessions that failed; "few" where these are too few to tell a share,
// "?" where a report does not say how many failed, "-" without reports.
std::string rate_in_words(const DigestDomain& domain, const Language& language = english());

// The earlier days in the order in which they are told: the worst first, then the newest.
std::vector<EarlierDay> earlier_in_order(const Digest& digest);

// "Sun 22 Nov 2026: ACTION NEEDED - 1 problem (example.org: certificate expired). Sessions: 90,
// failed: 3."; of a day that is not OK with the command that shows it.
std::string earlier_in_words(const EarlierDay& day, const Digest& digest);

// What is said of a mail's last day where it tells of several: "The last of these days, Mon 23 Nov
// 2026: ...". Else the words alone.
std::string of_last_day(const Digest& digest, std::string words);

// "12 need action, 3 to watch": how many there are of each verdict, the worst first.
std::string verdicts_in_words(std::span<const Verdict> verdicts, const Language& language);

// What the earlier days that have no room come to; empty if there are none.
std::string earlier_in_sum(std::span<const EarlierDay> days, const Language& language);

// How many days before that are not in it, and the command that shows one; empty if none.
std::string untold_in_words(const Digest& digest);

// "mailbox "reports" last read Tue 24 Nov 2026, 14:55 UTC"; nothing where nothing is known.
std::vector<std::string> this_box(const Digest& digest);

}  // namespace tlsward
