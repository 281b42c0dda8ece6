// RFC 3339 by hand: two dates are read and written for every report.
#include "schema/timestamp.h"

namespace tlsward {

namespace {

namespace chrono = std::chrono;

constexpr Timestamp kFirst = chrono::sys_days{chrono::year{1} / 1 / 1};
constexpr Timestamp kPastLast = chrono::sys_days{chrono::year{10000} / 1 / 1};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A text read from its front. Once something is not there, ok() stays false.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

  // A number of exactly `width` digits.
  int number(std::size_t width) {
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (rest_.empty() || !is_digit(rest_.front())) {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  // Takes the next character if it is one of `choices`; '\0' if it is not.
  char take(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return '\0';
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  // The same for a character that must be there.
  void need(std::string_view choices) {
    if (take(choices) == '\0') ok_ = false;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// RFC 3339 section 5.6, full-date. Absent if there is no such day.
std::optional<Day> scan_day(Scanner& scanner) {
  const int year = scanner.number(4);
  scanner.need("-");
  const int month = scanner.number(2);
  scanner.need("-");
  const int day = scanner.number(2);
  const chrono::year_month_day date{chrono::year{year}, chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  if (!scanner.ok() || !date.ok()) return std::nullopt;
  return Day{date};
}

// Adds hour, minute and second. False if no clock shows them; 24:00:00 is taken, as RFC 8460
// section 4.1 itself writes the end of a day.
bool scan_clock(Scanner& scanner, DateTime& result) {
  const int hour = scanner.number(2);
  scanner.need(":");
  const int minute = scanner.number(2);
  scanner.need(":");
  const int second = scanner.number(2);
  const bool end_of_day = hour == 24 && minute == 0 && second == 0;
  if (!scanner.ok() || (hour > 23 && !end_of_day) || minute > 59 || second > 60) return false;
  result.time += chrono::hours{hour} + chrono::minutes{minute} + chrono::seconds{second};
  result.leap_second = second == 60;
  return true;
}

// What follows a sign: "02:00", or "0200" as strftime's %z writes it. Absent if it is no offset.
std::optional<chrono::seconds> scan_offset(Scanner& scanner) {
  const int hour = scanner.number(2);
  scanner.take(":");
  const int minute = scanner.number(2);
  if (!scanner.ok() || hour > 23 || minute > 59) return std::nullopt;
  return chrono::hours{hour} + chrono::minutes{minute};
}

// Whether a fraction of a second was there; what it says is dropped.
bool scan_fraction(Scanner& scanner) {
  if (scanner.take(".") == '\0') return false;
  scanner.need("0123456789");
  while (scanner.take("0123456789") != '\0') {
  }
  return true;
}

// Turns a local time into UTC by the zone that follows. False if it is no zone.
bool scan_zone(Scanner& scanner, DateTime& result) {
  result.zone_missing = scanner.at_end();
  if (result.zone_missing || scanner.take("Zz") != '\0') return true;
  const char sign = scanner.take("+-");
  if (sign == '\0') return false;
  const auto offset = scan_offset(scanner);
  if (!offset) return false;
  result.zone_offset = true;
  result.time += sign == '+' ? -*offset : *offset;
  return true;
}

// Writes the number over `width` digits of the text.
void put_digits(std::string& text, std::size_t at, std::size_t width, std::int64_t number) {
  for (std::size_t digit = at + width; digit-- > at; number /= 10)
    text[digit] = static_cast<char>('0' + number % 10);
}

void put_day(std::string& text, Day day) {
  const chrono::year_month_day date{day};
  put_digits(text, 0, 4, static_cast<int>(date.year()));
  put_digits(text, 5, 2, static_cast<unsigned>(date.month()));
  put_digits(text, 8, 2, static_cast<unsigned>(date.day()));
}

}  // namespace

std::optional<DateTime> parse_datetime(std::string_view text) {
  Scanner scanner(text);
  const auto day = scan_day(scanner);
  if (!day) return std::nullopt;
  scanner.need("Tt ");
  DateTime result{.time = *day};
  if (!scan_clock(scanner, result)) return std::nullopt;
  result.fraction = scan_fraction(scanner);
  if (!scanner.ok() || !scan_zone(scanner, result) || !scanner.at_end()) return std::nullopt;
  if (result.time < kFirst || result.time >= kPastLast) return std::nullopt;
  return result;
}

std::string format_datetime(Timestamp time) {
  const Day day = chrono::floor<chrono::days>(time);
  const chrono::hh_mm_ss clock{time - day};
  std::string text = "0000-00-00T00:00:00Z";
  put_day(text, day);
  put_digits(text, 11, 2, clock.hours().count());
  put_digits(text, 14, 2, clock.minutes().count());
  put_digits(text, 17, 2, clock.seconds().count());
  return text;
}

std::optional<Day> parse_day(std::string_view text) {
  Scanner scanner(text);
  const auto day = scan_day(scanner);
  if (!day || !scanner.at_end() || *day < kFirst) return std::nullopt;
  return day;
}

std::string format_day(Day day) {
  std::string text = "0000-00-00";
  put_day(text, day);
  return text;
}

Day report_day(Timestamp start, Timestamp end) {
  return chrono::floor<chrono::days>(start + (end - start) / 2);
}

}  // namespace tlsward
