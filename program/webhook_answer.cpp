#include "program/webhook_answer.h"

#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace tlsward {

namespace {

constexpr int kGone = 410;
constexpr int kTimeout = 408;
constexpr int kTooMany = 429;

std::string_view cut_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line.substr(0, line.find('\r'));
}

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || read != end || number < 0) return {};
  return number;
}

// RFC 9110 section 10.2.3. A date instead of seconds is passed over: the usual wait will do.
std::optional<std::chrono::seconds> retry_after(std::string_view head) {
  while (!head.empty()) {
    const std::string_view line = cut_line(head);
    const auto colon = std::min(line.find(':'), line.size());
    if (lower_case(line.substr(0, colon)) != "retry-after") continue;
    const auto seconds = number_of(trimmed(line.substr(std::min(colon + 1, line.size()))));
    if (seconds) return std::chrono::seconds(*seconds);
  }
  return {};
}

std::string fault_of(int status, const std::string& said) {
  if (status == 0) return fmt::format("it answers with what is no answer: {}", said);
  if (status >= 300 && status < 400)
    return fmt::format("it points elsewhere, which is not followed; correct webhook.url: {}", said);
  if (status == kGone)
    return fmt::format("it is gone for good; remove the [[webhook]] or correct its url: {}", said);
  if (status >= 400 && status < 500 && status != kTimeout && status != kTooMany)
    return fmt::format("it does not take it; check webhook.url and webhook.format: {}", said);
  return fmt::format("it does not take it now: {}", said);
}

}  // namespace

// RFC 9112 section 4: "HTTP/1.1 204 No Content".
int status_of_head(std::string_view head) {
  if (!head.starts_with("HTTP/1.") || head.size() < 12 || head[8] != ' ') return 0;
  return number_of(head.substr(9, 3)).value_or(0);
}

WebhookAnswer read_answer(std::string_view head) {
  const int status = status_of_head(head);
  if (status >= 200 && status < 300) return {};
  std::string_view rest = head;
  return {.fault = fault_of(status, printable(cut_line(rest), 200)),
          .wait = retry_after(rest),
          .is_final = status == kGone};
}

}  // namespace tlsward
