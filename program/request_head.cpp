#include "program/request_head.h"

#include <Poco/String.h>

#include <algorithm>
#include <limits>

namespace tlsward {

namespace {

constexpr std::string_view kMethods[] = {"POST", "GET",   "HEAD",  "OPTIONS",
                                         "PUT",  "PATCH", "DELETE"};

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes a line with its CR LF from the text. Absent if it ends in anything else: a bare LF is an
// end of line for some readers only (RFC 9112 section 2.2).
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || end == 0 || text[end - 1] != '\r') return std::nullopt;
  const std::string_view line = text.substr(0, end - 1);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<HeadFault> parse_version(std::string_view version, Poco::Net::HTTPRequest& request) {
  if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.') {
    return HeadFault{400, "The request line is malformed."};
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return HeadFault{505, "This server speaks HTTP/1.1."};
  }
  request.setVersion(std::string(version));
  return std::nullopt;
}

// RFC 9112 section 3.
std::optional<HeadFault> parse_request_line(std::string_view line, const Limits& limits,
                                            Poco::Net::HTTPRequest& request) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return HeadFault{400, "The request line is malformed."};
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.size() > limits.max_uri_bytes)
    return HeadFault{414, "The request target is too long.", "limits.max_uri_bytes"};
  const bool odd =
      std::any_of(target.begin(), target.end(), [](char c) { return c == ' ' || is_control(c); });
  if (!is_token(method) || target.empty() || odd) {
    return HeadFault{400, "The request line is malformed."};
  }
  if (auto fault = parse_version(line.substr(last + 1), request)) return fault;
  if (std::find(std::begin(kMethods), std::end(kMethods), method) == std::end(kMethods)) {
    return HeadFault{501, "The method is unknown here."};
  }
  request.setMethod(std::string(method));
  request.setURI(std::string(target));
  return std::nullopt;
}

// RFC 9112 section 5: no white space before the colon, no value folded over lines.
std::optional<HeadFault> parse_field(std::string_view line, Poco::Net::HTTPRequest& request) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return HeadFault{400, "A header field is malformed."};
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; })) {
    return HeadFault{400, "A header field holds a control character."};
  }
  request.add(std::string(line.substr(0, colon)), std::string(value));
  return std::nullopt;
}

std::ptrdiff_t count_of(const Poco::Net::HTTPRequest& request, const std::string& name) {
  return std::count_if(request.begin(), request.end(),
                       [&](const auto& field) { return Poco::icompare(field.first, name) == 0; });
}

// Also writes the number back in the one form that Poco can read.
expected<Framing, HeadFault> framing_by_length(const std::string& value,
                                               Poco::Net::HTTPRequest& request) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit)) {
    return unexpected(HeadFault{400, "Content-Length is no number."});
  }
  const bool fits = value.size() <= std::numeric_limits<std::int64_t>::digits10;
  const std::int64_t length = fits ? std::stoll(value) : INT64_MAX;
  request.setContentLength64(length);
  return Framing{Framing::Kind::length, static_cast<std::uint64_t>(length)};
}

// RFC 9112 sections 6.1 to 6.3, where it leaves a choice the strict one.
expected<Framing, HeadFault> framing_of(Poco::Net::HTTPRequest& request) {
  const auto lengths = count_of(request, "Content-Length");
  const auto encodings = count_of(request, "Transfer-Encoding");
  if (lengths + encodings > 1) {
    return unexpected(HeadFault{400, "The body's length is said more than once."});
  }
  if (lengths == 1) return framing_by_length(request.get("Content-Length"), request);
  if (encodings == 0) return Framing{};
  if (Poco::icompare(request.get("Transfer-Encoding"), "chunked") != 0 ||
      request.getVersion() != "HTTP/1.1") {
    return unexpected(HeadFault{400, "Transfer-Encoding may only be chunked."});
  }
  return Framing{Framing::Kind::chunked, 0};
}

// RFC 9112 section 3.2.
bool names_one_host(const Poco::Net::HTTPRequest& request) {
  const auto hosts = count_of(request, "Host");
  return hosts == 1 || (hosts == 0 && request.getVersion() == "HTTP/1.0");
}

}  // namespace

expected<std::optional<std::string>, HeadFault> read_head(ByteReader& reader,
                                                          const Limits& limits) {
  if (reader.peek() == ByteReader::kEnd) return std::optional<std::string>();
  std::string head;
  bool line_is_empty = true;
  for (int byte = reader.get(); byte != ByteReader::kEnd; byte = reader.get()) {
    head += static_cast<char>(byte);
    if (byte == '\n' && line_is_empty) {
      // RFC 9112 section 2.2: an empty line before the request is passed over.
      if (head != "\r\n") return std::optional<std::string>(std::move(head));
      head.clear();
    }
    if (byte != '\r') line_is_empty = byte == '\n';
    if (head.size() < limits.max_header_bytes) continue;
    if (head.find('\n') == std::string::npos) {
      return unexpected(HeadFault{414, "The request target is too long.", "limits.max_uri_bytes"});
    }
    return unexpected(HeadFault{431, "The header is too large.", "limits.max_header_bytes"});
  }
  return unexpected(HeadFault{400, "The header is cut off."});
}

expected<Framing, HeadFault> parse_head(std::string_view head, const Limits& limits,
                                        Poco::Net::HTTPRequest& request) {
  std::optional<std::string_view> line = take_line(head);
  if (!line) return unexpected(HeadFault{400, "A line ends without CR LF."});
  if (const auto fault = parse_request_line(*line, limits, request)) return unexpected(*fault);
  for (std::size_t fields = 0; (line = take_line(head)) && !line->empty(); ++fields) {
    if (fields == limits.max_header_fields) {
      return unexpected(
          HeadFault{431, "There are too many header fields.", "limits.max_header_fields"});
    }
    if (const auto fault = parse_field(*line, request)) return unexpected(*fault);
  }
  if (!line) return unexpected(HeadFault{400, "A line ends without CR LF."});
  if (!names_one_host(request)) return unexpected(HeadFault{400, "One Host is needed."});
  return framing_of(request);
}

}  // namespace tlsward
