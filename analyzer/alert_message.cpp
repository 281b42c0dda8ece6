#include "analyzer/alert_message.h"

#include "analyzer/digest_outline.h"
#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

std::string text_of(const Language& language, std::string_view key) {
  return std::string(language.text(std::string("alert.").append(key)));
}

bool is_silence(const AlertThread& thread) {
  return thread.kind == name(AlertKind::silence);
}

bool is_over(const AlertNews& news) {
  return news.thread.news == AlertStage::resolved;
}

// "opened", "reminder", "resolved": the most urgent of what the mail tells.
std::string_view change_of(std::span<const AlertNews> all) {
  if (std::ranges::all_of(all, is_over)) return "resolved";
  const bool opened = std::ranges::any_of(
      all, [](const AlertNews& news) { return news.thread.news == AlertStage::opened; });
  return opened ? "opened" : "reminder";
}

std::string who_is_silent(const AlertThread& thread, const AlertCondition* condition,
                          const Language& language) {
  return condition == nullptr ? printable(thread.host, 80)
                              : shown_name(condition->silent.organization_name, 80, language);
}

class Writer {
 public:
  Writer(std::span<const AlertNews> news, const AlertSetting& setting, const OutlineLimits& limits)
      : news_(news), setting_(setting), language_(setting.language), limits_(limits) {}

  DigestOutline write();

 private:
  std::string text(std::string_view key) const { return text_of(language_, key); }
  void add_head();
  void add_problems();
  void add_list(std::vector<OutlineList>& lists, std::string_view heading,
                std::vector<std::string> lines) const;
  void add_silences();
  void add_over();
  void add_about();
  std::string over_in_words(const AlertNews& news) const;

  std::span<const AlertNews> news_;
  const AlertSetting& setting_;
  const Language& language_;
  const OutlineLimits& limits_;
  DigestOutline outline_;
};

Verdict verdict_of(std::span<const AlertNews> all) {
  Verdict worst = Verdict::ok;
  for (const AlertNews& news : all) {
    if (is_over(news)) continue;
    const bool told = news.condition != nullptr && news.condition->problem != nullptr;
    worst = std::max(worst, told ? news.condition->problem->verdict : Verdict::watch);
  }
  return worst;
}

void Writer::add_head() {
  outline_ = {.language = &language_,
              .verdict = verdict_of(news_),
              .word = text(std::string("word-").append(change_of(news_))),
              .title = put_in(text("title"), {{"time", time_in_words(setting_.now, language_)}})};
  std::vector<std::string> counts;
  const auto add = [&](std::string_view key, auto&& is_counted) {
    if (const auto count = std::ranges::count_if(news_, is_counted); count != 0)
      counts.push_back(told(std::string("alert.count-").append(key), count, {}, language_));
  };
  add("opened", [](const AlertNews& one) { return one.thread.news == AlertStage::opened; });
  add("reminder",
      [](const AlertNews& one) { return one.thread.news != AlertStage::opened && !is_over(one); });
  add("resolved", is_over);
  outline_.summary = fmt::format("{}.", fmt::join(counts, ", "));
  std::vector<std::string> why;
  for (const AlertNews& news : news_)
    if (news.thread.news == AlertStage::opened) why.push_back(text("why-" + news.thread.kind));
  std::ranges::stable_sort(why);
  why.erase(std::unique(why.begin(), why.end()), why.end());
  outline_.figures = std::move(why);
  if (outline_.verdict == Verdict::action)
    outline_.figures.emplace_back(language_.text("digest.hand-on"));
  outline_.figures.push_back(text("digest-has-the-rest"));
}

void Writer::add_problems() {
  std::size_t number = 0;
  std::size_t left = 0;
  for (const AlertNews& news : news_) {
    if (is_over(news) || is_silence(news.thread)) continue;
    if (++number > limits_.problems) {
      ++left;
      continue;
    }
    const bool full = news.thread.news == AlertStage::opened && number <= limits_.in_full;
    const AlertCondition& condition = *news.condition;
    outline_.problems.push_back(
        outline_problem(*condition.problem, *condition.domain, *condition.digest, number,
                        full ? OutlineLength::in_full : OutlineLength::in_short));
  }
  if (number != 0) outline_.about_commands = language_.text("digest.more-about");
  if (left != 0)
    outline_.more_problems =
        OutlineRest{put_in(language_.text("digest.and-more"),
                           {{"n", grouped(static_cast<std::int64_t>(left), language_)}}),
                    "tlsward alerts"};
}

void Writer::add_list(std::vector<OutlineList>& lists, std::string_view heading,
                      std::vector<std::string> lines) const {
  if (auto list = outline_list(text(heading), std::move(lines), limits_.lines, language_))
    lists.push_back(*std::move(list));
}

