// On whose side a failure is, as far as the reports of its day tell: yours, the sender's, or
// between the two. Only what is better than unauthenticated counts as evidence. Pure functions,
// tested by tables. Says nothing that reports alone cannot show.
#pragma once

#include "analyzer/grouping.h"
#include "analyzer/language.h"
#include "analyzer/live_view.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class Side {
  you,      // your mail servers, DNS, certificates or policy host
  sender,   // one sender, or what is between it and you
  path,     // the same, of a kind that somebody between the two could cause on purpose
  unknown,  // the reports do not tell
};

// "you", "sender", "path", "unknown".
std::string_view name(Side side);

// Something that speaks for the side.
struct Clue {
  std::string kind;      // "unproven", "several-reporters", "one-reporter", "others-succeed",
                         // "usual-cause", "one-address", "may-be-interception", "unknown-mx",
                         // "newcomers", "own-look",
                         // "replaced-certificate"
  std::string sentence;  // for people, printable
};

struct Diagnosis {
  Side side = Side::unknown;
  std::vector<Clue> evidence;  // the side's grounds first; never empty
};

// For people, the side: "Yours.", or "Most likely yours." where one reporter alone saw it, and we
// do not see it ourselves.
std::string_view sentence(const Diagnosis& diagnosis, const Language& language = english());

// Two reporters see it: you. One sees it: you, if such failures hardly come from elsewhere (an
// expired certificate, an MX that the policy does not name), whoever succeeds: that may have been
// at another host. Else, while another one tells of successful sessions with the domain on that
// day: the sender or, for missing or untrusted encryption, the path; and if nobody else reports:
// unknown. Unauthenticated reports alone: unknown. `alike` also saw failures of this type at this
// host, but told them otherwise: where the group is proven, they count as its witnesses. Of the
// line only `succeeding` is looked at: in it are those who speak against the failure
// (analyzer/counter_evidence.h).
Diagnosis diagnose(const FailureGroup& group, const LineDay& line,
                   const Language& language = english(), std::span<const Witness> alike = {});

// Adds that those whose word counts have hardly reported about the domain before.
void add_newcomers(Diagnosis& diagnosis, const FailureGroup& group,
                   const Language& language = english());

// That our own look shows the fault: it is yours then, whoever tells of it.
void add_own_look(Diagnosis& diagnosis, const Language& language = english());

// Adds that looks of ours saw its certificate replaced when the failures began.
void add_replaced_certificate(Diagnosis& diagnosis, const CertificateChange& change,
                              const Language& language = english());

// Adds that the host of the group is nobody's known MX (analyzer/places.h).
void add_unknown_mx(Diagnosis& diagnosis, const FailureGroup& group,
                    const Language& language = english());

}  // namespace tlsward
