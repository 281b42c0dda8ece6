// Tests analyzer/digest_html.cpp on 1,000 random digests: what the HTML part shows is what the text
// part says, figure by figure, escaped, and small enough, however long the names are.
#include "analyzer/digest_html.h"

#include "analyzer/wording.h"
#include "tests/support/random_digest.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace tlsward {
namespace {

// What a browser shows of the HTML: no head, no tags, "1. " before the first item of an ordered
// list and so on. Good for what the template writes: no comments, no ">" in attributes.
std::string shown(const std::string& html) {
  constexpr std::pair<std::string_view, std::string_view> entities[] = {
      {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}};
  std::string text;
  std::size_t item = 0;  // of the ordered list that is open
  for (std::size_t at = html.find("</head>"); at < html.size();) {
    const std::string_view rest = std::string_view(html).substr(at);
    if (rest.starts_with('<')) {
      if (rest.starts_with("<ol>")) item = 1;
      if (rest.starts_with("</ol>")) item = 0;
      text += rest.starts_with("<li>") && item > 0 ? std::to_string(item++) + ". " : "\n";
      at += rest.find('>') + 1;
      continue;
    }
    const auto* const entity = std::ranges::find_if(
        entities, [&](const auto& known) { return rest.starts_with(known.first); });
    if (entity == std::end(entities) && rest.starts_with('&'))
      FAIL("an & that is none: ", rest.substr(0, 20));
    text += entity != std::end(entities) ? entity->second : rest.substr(0, 1);
    at += entity != std::end(entities) ? entity->first.size() : 1;
  }
  return text;
}

// The words with a digit or a bar, sorted. Those of a table are cut to its columns in the text:
// the names of random digests are short enough and their policies have none.
std::vector<std::string> figures(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream words(text);
  for (std::string word; words >> word;)
    if (std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; }) ||
        word.find("▁") != std::string::npos || word.find("·") != std::string::npos)
      all.push_back(word);
  std::ranges::sort(all);
  return all;
}

// The first figure that is in one and not in the other; "" if none.
std::string first_difference(const std::vector<std::string>& one,
                             const std::vector<std::string>& other) {
  std::vector<std::string> different;
  std::ranges::set_symmetric_difference(one, other, std::back_inserter(different));
  return different.empty() ? "" : different.front();
}

TEST_CASE("every figure of the text part is shown by the HTML part, and the other way round" *
          doctest::test_suite("slow")) {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    CAPTURE(seed);
    const Digest digest = tests::random_digest(seed);
    const DigestParts parts = digest_parts(digest);
    CHECK(first_difference(figures(parts.text), figures(shown(parts.html))) == "");
    CHECK(parts.html.size() < kMostHtmlBytes);
  }
}

// The tags, with what begins like one.
std::set<std::string> tags(const std::string& html) {
  std::set<std::string> names;
  for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1))
    names.insert(html.substr(at + 1, html.find_first_of(" >", at) - at - 1));
  return names;
}

TEST_CASE("whatever names hold, they add no tag, and nothing is fetched" *
          doctest::test_suite("slow")) {
  const std::set<std::string> ours = {
      "!doctype", "/b",     "/body", "/code", "/div", "/h1",   "/h2",    "/h3",    "/head",
      "/html",    "/li",    "/ol",   "/p",    "/pre", "/span", "/style", "/table", "/td",
      "/th",      "/title", "/tr",   "/ul",   "b",    "body",  "br",     "code",   "div",
      "h1",       "h2",     "h3",    "head",  "html", "li",    "meta",   "ol",     "p",
      "pre",      "span",   "style", "table", "td",   "th",    "title",  "tr",     "ul"};
  for (unsigned seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    const std::string html = digest_parts(tests::random_digest(seed)).html;
    const std::set<std::string> found = tags(html);
    CHECK(std::ranges::includes(ours, found));
    for (const std::string word : {"<script", "src=", "href=", "url(", "@import", "\xE2\x80\xAE"}) {
      CAPTURE(word);
      CHECK(html.find(word) == std::string::npos);
    }
  }
}

std::int64_t count(const std::string& text, std::string_view word) {
  std::int64_t number = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++number;
  return number;
}

// On one line.
std::string flat(const std::string& text) {
  std::string line;
  std::istringstream words(text);
  for (std::string word; words >> word;)
    line += word + ' ';
  return line;
}

TEST_CASE("500 domains with the longest names fit, and those without room are summed") {
  for (const Language& language : languages()) {
    CAPTURE(language.code());
    const DigestParts parts = digest_parts(tests::crowded_digest(500, language));
    CHECK(parts.html.size() < kMostHtmlBytes);
    const std::int64_t domains = 500 - count(parts.html, "<th scope=\"row\" class=\"name\"");
    const std::int64_t problems = 500 - count(parts.html, "<h2>");
    CHECK(domains < 500);
    CHECK(problems < 500);
    const std::string rest = told("digest.more-domains", domains,
                                  {{"verdicts", told("digest.rest-action", domains, {}, language)},
                                   {"sessions", grouped(domains * 1000, language)},
                                   {"failed", grouped(domains * 100, language)}},
                                  language);
    const std::string others =
        put_in(language.text("digest.more-problems"),
               {{"n", grouped(problems, language)},
                {"verdicts", told("digest.rest-action", problems, {}, language)},
                {"failed", grouped(problems * 100, language)}});
    for (const std::string& part : {flat(parts.text), flat(shown(parts.html))}) {
      CHECK(part.find(rest) != std::string::npos);
      CHECK(part.find(others) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace tlsward
