// A file that an import reads, or standard input: what it is by its first bytes, and its bytes,
// however many there are.
#pragma once

#include "collector/limits.h"
#include "schema/expected.h"
#include "schema/rejection.h"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace tlsward {

enum class InputKind : std::uint8_t {
  report,  // gzip, zip, JSON, or nothing that is known
  mail,    // begins like a header field
  mbox,    // begins with a From_ line
};

// What begins so, blank lines before it left out: "From " is an mbox, "Received:" a mail. What is
// empty or can be neither is `otherwise`.
InputKind kind_of(std::string_view beginning, InputKind otherwise);

// Why a file could not be read.
Rejection unreadable(const std::error_code& error);

// For one thread.
class InputFile {
 public:
  // "-" is standard input, which stays open.
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // The first bytes, 512 or more where there are as many. Valid until something is read.
  expected<std::string_view, Rejection> beginning();

  // The next bytes, the first included, up to `count`: how many, 0 at the end.
  expected<std::size_t, Rejection> read(char* to, std::size_t count);

  // All from the first on. Refuses more than `most` with `too_large`, having read little more.
  expected<std::string, Rejection> read_all(std::size_t most, const Rejection& too_large);

 private:
  expected<std::size_t, Rejection> read_new(char* to, std::size_t count);
  expected<void, Rejection> read_beginning();

  const bool is_own_;
  const int descriptor_;
  int error_ = 0;         // errno of opening it
  std::size_t size_ = 0;  // that it says it has; 0 for pipes
  bool ended_ = false;
  std::string beginning_;  // read, and not yet given out
};

}  // namespace tlsward
