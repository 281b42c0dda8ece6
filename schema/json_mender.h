// A JSON text as a stream of characters in which what a strict parser refuses has been mended: one
// bad byte in one field must not cost the whole report. It also bounds every string, because a
// parser keeps a token whole. Nothing is mended that would need a guess about the structure: a text
// that is cut off stays so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tlsward {

// How often each kind of mending was needed, where the text was not dropped.
struct Mends {
  std::int64_t invalid_utf8 = 0;          // byte -> U+FFFD
  std::int64_t lone_surrogates = 0;       // "\ud800" -> U+FFFD
  std::int64_t invalid_escapes = 0;       // "\m" -> "\\m"
  std::int64_t control_characters = 0;    // raw in a string -> "\u00XX"
  std::int64_t numbers_out_of_range = 0;  // 1e999 -> "1e999"
  std::int64_t bare_words = 0;            // NaN, 0x10, True -> the same as a string
};

// Reads the text once from front to end, with a few bytes of memory. The text must outlive it.
class JsonMender {
 public:
  // Of each string, what is over `max_string_bytes` (as written, escapes undecoded) is dropped.
  explicit JsonMender(std::string_view text, std::size_t max_string_bytes = std::string_view::npos);
  JsonMender(const JsonMender&) = delete;
  JsonMender& operator=(const JsonMender&) = delete;

  bool at_end() const { return piece_.empty(); }
  char peek() const { return piece_.front(); }
  void advance();

  // How far the text has been read, in bytes; a plain part of a string counts as a whole.
  std::size_t position() const { return size_ - rest_.size(); }

  const Mends& mends() const { return mends_; }

 private:
  void next_piece();
  void outside_string();
  void word(std::size_t length);
  void inside_string();
  void escape();
  void character();
  void take(std::size_t length);
  void replace(std::size_t length, std::string_view by);

  std::size_t size_;
  std::string_view rest_;   // not yet looked at
  std::string_view piece_;  // what comes out next: a part of the text, or made_
  std::string made_;
  std::size_t max_string_bytes_;
  std::size_t string_bytes_ = 0;
  bool in_string_ = false;
  Mends mends_;
};

}  // namespace tlsward
