// What a digest tells, in order and in words, and what it only counts because it has no room: text
// and HTML part print the same outline, so that they say and number the same, line by line.
#pragma once

#include "analyzer/digest.h"

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// How many of each are told one by one; the rest is summed in a line.
struct OutlineLimits {
  std::size_t problems = 20;
  std::size_t in_full = 5;                                        // of these: with all to know
  std::size_t domains = std::numeric_limits<std::size_t>::max();  // rows of the table
  std::size_t lines = 12;                                         // of other lists
};

// Of each of the seven days the share that failed, for bars; -1 = no report.
using WeekShares = std::array<double, kWeek>;

// Words about a problem under their label: "Since", "Effect".
struct OutlineFact {
  std::string label;
  std::string words;
  std::optional<WeekShares> week;  // bars before the words
};

struct OutlineStep {
  std::string words;
  std::vector<std::string> commands;  // as typed
};

struct OutlineProblem {
  std::string number;  // "1"
  Verdict verdict = Verdict::watch;
  std::string domain;
  std::string state;  // "new"
  std::string sentence;
  std::vector<OutlineFact> facts;
  std::string steps_label;
  std::vector<OutlineStep> steps;
  bool in_full = false;  // all steps, numbered; else the first one
  std::vector<OutlineFact> after;
  std::string more_label;
  std::vector<std::string> more;  // commands that tell more
};

// Those that have no room: how many, what they come to, and the command that tells of them.
struct OutlineRest {
  std::string words;
  std::string command;
};

struct OutlineList {
  std::string heading;
  std::vector<std::string> lines;
  std::string rest;  // "And 3 more."; "" = that is all
};

struct OutlineRow {
  Verdict verdict = Verdict::ok;
  std::string domain;
  std::string sessions;
  std::string failed;
  std::string rate;
  WeekShares week{};
  std::string policy;
};

struct OutlineTable {
  std::array<std::string, 6> headings;  // domains, sessions, failed, rate, week, policy
  std::vector<OutlineRow> rows;
  std::string legend;  // {none} in it is what stands for no report among the bars
  std::optional<OutlineRest> rest;
};

// Everything in it is printable().
struct DigestOutline {
  const Language* language = &english();
  Verdict verdict = Verdict::blind;
  std::string word;                  // for the verdict
  std::string title;                 // stands beside the word where there is no summary
  std::string summary;               // "1 problem, 2 domains fine."
  std::vector<std::string> figures;  // sentences
  std::vector<OutlineList> before;   // earlier days of which no digest told; none is empty
  std::vector<std::string> hints;    // how to begin, where there is nothing
  std::vector<OutlineProblem> problems;
  std::string about_commands;  // those that the problems name
  std::optional<OutlineRest> more_problems;
  std::string older;                 // problems not seen for a week
  std::vector<OutlineList> changes;  // fixed, muted; none is empty
  std::optional<OutlineTable> table;
  std::vector<OutlineList> around;  // what we cannot see, this box; none is empty
};

DigestOutline make_outline(const Digest& digest, const OutlineLimits& limits = {});

// One problem of a digest with that number before it: with all to know, or what happened and the
// first step.
enum class OutlineLength { in_full, in_short };
OutlineProblem outline_problem(const DigestProblem& problem, const DigestDomain& domain,
                               const Digest& digest, std::size_t number, OutlineLength length);

// The lines under a heading, the first `most` of them one by one; absent where there are none.
std::optional<OutlineList> outline_list(std::string heading, std::vector<std::string> lines,
                                        std::size_t most, const Language& language);

}  // namespace tlsward
