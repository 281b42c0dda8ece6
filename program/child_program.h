// Another program, run as it is: without a shell, with its words, bytes on standard input, a bound
// on its time and on what it may write. Neither it nor its children outlive that.
#pragma once

#include "schema/expected.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

struct ChildProgram {
  std::vector<std::string> words;  // its path, and what it is told
  std::string input;               // on its standard input
  std::chrono::seconds time{60};
  std::stop_token stop;
};

// How it ended.
struct ChildEnd {
  std::optional<int>
      code;                // 128 + N after signal N; absent: not in time or by the stop, and killed
  std::string last_words;  // "exit code 1: " and the last line that it wrote, printable
  std::string output =
      {};  // all that it wrote to standard output and error, up to 64 KiB, as it is
};

// Waits for its end. Why it could not be run, in one line, where it could not: nothing has come of
// it then. Throws std::system_error where this machine cannot tell how it goes on.
expected<ChildEnd, std::string> run(ChildProgram program);

}  // namespace tlsward
