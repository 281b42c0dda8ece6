#include "analyzer/http_reply.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace tlsward {
namespace {

constexpr std::size_t kMostHeadBytes = 64 << 10;

struct Head {
  HttpReply reply;
  bool chunked = false;
  std::optional<std::size_t> length;
};

template <typename Number>
std::optional<Number> number_in(std::string_view text, int base) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool is_same(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The text up to the next line's end, which goes too.
std::optional<std::string_view> take_line(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  return trimmed(line);
}

bool read_status(std::string_view line, Head& head) {
  if (!line.starts_with("HTTP/1.") || line.size() < 12) return false;
  const auto status = number_in<int>(line.substr(9, 3), 10);
  head.reply.status = status.value_or(0);
  return status && *status >= 100;
}

void read_field(std::string_view line, Head& head) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (is_same(name, "Location")) head.reply.location = value;
  if (is_same(name, "Content-Type")) head.reply.content_type = value;
  if (is_same(name, "Content-Encoding")) head.reply.content_encoding = value;
  if (is_same(name, "Age")) head.reply.age = number_in<std::int64_t>(value, 10);
  if (is_same(name, "Content-Length")) head.length = number_in<std::size_t>(value, 10);
  if (is_same(name, "Transfer-Encoding")) head.chunked = is_same(value, "chunked");
}

HttpState read_head(std::string_view& bytes, Head& head) {
  head = {};
  const std::string_view all = bytes;
  const auto first = take_line(bytes);
  if (!first) return all.size() > kMostHeadBytes ? HttpState::garbled : HttpState::unfinished;
  if (!read_status(*first, head)) return HttpState::garbled;
  while (const auto line = take_line(bytes)) {
    if (line->empty()) return HttpState::finished;
    read_field(*line, head);
  }
  return all.size() > kMostHeadBytes ? HttpState::garbled : HttpState::unfinished;
}

void append(HttpReply& reply, std::string_view bytes, std::size_t most) {
  const std::size_t room = most - reply.body.size();
  reply.body += bytes.substr(0, room);
  if (bytes.size() > room) reply.too_large = true;
}

// RFC 9112 section 7.1.
HttpState read_chunks(std::string_view bytes, std::size_t most, HttpReply& reply) {
  while (!reply.too_large) {
    const auto line = take_line(bytes);
    if (!line) return HttpState::unfinished;
    const auto size = number_in<std::size_t>(trimmed(line->substr(0, line->find(';'))), 16);
    if (!size) return HttpState::garbled;
    if (*size == 0) return HttpState::finished;
    append(reply, bytes.substr(0, *size), most);
    if (bytes.size() <= *size) return reply.too_large ? HttpState::finished : HttpState::unfinished;
    bytes.remove_prefix(*size);
    if (!take_line(bytes)) return HttpState::unfinished;
  }
  return HttpState::finished;
}

HttpState read_body(std::string_view bytes, bool at_end, std::size_t most, Head& head) {
  if (head.chunked) return read_chunks(bytes, most, head.reply);
  append(head.reply, bytes.substr(0, head.length.value_or(bytes.size())), most);
  if (head.reply.too_large) return HttpState::finished;
  if (head.length)
    return bytes.size() >= *head.length ? HttpState::finished : HttpState::unfinished;
  return at_end ? HttpState::finished : HttpState::unfinished;
}

}  // namespace

HttpState read_http_reply(std::string_view bytes, bool at_end, std::size_t most, HttpReply& reply) {
  Head head;
  HttpState state = HttpState::unfinished;
  do {
    state = read_head(bytes, head);
  } while (state == HttpState::finished && head.reply.status < 200);
  if (state == HttpState::finished) state = read_body(bytes, at_end, most, head);
  reply = std::move(head.reply);
  return state == HttpState::unfinished && at_end ? HttpState::garbled : state;
}

}  // namespace tlsward