void Writer::add_silences() {
  std::vector<std::string> lines;
  for (const AlertNews& news : news_) {
    if (is_over(news) || !is_silence(news.thread)) continue;
    const SilentReporter& silent = news.condition->silent;
    std::vector<std::string> names;
    for (const Domain& line : silent.lines)
      names.push_back(line.display());
    lines.push_back(
        put_in(text("silent-line"), {{"who", who_is_silent(news.thread, news.condition, language_)},
                                     {"domains", enumerate(names, 3, language_)},
                                     {"day", day_in_words(silent.last, language_)}}));
  }
  add_list(outline_.changes, "silent", std::move(lines));
}

std::string Writer::over_in_words(const AlertNews& news) const {
  if (is_silence(news.thread))
    return put_in(text("over-silence"),
                  {{"who", who_is_silent(news.thread, news.condition, language_)}});
  const bool is_clean = news.condition != nullptr && news.condition->problem != nullptr;
  return put_in(text(is_clean ? "over-clean" : "over-untold"),
                {{"domain", shown_name(Domain(news.thread.domain).display(), 200, language_)},
                 {"cause", cause_in_words(news.thread, news.condition, language_)},
                 {"day", day_in_words(setting_.yesterday, language_)}});
}

void Writer::add_over() {
  std::vector<std::string> lines;
  for (const AlertNews& news : news_)
    if (is_over(news)) lines.push_back(over_in_words(news));
  add_list(outline_.changes, "over", std::move(lines));
}

void Writer::add_about() {
  std::vector<std::string> lines;
  if (setting_.left != 0) lines.push_back(told("alert.left", setting_.left, {}, language_));
  if (!std::ranges::all_of(news_, is_over)) lines.push_back(text("about-reminders"));
  if (!outline_.problems.empty()) lines.push_back(text("about-mute"));
  lines.push_back(put_in(text("about-off"), {{"owner", printable(setting_.owner.name, 80)}}));
  add_list(outline_.around, "about", std::move(lines));
}

DigestOutline Writer::write() {
  add_head();
  add_problems();
  add_silences();
  add_over();
  add_about();
  return std::move(outline_);
}

}  // namespace

std::string cause_in_words(const AlertThread& thread, const AlertCondition* condition,
                           const Language& language) {
  if (is_silence(thread))
    return put_in(text_of(language, "silence"),
                  {{"who", who_is_silent(thread, condition, language)}});
  const auto& texts = language.texts();
  const auto cause = texts.find("causes." + thread.cause);
  std::string words(cause == texts.end() ? language.text("causes.unlisted") : cause->second);
  if (!thread.host.empty()) words += ", " + printable(thread.host, 80);
  return words;
}

std::string alert_subject(std::span<const AlertNews> news, const Language& language) {
  const AlertNews& first = news.front();
  const std::string cause = cause_in_words(first.thread, first.condition, language);
  std::string subject =
      is_silence(first.thread)
          ? put_in(text_of(language, "subject-silence"), {{"cause", cause}})
          : put_in(text_of(language, "subject"),
                   {{"domain", shown_name(Domain(first.thread.domain).display(), 80, language)},
                    {"cause", cause}});
  if (news.size() == 1) return subject;
  return told("digest.subject-more", std::ssize(news) - 1, {{"subject", subject}}, language);
}

MessageBody make_alert(std::span<const AlertNews> news, const AlertSetting& setting,
                       const std::string& subject) {
  const bool goes_on = !news.front().thread.message_id.empty();
  return {.subject =
              goes_on ? put_in(text_of(setting.language, "subject-again"), {{"subject", subject}})
                      : subject,
          .verdict = verdict_of(news),
          .alert = std::string(change_of(news)),
          .language = &setting.language,
          .parts = fit_parts(
              [&](const OutlineLimits& limits) { return Writer(news, setting, limits).write(); })};
}

MessageBody make_test_alert(const AlertSetting& setting) {
  const Language& language = setting.language;
  DigestOutline outline{
      .language = &language,
      .verdict = Verdict::ok,
      .word = text_of(language, "test-word"),
      .title = put_in(text_of(language, "title"), {{"time", time_in_words(setting.now, language)}}),
      .summary = text_of(language, "test-summary"),
      .figures = {text_of(language, "test-line")}};
  return {.subject = text_of(language, "test-subject"),
          .verdict = Verdict::ok,
          .alert = "test",
          .language = &language,
          .parts = fit_parts([&](const OutlineLimits&) { return outline; })};
}

}  // namespace tlsward
