// Tests analyzer/wording.cpp: numbers, lists and paragraphs for people.
#include "analyzer/wording.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("thousands are grouped") {
  struct {
    std::int64_t number;
    const char* want;
  } const cases[] = {
      {0, "0"},          {999, "999"},        {1000, "1,000"},
      {-1234, "-1,234"}, {123456, "123,456"}, {INT64_MAX, "9,223,372,036,854,775,807"}};
  for (const auto& c : cases)
    CHECK(grouped(c.number) == c.want);
}

TEST_CASE("one has no plural") {
  CHECK(counted(1, "report") == "1 report");
  CHECK(counted(0, "report") == "0 reports");
  CHECK(counted(1204, "session") == "1,204 sessions");
}

TEST_CASE("Polish has its own numbers, nouns and dates") {
  const Language& polish = *find_language("pl");
  struct {
    std::int64_t number;
    const char* want;
  } const cases[] = {{1, "1 sesja"},
                     {2, "2 sesje"},
                     {5, "5 sesji"},
                     {12, "12 sesji"},
                     {22, "22 sesje"},
                     {1204, "1204 sesje"},
                     {12345, "12\u00a0345 sesji"}};
  for (const auto& c : cases)
    CHECK(counted(c.number, "session", polish) == c.want);
  CHECK(percent(0.259, polish) == "25,9%");
  CHECK(percent(0.00001, polish) == "<0,1%");
  CHECK(day_in_words(*parse_day("2026-11-24"), polish) == "wt., 24 listopada 2026");
  CHECK(day_in_words(*parse_day("2026-01-04")) == "Sun 4 Jan 2026");
  const std::vector<std::string> names = {"a", "", "c", "d", "e"};
  CHECK(enumerate(names, 3, polish) == "a, (nie podano), c i jeszcze 2");
  CHECK(enumerate(std::span(names).first(2), 3, polish) == "a i (nie podano)");
}

TEST_CASE("something is never shown as nothing, nor almost all as all") {
  struct {
    double share;
    const char* want;
  } const cases[] = {{0, "0.0 %"},       {0.00001, "<0.1 %"},  {0.0005, "0.1 %"}, {0.259, "25.9 %"},
                     {0.9994, "99.9 %"}, {0.99999, ">99.9 %"}, {1, "100.0 %"}};
  for (const auto& c : cases)
    CHECK(percent(c.share) == c.want);
}

TEST_CASE("a list names the first few and counts the rest") {
  const std::vector<std::string> names = {"a", "b", "c", "d", "e"};
  const std::span all(names);
  CHECK(enumerate(all.first(0)) == "");
  CHECK(enumerate(all.first(1)) == "a");
  CHECK(enumerate(all.first(2)) == "a and b");
  CHECK(enumerate(all.first(4)) == "a, b, c and d");
  CHECK(enumerate(all) == "a, b, c and 2 more");
  CHECK(enumerate(std::vector<std::string>{"a\nb"}) == "a\\x0ab");
}

TEST_CASE("bars rise with the share, and a day without report is no day without failure") {
  const std::vector<double> shares = {-1, 0, 0.001, 0.01, 0.03, 0.07, 0.15, 1};
  CHECK(spark(shares) == "·▁▂▃▄▅▆▇");
  CHECK(spark(shares, false) == "._--==##");
}

TEST_CASE("paragraphs are broken at blanks, by the columns and not by the bytes") {
  CHECK(wrap("one two three", "1. ", "   ", 10) == "1. one two\n   three\n");
  CHECK(wrap("one\n two", "", "", 72) == "one two\n");
  CHECK(wrap("incomprehensibilities is long", "", "", 8) == "incomprehensibilities\nis long\n");
  CHECK(wrap("üü üü üü", "", "", 5) == "üü üü\nüü\n");
  CHECK(wrap("", "- ", "", 5) == "- \n");
}

TEST_CASE("a name is printable, and a word where there is none") {
  CHECK(shown_name("a\x1b") == "a\\x1b");
  CHECK(shown_name("") == "(none named)");
  CHECK(enumerate(std::vector<std::string>{"", "a"}) == "(none named) and a");
}

TEST_CASE("a digest says what each trust means, in its language") {
  const struct {
    Trust trust;
    std::string en;
    std::string pl;
  } cases[] = {
      {Trust::refused, "refused: without a valid signature of the reporter",
       "odrzucony: bez ważnego podpisu nadawcy raportu"},
      {Trust::unauthenticated, "unauthenticated: anybody may have sent it",
       "nieuwierzytelniony: mógł go wysłać ktokolwiek"},
      {Trust::corroborated, "corroborated: came from an address of the reporter",
       "potwierdzony: przyszedł z adresu nadawcy raportu"},
      {Trust::vouched, "vouched: imported by the operator, or confirmed by their mail server",
       "wiarygodny: zaimportowany przez operatora lub potwierdzony przez jego serwer pocztowy"},
      {Trust::verified, "verified: signed by the reporter",
       "zweryfikowany: podpisany przez nadawcę raportu"},
  };
  for (const auto& [trust, en, pl] : cases) {
    CHECK(trust_in_words(trust) == en);
    CHECK(trust_in_words(trust, *find_language("pl")) == pl);
  }
}

TEST_CASE("paragraphs are as wide as the terminal, within reason") {
  CHECK(paragraph_columns(0) == 72);
  CHECK(paragraph_columns(200) == 72);
  CHECK(paragraph_columns(56) == 56);
  CHECK(paragraph_columns(5) == 40);
}

}  // namespace
}  // namespace tlsward
