// What the terminal can show: colours, characters beyond ASCII, columns, a progress bar.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tlsward {

struct Terminal {
  bool color = false;     // on standard output
  bool unicode = true;    // the locale's encoding is UTF-8, or nothing says otherwise
  std::size_t width = 0;  // columns of standard output; 0 = no terminal, nothing to cut for
  bool progress = false;  // standard error is a terminal that can rewrite a line
};

// What is known of the surroundings.
struct TerminalFacts {
  bool output_is_terminal = false;
  bool error_is_terminal = false;
  std::size_t columns = 0;  // as the kernel says; 0 = unknown
  std::function<std::string(const char* name)>
      environment;  // a variable's value, "" if it is not set
};

// --no-color, NO_COLOR (https://no-color.org) and TERM=dumb put colour out; FORCE_COLOR brings it
// also where no terminal is, but not against the first two.
Terminal judge_terminal(const TerminalFacts& facts, bool no_color);

// The same for this process.
Terminal look_at_terminal(bool no_color);

// A variable of the environment, "" if it is not set.
std::string environment_variable(const char* name);

// Whether somebody sits at a terminal who can be asked.
bool can_ask();

// Asks them; "" at the end of the input.
std::string ask(std::string_view question);

// Prints on standard output and flushes. A reader that went away (`| head`) is no fault; a full
// disk throws std::runtime_error.
void print(std::string_view text);

// The same; returns whether anybody reads on.
bool print_to_reader(std::string_view text);

}  // namespace tlsward
