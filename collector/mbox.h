// A mailbox in one file -> its mails, one after the other, however many: an mbox as any of its four
// writers leaves it (mboxo, mboxrd, mboxcl, mboxcl2), which no file says of itself.
#pragma once

#include "schema/expected.h"
#include "schema/rejection.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

struct MboxMail {
  std::size_t number = 0;  // from 1
  std::string bytes;       // without the From_ line and the quoting; empty if too large
  bool too_large = false;
};

// A mail begins at a From_ line: "From ", and behind it a date ("From a@example.org Mon Nov 23
// 10:00:00 2026"), so that text that begins a line with "From " stays text. Only where the first
// one has no date, any "From " after a blank line is one. Where a mail's Content-Length leads to
// the next From_ line, or to the end, it is believed, and From_ lines before that are text
// (mboxcl2). Of ">From " and ">>From " in a text one ">" is taken away. For one thread.
class MboxReader {
 public:
  // Reads up to so many bytes: how many, 0 at the end.
  using Source = std::function<expected<std::size_t, Rejection>(char* to, std::size_t count)>;

  // Needs memory for some three of the largest mails.
  MboxReader(Source source, std::size_t max_mail_bytes);

  // The next mail; one that has more than max_mail_bytes is passed over. Absent at the end, or
  // where the source failed.
  std::optional<MboxMail> next();

  // Why it ended before the end, if it did.
  const std::optional<Rejection>& fault() const { return fault_; }

 private:
  bool fill();
  std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }
  std::size_t end_of_line(std::size_t begin);
  std::string_view line_at(std::size_t begin);
  bool is_from_line(std::size_t begin);
  bool enter();
  std::size_t find_end();
  std::optional<std::size_t> told_end();
  std::optional<std::size_t> end_behind(std::size_t body, std::uint64_t length);
  void pass_over();

  const Source source_;
  const std::size_t max_mail_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not dealt with
  bool ended_ = false;
  std::optional<Rejection> fault_;
  std::size_t number_ = 0;
  bool dated_ = true;      // the first From_ line has a date
  bool passed_ = false;    // a part of this mail was passed over
  bool verbatim_ = false;  // this mail holds From_ lines that are not quoted, so nothing is
};

}  // namespace tlsward
