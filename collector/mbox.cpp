#include "collector/mbox.h"

#include "schema/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tlsward {
namespace {

constexpr std::string_view kFrom = "From ";
constexpr std::size_t kReadBytes = 256 << 10;
constexpr std::size_t kMostFromLine = 1000;          // bytes
constexpr std::size_t kMostHeaderBytes = 256 << 10;  // that are searched for Content-Length
constexpr std::size_t kContext = 16;  // bytes that show whether a line is a From_ line

bool is_month(std::string_view word) {
  constexpr auto months = std::to_array<std::string_view>(
      {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});
  return std::ranges::find(months, word) != months.end();
}

// "10:00", "10:00:00"
bool is_time(std::string_view word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto colon = word.find(':');
  return (colon == 1 || colon == 2) && word.size() >= colon + 3 &&
         std::ranges::all_of(word, [&](char c) { return is_digit(c) || c == ':'; });
}

bool is_year(std::string_view word) {
  return word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
}

// As ctime(3) writes it or otherwise, with a time zone or without: a month, and behind it a time
// and a year.
bool has_date(std::string_view line) {
  bool month = false;
  bool time = false;
  bool year = false;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
    time = time || (month && is_time(word));
    year = year || (month && is_year(word));
    month = month || is_month(word);
    line.remove_prefix(std::min(word.size() + 1, line.size()));
  }
  return time && year;
}

bool is_blank(std::string_view line) {
  return line == "\n" || line == "\r\n";
}

std::optional<std::uint64_t> content_length(std::string_view line) {
  constexpr std::string_view name = "content-length:";
  if (line.size() < name.size() || lower_case(line.substr(0, name.size())) != name) return {};
  const std::string_view digits = trimmed(line.substr(name.size()));
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return {};
  return length;
}

// The blank line that ends each mail of an mbox is not the mail's.
std::string_view without_last_blank_line(std::string_view mail) {
  if (mail.ends_with("\r\n\r\n")) return mail.substr(0, mail.size() - 2);
  if (mail.ends_with("\n\n")) return mail.substr(0, mail.size() - 1);
  return mail;
}

std::size_t header_end(std::string_view mail) {
  for (auto at = mail.find('\n'); at != std::string_view::npos; at = mail.find('\n', at + 1)) {
    const std::string_view behind = mail.substr(at + 1, 2);
    if (behind.starts_with('\n') || behind == "\r\n") return at;
  }
  return mail.size();
}

// Whether the text behind a line's end is ">From ", ">>From " and so on.
bool is_quoted_from(std::string_view text) {
  const auto quotes = text.find_first_not_of('>');
  return quotes != 0 && quotes != std::string_view::npos && text.substr(quotes).starts_with(kFrom);
}

std::string unquoted(std::string_view mail) {
  std::string text;
  std::size_t copied = 0;
  for (auto at = mail.find("\n>", header_end(mail)); at != std::string_view::npos;
       at = mail.find("\n>", at + 1)) {
    if (!is_quoted_from(mail.substr(at + 1))) continue;
    text += mail.substr(copied, at + 1 - copied);
    copied = at + 2;
  }
  text += mail.substr(copied);
  return text;
}

}  // namespace

MboxReader::MboxReader(Source source, std::size_t max_mail_bytes)
    : source_(std::move(source)), max_mail_bytes_(max_mail_bytes) {}

// Reads more. False if there is no more.
bool MboxReader::fill() {
  if (ended_) return false;
  if (begin_ > kReadBytes || begin_ == buffer_.size()) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kReadBytes);
  const auto got = source_(buffer_.data() + size, kReadBytes);
  if (!got) fault_ = got.error();
  buffer_.resize(size + got.value_or(0));
  ended_ = got.value_or(0) == 0;
  return !ended_;
}

// Behind the line that begins there, or what there is of one that is too long for a From_ line.
std::size_t MboxReader::end_of_line(std::size_t begin) {
  std::size_t from = begin;
  do {
    const auto at = rest().find('\n', from);
    if (at != std::string_view::npos) return at + 1;
    from = rest().size();
  } while (from - begin <= kMostFromLine && fill());
  return rest().size();
}

