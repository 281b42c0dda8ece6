// Records and policies that the RFCs allow and some programs do not, or read otherwise: measured by
// running the programs' own readers (tests/vectors). What is said here is of texts that the readers
// of analyzer/txt_record.h and analyzer/mta_sts_policy.h take.
#pragma once

#include "analyzer/mta_sts_policy.h"
#include "analyzer/txt_record.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// Something about a text, and whom it stops. A program is a letter: name_of_program().
struct Quirk {
  std::string_view key;                // names its words: "blank-before-semicolon"
  std::string_view refused_by;         // programs that then use nothing of the text
  std::string_view read_otherwise_by;  // that take what the RFC says not to
  std::string evidence;                // the field that is meant; "" is the whole text
  std::size_t line = 0;                // of a policy, from 1
};

// Each once, in no order that tells anything; empty for most texts.
std::vector<Quirk> quirks_of(const MtaStsRecord& record);
std::vector<Quirk> quirks_of(const TlsrptRecord& record, std::string_view text);
std::vector<Quirk> quirks_of(const MtaStsPolicy& policy, std::string_view text);

// Those of the programs of such letters that senders run ("mox", "Postfix with tlsrpt-reporter"),
// of policies and MTA-STS records, and of TLSRPT records. Not those that only check.
std::vector<std::string> senders_with_mta_sts(std::string_view letters);
std::vector<std::string> senders_with_tlsrpt(std::string_view letters);

}  // namespace tlsward
