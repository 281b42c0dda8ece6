#include "analyzer/webhook_body.h"

#include "analyzer/list_output.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include "embedded/webhooks.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <random>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kEnding = ".json";
constexpr std::size_t kMostBytes = 1000;       // of a line of text: ntfy takes 4096 in all
constexpr std::size_t kMostHeaderBytes = 200;  // of a header's value

// What all formats are made of.
struct Event {
  ordered_json json;
  std::string title;
  std::string text;
  bool needs_action = false;
  bool is_over = false;
};

std::string new_delivery() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

std::string_view change_of(const AlertThread& thread) {
  if (thread.news == AlertStage::resolved) return "resolved";
  return thread.news == AlertStage::opened ? "opened" : "reminder";
}

std::string text_of(const Language& language, std::string_view key) {
  return std::string(language.text(std::string("alert.").append(key)));
}

void add_problem(Event& event, const DigestProblem& problem) {
  event.json["verdict"] = name(problem.verdict);
  event.json["sentence"] = problem.advice.sentence;
  event.json["action"] = problem.advice.action();
  event.json["commands"] = problem.advice.commands();
  event.json["problems"] = problem.ids;
  event.json["failed_session_count"] = problem.group.failed;
  event.needs_action = problem.verdict == Verdict::action;
  event.text = problem.advice.sentence;
  if (event.is_over) return;
  event.text += '\n' + std::string(problem.advice.action());
  if (!problem.ids.empty()) event.text += "\ntlsward problems show " + problem.ids.front();
}

Event make_event(const AlertNews& news, const AlertSetting& setting) {
  const AlertThread& thread = news.thread;
  const std::string_view change = change_of(thread);
  const std::string cause = cause_in_words(thread, news.condition, setting.language);
  Event event{.json = {{"schema", 1},
                       {"event", change},
                       {"delivery", nullptr},
                       {"time", format_datetime(setting.now)},
                       {"owner", setting.owner.name},
                       {"thread", thread.key},
                       {"kind", thread.kind},
                       {"domain", text_or_null(thread.domain)},
                       {"cause", text_or_null(thread.cause)},
                       {"host", text_or_null(thread.host)},
                       {"lines", thread.lines},
                       {"day", format_day(thread.day)},
                       {"opened", format_datetime(thread.opened)},
                       {"verdict", name(Verdict::watch)},
                       {"sentence", cause},
                       {"action", nullptr},
                       {"commands", ordered_json::array()},
                       {"problems", ordered_json::array()},
                       {"failed_session_count", nullptr},
                       {"left", setting.left}},
              .text = cause,
              .is_over = change == "resolved"};
  event.title =
      put_in(text_of(setting.language, "event-title"),
             {{"word", text_of(setting.language, std::string("word-").append(change))},
              {"subject", thread.domain.empty()
                              ? cause
                              : shown_name(Domain(thread.domain).display(), 80, setting.language) +
                                    ": " + cause}});
  if (news.condition != nullptr && news.condition->problem != nullptr)
    add_problem(event, *news.condition->problem);
  if (event.is_over) event.json["verdict"] = name(Verdict::ok);
  return event;
}

ordered_json template_of(std::string_view format) {
  const auto* const found = std::ranges::find_if(embedded::webhooks, [&](const auto& file) {
    return file.first == std::string(format).append(kEnding);
  });
  assert(found != std::end(embedded::webhooks));  // the configuration lets no other through
  return ordered_json::parse(found->second);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// One line of ASCII, as every header may be; what is not, or would be read as such, is an encoded
// word (RFC 2047 section 4.2).
std::string header_value(std::string_view text) {
  std::string line = printable(text, kMostHeaderBytes);
  const bool is_ascii = std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; });
  if (is_ascii && line.find("=?") == std::string::npos) return line;
  std::string word = "=?UTF-8?Q?";
  for (const char c : line)
    word += is_plain(c) ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
  return word + "?=";
}

// What Slack and HTML would take for their own, so that they show it.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else
      safe += c;
  }
  return safe;
}

std::string printable_lines(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (at != 0) lines += '\n';
    lines += printable(text.substr(at, end - at), kMostBytes);
    at = end + 1;
  }
  return lines;
}

std::string as_html(std::string_view lines) {
  std::string html;
  for (const char c : escaped(lines))
    html += c == '\n' ? std::string("<br>") : std::string(1, c);
  return html;
}

class Filler {
 public:
  explicit Filler(const Event& event)
      : values_{{{"title", event.title},
                 {"text", printable_lines(event.text)},
                 {"escaped-title", escaped(event.title)},
                 {"escaped-text", escaped(printable_lines(event.text))},
                 {"html-text", as_html(printable_lines(event.text))},
                 {"priority", event.needs_action && !event.is_over ? "5" : "3"},
                 {"tag", event.is_over ? "white_check_mark" : "warning"}}} {}

  std::string fill(const std::string& text) const { return put_in(text, values_); }

  // The same with each text in it filled.
  void fill(ordered_json& value) const {
    if (value.is_string()) value = fill(value.get<std::string>());
    if (value.is_structured())
      for (ordered_json& child : value)
        fill(child);
  }

 private:
  std::array<std::pair<std::string_view, std::string>, 7> values_;
};

WebhookPost make_post(const WebhookTarget& target, Event event, Timestamp now) {
  WebhookPost post{.webhook = target.name,
                   .delivery = new_delivery(),
                   .event = event.json.at("event"),
                   .created = now,
                   .next_try = now};
  event.json["delivery"] = post.delivery;
  const Filler filler(event);
  ordered_json form = template_of(target.format);
  for (const auto& [header, value] : form.at("head").items())
    post.head +=
        fmt::format("{}: {}\r\n", header, header_value(filler.fill(value.get<std::string>())));
  ordered_json& body = form.at("body");
  const bool is_text = body.is_string();
  if (body.is_null())
    body = std::move(event.json);
  else
    filler.fill(body);
  post.head += fmt::format("Content-Type: {}\r\n",
                           is_text ? "text/plain; charset=utf-8" : "application/json");
  post.body = is_text ? body.get<std::string>()
                      : body.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
  return post;
}

}  // namespace

std::vector<std::string> webhook_formats() {
  std::vector<std::string> formats;
  for (const auto& [file, text] : embedded::webhooks)
    if (file.ends_with(kEnding)) formats.emplace_back(file.substr(0, file.size() - kEnding.size()));
  std::ranges::sort(formats);
  return formats;
}

WebhookPost make_webhook_post(const WebhookTarget& target, const AlertNews& news,
                              const AlertSetting& setting) {
  return make_post(target, make_event(news, setting), setting.now);
}

WebhookPost make_test_post(const WebhookTarget& target, const AlertSetting& setting) {
  Event event{.json = {{"schema", 1},
                       {"event", "test"},
                       {"delivery", nullptr},
                       {"time", format_datetime(setting.now)},
                       {"owner", setting.owner.name},
                       {"sentence", text_of(setting.language, "test-summary")}},
              .title = text_of(setting.language, "test-subject"),
              .text = text_of(setting.language, "test-line"),
              .is_over = true};
  return make_post(target, std::move(event), setting.now);
}

}  // namespace tlsward