std::string_view MboxReader::line_at(std::size_t begin) {
  const std::size_t end = end_of_line(begin);
  return rest().substr(begin, end - begin);
}

// Whether a mail begins at this line, before which another stands.
bool MboxReader::is_from_line(std::size_t begin) {
  const std::string_view line = line_at(begin);
  if (!line.starts_with(kFrom) || line.size() > kMostFromLine) return false;
  if (has_date(line)) return true;
  const std::string_view before = rest().substr(0, begin);
  return !dated_ && (before.ends_with("\n\n") || before.ends_with("\n\r\n"));
}

// Goes to the end of the From_ line, to its last byte. False if there is no mail any more.
bool MboxReader::enter() {
  do {
    const auto text = rest().find_first_not_of("\r\n");
    begin_ = text == std::string_view::npos ? buffer_.size() : begin_ + text;
  } while (rest().empty() && fill());
  if (rest().empty()) return false;
  const std::string_view line = line_at(0);
  if (++number_ == 1) dated_ = has_date(line);
  begin_ += line.size() - 1;
  return true;
}

std::optional<MboxMail> MboxReader::next() {
  passed_ = false;
  verbatim_ = false;
  if (!enter()) return {};
  const std::size_t end = find_end();
  if (fault_) return {};
  MboxMail mail{.number = number_, .bytes = {}, .too_large = passed_};
  const std::string_view bytes = without_last_blank_line(rest().substr(0, end)).substr(1);
  mail.too_large = passed_ || bytes.size() > max_mail_bytes_;
  if (!mail.too_large) mail.bytes = verbatim_ ? std::string(bytes) : unquoted(bytes);
  begin_ += end;
  return mail;
}

std::size_t MboxReader::find_end() {
  if (const auto end = told_end()) return *end;
  std::size_t from = 0;
  for (;;) {
    const auto at = rest().find("\nFrom ", from);
    if (at != std::string_view::npos) {
      if (is_from_line(at + 1)) return at + 1;
      from = at + 1;
      continue;
    }
    from = rest().size() - std::min(rest().size(), kFrom.size());
    if (rest().size() > max_mail_bytes_ + kReadBytes) {
      pass_over();
      from = 0;
    }
    if (!fill()) return rest().size();
  }
}

// Lets go of what there is of a mail that is too large.
void MboxReader::pass_over() {
  passed_ = true;
  begin_ = buffer_.size() - kContext;
}

// The end as its Content-Length tells it; absent if there is none, or one that cannot be true.
std::optional<std::size_t> MboxReader::told_end() {
  std::optional<std::uint64_t> length;
  std::size_t begin = 1;
  while (begin < kMostHeaderBytes && !is_from_line(begin)) {
    const std::string_view line = line_at(begin);
    if (line.empty()) return {};
    begin += line.size();
    if (is_blank(line)) return length ? end_behind(begin, *length) : std::nullopt;
    if (const auto told = content_length(line)) length = told;
  }
  return {};
}

// Absent if no From_ line stands behind so many bytes of a body, and not the end either.
std::optional<std::size_t> MboxReader::end_behind(std::size_t body, std::uint64_t length) {
  if (length > max_mail_bytes_) return {};
  std::size_t end = body + static_cast<std::size_t>(length);
  const std::size_t enough = end + kContext;
  while (rest().size() < enough && fill()) {
  }
  if (rest().size() < end) return {};
  for (int lines = 0; lines < 2 && is_blank(line_at(end)); ++lines)
    end = end_of_line(end);
  if (rest().size() > end && !rest().substr(end).starts_with(kFrom)) return {};
  for (auto at = rest().find("\nFrom ", body - 1); at < end - 1 && !verbatim_;
       at = rest().find("\nFrom ", at + 1))
    verbatim_ = is_from_line(at + 1);
  return end;
}

}  // namespace tlsward
