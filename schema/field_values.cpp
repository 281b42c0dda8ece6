// Each field's value on its own: pure functions, with the reason for each leniency beside it.
#include "schema/field_values.h"

#include "schema/json_text.h"
#include "schema/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tlsward {
namespace {

constexpr std::int64_t kMaxCount = (std::int64_t{1} << 53) - 1;  // RFC 7493 section 2.2
constexpr std::string_view kLineBreaks = "\r\n";

// At most max_bytes of the text, with no character cut in two.
std::string_view shortened(std::string_view text, std::size_t max_bytes, const Note& note) {
  if (text.size() <= max_bytes) return text;
  note(DeviationCode::string_too_long);
  while (max_bytes > 0 && (static_cast<unsigned char>(text[max_bytes]) & 0xc0) == 0x80) {
    --max_bytes;
  }
  return text.substr(0, max_bytes);
}

// What no line of text may hold.
bool is_special(char c) {
  return c == '\0' || c == '\r' || c == '\n';
}

std::string without_nul(std::string_view text, const Note& note) {
  std::string result;
  for (const char c : text) {
    if (c == '\0') {
      result += "\xef\xbf\xbd";  // U+FFFD
    } else {
      result += c;
    }
  }
  if (result.size() != text.size()) note(DeviationCode::control_character);
  return result;
}

// Each line break, with the blanks around it, becomes one blank.
std::string joined_lines(std::string_view text) {
  std::string result;
  text = trimmed(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kLineBreaks), text.size());
    if (!result.empty()) result += ' ';
    result += trimmed(text.substr(0, end));
    text.remove_prefix(end);
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  }
  return result;
}

// The number that is all of the text; absent if that is none, or too large.
template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
  Number value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || error != std::errc()) return std::nullopt;
  return value;
}

// The strings of a JSON array of strings.
class StringList final : public JsonVisitor {
 public:
  bool null() override { return false; }
  bool boolean(bool) override { return false; }
  bool integer(std::int64_t) override { return false; }
  bool number(std::string_view) override { return false; }
  bool text(std::string_view value) override {
    strings.emplace_back(value);
    return true;
  }
  bool begin_object() override { return false; }
  bool key(std::string_view) override { return false; }
  bool end_object() override { return false; }
  bool begin_array() override { return depth_++ == 0; }
  bool end_array() override { return true; }

  std::vector<std::string> strings;

 private:
  int depth_ = 0;
};

// Microsoft puts the TLSA records as a JSON array into one string
// (samples/reports/microsoft-sts-tlsa).
bool append_nested(std::string_view text, std::size_t max_bytes, const Note& note,
                   std::vector<std::string>& lines) {
  if (!text.starts_with('[')) return false;
  StringList list;
  JsonMender mender(text);
  if (read_json(mender, list).end != JsonEnd::complete) return false;
  note(DeviationCode::policy_string_nested);
  for (const std::string& line : list.strings) {
    append_policy_lines(line, max_bytes, note, lines);
  }
  return true;
}

struct Separator {
  std::size_t position;
  std::size_t length;
};

// The first line break, real or written as backslash and n; at the end of the text if there is
// none. Looks no further than that, for a text may be line breaks and nothing else.
Separator next_separator(std::string_view text) {
  for (std::size_t at = 0; (at = text.find_first_of("\n\\", at)) != std::string_view::npos; ++at) {
    if (text[at] == '\n') return {at, 1};
    if (text.substr(at, 2) == "\\n") return {at, 2};
  }
  return {text.size(), 0};
}

}  // namespace

std::string line_value(std::string_view text, std::size_t max_bytes, const Note& note) {
  if (std::none_of(text.begin(), text.end(), is_special)) {
    return std::string(shortened(text, max_bytes, note));
  }
  std::string line = without_nul(text, note);
  if (line.find_first_of(kLineBreaks) != std::string::npos) {
    note(DeviationCode::line_break);
    line = joined_lines(line);
  }
  return std::string(shortened(line, max_bytes, note));
}

