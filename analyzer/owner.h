// An owner as the operator describes one: an [[owner]] of the configuration, who gets digests of
// some domains by mail.
#pragma once

#include "analyzer/digest_schedule.h"

#include <set>
#include <string>

namespace tlsward {

struct Owner {
  std::string name;             // as status and logs call them; what was sent is kept by it
  std::string language = "en";  // the code of one that is built in
  DigestSchedule schedule;
  std::set<std::string> domains;    // names and patterns ("*.example.org"); none: all configured
  std::set<std::string> addresses;  // to whom the mail goes
  bool technical_first = false;     // of each problem, what engineers need before the figures
  bool alerts = true;               // whether they are also told at once (analyzer/alert_run.h)
};

}  // namespace tlsward
