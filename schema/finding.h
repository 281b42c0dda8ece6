// What a check found: of a record or policy that somebody pasted, or of what DNS, a web server or a
// mail server answered. A plain value: the words for it stand in analyzer/words, by its key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

// What it means for mail, the worst first.
enum class Severity : std::uint8_t {
  fail,     // senders that follow the RFC see no record or policy, or refuse mail under "enforce"
  risk,     // works with some senders only, which are named
  warn,     // works, and is bad practice
  info,     // worth knowing
  untested  // could not be looked at, which is never a fault of the domain
};

inline constexpr std::array<std::string_view, 5> kSeverityNames = {"FAIL", "RISK", "WARN", "INFO",
                                                                   "UNTESTED"};

constexpr std::string_view name(Severity severity) {
  return kSeverityNames[static_cast<std::size_t>(severity)];
}

// Views are into tables that are built in, so they last as long as the program.
struct Finding {
  std::string_view key;  // names its words, "tlsrpt-no-rua"
  std::string_view id;   // of the check that has it, and others perhaps: "TR-05"
  Severity severity = Severity::info;
  std::string_view section;                // where the rule is: "RFC 8460 section 3"
  std::vector<std::string_view> explains;  // result types of reports that it is the cause of
  std::string subject;     // a DNS name, an MX host, an address, a URI; "" of a pasted text
  std::string evidence;    // what is meant, byte for byte as found; "" where something is missing
  std::size_t line = 0;    // of the text, from 1; 0 where there is none to name
  std::size_t column = 0;  // in bytes from 1; 0 is the whole line
  std::vector<std::string> programs;  // senders' software that then uses nothing of it, or reads
                                      // it otherwise than the RFC
  std::vector<std::pair<std::string, std::string>> values;  // others that its words have in braces
};

}  // namespace tlsward