std::string word_value(std::string_view text, const Note& note) {
  std::string word = lower_case(text);
  if (word != text) note(DeviationCode::letter_case);
  return word;
}

Domain domain_value(std::string_view text, DeviationCode not_a_label, const Note& note) {
  if (!is_ascii(text)) note(not_a_label);
  return Domain(text);
}

Domain mx_pattern_value(std::string_view text, const Note& note) {
  constexpr std::string_view prefix = "mx:";
  const std::string lower = lower_case(text);  // RFC 8461 section 3.2: letters of either case
  std::string_view pattern = trimmed(lower);
  if (pattern.starts_with(prefix)) note(DeviationCode::mx_host_prefixed);
  while (pattern.starts_with(prefix)) {
    pattern = trimmed(pattern.substr(prefix.size()));
  }
  return domain_value(pattern, DeviationCode::mx_host_not_a_label, note);
}

std::string ip_value(std::string_view text, const Note& note) {
  const std::string address(text.substr(0, text.find('%')));
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) {
    const bool is_ipv4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
    const bool is_whole = address.size() == text.size();
    if (!text.empty() && !(is_ipv4 && is_whole)) note(DeviationCode::ip_unreadable);
    return std::string(text);
  }
  if (address.size() != text.size()) note(DeviationCode::ip_zone);
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  inet_ntop(AF_INET6, bytes.data(), canonical.data(), canonical.size());
  if (address != canonical.data()) note(DeviationCode::ip_not_canonical);
  return canonical.data();
}

SessionCount count_value(std::string_view literal, const Note& note) {
  if (const auto number = whole_number<std::int64_t>(literal)) return count_value(*number, note);
  const auto value = whole_number<double>(literal);
  if (!value || std::trunc(*value) != *value || !(std::abs(*value) <= double{kMaxCount})) {
    note(DeviationCode::count_unreadable);
    return std::nullopt;
  }
  note(DeviationCode::count_is_fraction);
  return count_value(static_cast<std::int64_t>(*value), note);
}

SessionCount count_value(std::int64_t number, const Note& note) {
  if (number >= 0 && number <= kMaxCount) return number;
  note(DeviationCode::count_unreadable);
  return std::nullopt;
}

std::optional<Timestamp> date_value(std::string_view text, const Note& note) {
  if (const std::optional<DateTime> date = parse_datetime(text)) {
    if (date->zone_missing) note(DeviationCode::zone_missing);
    if (date->zone_offset) note(DeviationCode::zone_offset);
    if (date->fraction) note(DeviationCode::fractional_seconds);
    if (date->leap_second) note(DeviationCode::leap_second);
    return date->time;
  }
  const std::optional<Day> day = parse_day(text);
  const auto seconds = text.size() <= 12 ? whole_number<std::int64_t>(text) : std::nullopt;
  note(day || seconds ? DeviationCode::date_not_rfc3339 : DeviationCode::date_unreadable);
  if (day) return Timestamp(*day);
  if (seconds) return Timestamp(std::chrono::seconds(*seconds));
  return std::nullopt;
}

void append_policy_lines(std::string_view text, std::size_t max_bytes, const Note& note,
                         std::vector<std::string>& lines) {
  text = shortened(text, max_bytes, note);
  if (append_nested(trimmed(text), max_bytes, note, lines)) return;
  bool untidy = false;
  for (bool last = false; !last;) {
    const auto [position, length] = next_separator(text);
    last = position == text.size();
    const std::string_view line = trimmed(text.substr(0, position));
    untidy = untidy || !last || line.empty() || line.size() != position;
    if (!line.empty() && !append_nested(line, max_bytes, note, lines)) {
      lines.push_back(line_value(line, max_bytes, note));
    }
    text.remove_prefix(position + length);
  }
  if (untidy) note(DeviationCode::policy_string_untidy);
}

}  // namespace tlsward
