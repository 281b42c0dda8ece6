// Findings in words: for people in their language, for programs as JSON. What strangers wrote is
// put in printable.
#pragma once

#include "analyzer/language.h"
#include "schema/finding.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace tlsward {

enum class FindingPart : std::uint8_t {
  plain,      // what it means, one sentence for everyone
  technical,  // the rule and who keeps it, for engineers
  fix         // what to do
};

// The text of analyzer/words/<language>/findings.txt: {evidence}, {subject}, {line}, {column},
// {programs} and the finding's own values put in.
std::string words_of(const Finding& finding, FindingPart part,
                     const Language& language = english());

// Whether the finding has all values that its words want, in each language: one that another
// version kept may not.
bool has_words(const Finding& finding);

// All of them in paragraphs, in their order; "" for none.
std::string findings_text(std::span<const Finding> findings, const Language& language = english());

// An array, in their order. Evidence is byte for byte where it is UTF-8.
nlohmann::ordered_json findings_json(std::span<const Finding> findings,
                                     const Language& language = english());

// The worst first; those of one severity stay in their order.
void sort_by_severity(std::span<Finding> findings);

}  // namespace tlsward
