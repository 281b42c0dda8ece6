// What every command is run with: the global flags and the clock, and what they lead to:
// configuration, database, output.
#pragma once

#include "analyzer/language.h"
#include "analyzer/list_output.h"
#include "program/config.h"
#include "program/terminal.h"
#include "schema/store.h"
#include "schema/timestamp.h"

#include <memory>
#include <stdexcept>
#include <string>

namespace tlsward {

struct Invocation {
  std::string config_file;  // --config; "" = not given
  std::string database;     // --db; "" = not given
  Format format = Format::table;
  bool no_color = false;
  Timestamp now;
};

// A command line that cannot be obeyed: what, why and what to type instead, in one line.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A command that failed, and whose caller is to run it again: what, in one line. Exit code 75.
struct TryLater : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Day today(const Invocation& invocation);
OutputOptions output_options(const Invocation& invocation);

// Throws UsageError where --ndjson or --csv was given to a command whose answer is no list.
void require_no_list_format(const Invocation& invocation, std::string_view command);

// The language of a code, which the command line takes only where there is one.
const Language& language_of(const std::string& code);

// The name that a flag was given. Throws UsageError for what can be none.
Domain require_domain(std::string_view flag, const std::string& text);

// Reads all sources; what is odd about the environment goes to standard error. Throws what
// load_config() throws.
LoadedConfig load_config(const Invocation& invocation);

// The database for a command that only reads. Throws StoreUnusable, also where there is none.
std::unique_ptr<Store> open_for_reading(const Config& config);

// The same for a command that writes: makes the folder (for its owner alone) and the database.
std::unique_ptr<Store> open_for_writing(const Config& config, Commits commits);

}  // namespace tlsward
