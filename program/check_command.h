// `tlsward check`: looks at a domain now, as senders meet it, or at many.
#pragma once

#include "analyzer/checkup.h"
#include "program/invocation.h"

#include <string>
#include <vector>

namespace tlsward {

struct CheckFlags {
  std::vector<std::string> domains;
  std::string file;               // a list of more, one a line, "-" for standard input; "" for none
  std::vector<std::string> only;  // names of groups; none for all
  std::string language = "en";
  bool configured = false;  // those of the configuration, too
  bool quiet = false;       // print nothing: the exit code tells, and what is to be kept is kept
  bool nagios = false;      // one line, and the exit codes of monitoring plugins
  bool all = false;         // also what is only worth knowing, and what was seen
};

// Keeps the looks at all of a domain that is ours, where there is a database
// (program/look_keeper.h). Prints what was found: of several domains, or those of a file, of each a
// line and its faults, in the order that they were given. Returns 0 if all is well, 3 if not or not
// all could be looked at; with `nagios` 0 to 3. Throws UsageError for what is no domain,
// std::runtime_error for a list, trust anchor, CA file or DNS server that cannot be used.
int check_command(const Invocation& invocation, const CheckFlags& flags);

// A look at all of one domain, kept as that of the command is. Throws as it does.
Checkup check_now(const Invocation& invocation, const Domain& domain);

// What --only takes.
std::vector<std::string> check_group_names();

}  // namespace tlsward
