// What each command that asks the database does, from its flags to its exit code (0 ok, 1 failed,
// 3 found problems). program/cli.cpp reads the flags; exceptions end in program/main.cpp.
#pragma once

#include "analyzer/digest.h"
#include "program/invocation.h"
#include "schema/reports.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// --domain, --reporter and so on, as typed.
struct FilterFlags {
  std::vector<std::string> domains;
  std::string reporter;
  std::string type;
  std::string policy_type;
  std::string mx;
  std::string ip;
  std::string day;
  std::string since;
  std::string until;
  bool failed = false;
  bool uncounted = false;
  std::string trust;  // "" = of any
  std::size_t limit = 0;
};

// What the flags narrow to; throws UsageError for a name, an address or a day
// that is none.
Filter make_filter(const FilterFlags& flags, Day today);

struct DigestFlags {
  std::string day = "yesterday";
  std::vector<std::string> domains;
  std::string format = "text";
  std::string language;  // the code of one that is built in; "" = the owner's, or English
  std::string owner;     // "" = nobody's
  bool due = false;
  bool send = false;
  std::vector<std::string> to;
};

int list_command(const Invocation& invocation, const FilterFlags& flags);
int search_command(const Invocation& invocation, const FilterFlags& flags, const std::string& text);
int show_command(const Invocation& invocation, std::int64_t id);
struct TopFlags {
  std::string ranking;
  bool deviations = false;  // of reporters only
};

int top_command(const Invocation& invocation, const FilterFlags& filters, const TopFlags& flags);
// As text, as the terminal can show it.
void print_digest(const Digest& digest, bool no_color);
int digest_command(const Invocation& invocation, const DigestFlags& flags);

// Where nothing was imported yet and no database named, it tells how to begin.
int status_command(const Invocation& invocation);

int quarantine_list_command(const Invocation& invocation, const std::string& reason,
                            std::size_t limit);
int quarantine_show_command(const Invocation& invocation, std::int64_t id);
int quarantine_release_command(const Invocation& invocation, std::int64_t id);

// The registered result types, what may be ranked, and why things are in quarantine, as typed.
std::vector<std::string> result_type_names();
std::vector<std::string> ranking_names();
std::vector<std::string> quarantine_reasons();

}  // namespace tlsward
