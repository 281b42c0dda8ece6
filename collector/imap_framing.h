// Looks at a server's answers before libetpan 1.9.4 parses them, which trusts its server: it
// allocates what a literal announces, recurses into parentheses, waits for the end of any line,
// reads past a structure of its own when a BYE ends an answer, and frees what it does not have when
// the list of a [PERMANENTFLAGS (...)] is broken. Whatever of that comes ends here.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tlsward {

// For one connection.
class ImapFraming {
 public:
  // Of one answer, without its literals: libetpan needs up to 50 times as much memory for it.
  static constexpr std::size_t kMaxTextBytes = 1 << 20;
  static constexpr std::size_t kMaxDepth = 32;

  // Another answer begins, whose literals (bodies of mails) have at most so many bytes together.
  void begin_answer(std::size_t max_literal_bytes);

  // The next bytes from the server, in pieces of any size. Throws MailServerError for what must not
  // be parsed. Makes "<" and ">" of the parentheses in a response code, of which nothing is asked:
  // to libetpan it is then one that it does not know.
  void inspect(std::span<char> bytes);

 private:
  std::size_t inspect_literal(std::size_t available);
  void inspect_text(char& byte);
  void inspect_bracket(char& byte);
  void end_line();
  void begin_literal(std::string_view digits);

  std::string line_;       // its text so far, literals left out
  std::size_t depth_ = 0;  // of parentheses in it
  bool bracket_ = false;   // there was one in it
  bool code_ = false;  // a response code begins with it that has not ended (RFC 3501 section 7.1)
  std::size_t literal_ = 0;  // bytes of a literal still to come
  std::size_t text_left_ = kMaxTextBytes;
  std::size_t literals_left_ = 0;
};

}  // namespace tlsward
