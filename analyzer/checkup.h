// `tlsward check`: all findings about a domain, a word for them, and what they were found by, for
// people, programs and monitoring.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/language.h"
#include "analyzer/verdict.h"
#include "schema/finding.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class CheckGroup : std::uint8_t { tlsrpt, mta_sts, mx, dane };

// By which they are asked for: "tlsrpt", "mta-sts", "mx", "dane".
inline constexpr std::array<std::string_view, 4> kCheckGroupNames = {"tlsrpt", "mta-sts", "mx",
                                                                     "dane"};

struct Checkup {
  Facts facts;
  std::vector<CheckGroup> groups;  // that were asked for
  Verdict verdict = Verdict::ok;
  std::vector<Finding> findings;  // the worst first
};

// ACTION with a FAIL, WATCH with a RISK or WARN, BLIND where something could not be looked at and
// nothing worse is found: what was not seen is no all-clear. Else OK.
Verdict judge_findings(std::span<const Finding> findings);

// The findings of these groups and `more`, in their order where they weigh the same.
Checkup check(Facts facts, std::vector<CheckGroup> groups, std::vector<Finding> more = {});

// How much of a checkup people get to read.
enum class CheckupDetail : std::uint8_t {
  faults,  // the verdict in a line, then what is wrong or could not be looked at
  usual,   // the same, and where there is any of it what was seen
  all,     // also what is only worth knowing (INFO), which is true of most domains
};

// Of a domain with which nothing is wrong only the verdict's line, but for CheckupDetail::all; it
// has the number of what is left out.
std::string checkup_text(const Checkup& checkup, CheckupDetail detail,
                         const Language& language = english());
nlohmann::ordered_json checkup_json(const Checkup& checkup, const Language& language = english());

// How many of them have each verdict, in a line with its newline.
std::string verdicts_line(std::span<const Verdict> verdicts, const Language& language = english());

// One line for monitoring, without a newline: "TLSWARD CRITICAL - example.org: ...".
std::string checkup_status_line(const Checkup& checkup, const Language& language = english());

}  // namespace tlsward
