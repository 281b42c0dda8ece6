// Tests the digest as its owner reads it: each situation of tests/support/situations.cpp, in each
// language, word for word as in tests/golden/, a few as HTML too. TLSWARD_GOLDEN=write writes these
// files anew; read what changes as somebody who gets it.
#include "analyzer/daily_run.h"
#include "analyzer/digest.h"
#include "analyzer/digest_html.h"
#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "schema/printable.h"
#include "tests/support/said.h"
#include "tests/support/situations.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace tlsward {
namespace {

const std::string kFolder = TLSWARD_SOURCE "/tests/golden/";

// Problems are named with a key of the database, which is another one each time.
void name_problems(Digest& digest) {
  for (DigestDomain& domain : digest.domains)
    for (auto* problems : {&domain.problems, &domain.muted, &domain.fixed})
      for (DigestProblem& problem : *problems)
        problem.ids.assign(problem.ids.size(), "4f1c09b2ae");
}

Digest digest_of(const tests::Situation& situation, const Language& language) {
  const auto store = open_store(":memory:", Commits::each);
  situation.fill(*store);
  const Day first = tests::kSaidDay - std::chrono::days(situation.days - 1);
  DigestSpan span = usual_span(tests::kSaidDay);
  span.told = first - std::chrono::days(1);
  span.late.since = digest_time(span.told);
  const Audience audience{.owner = {.language = std::string(language.code())},
                          .scope = {.is_guest = situation.is_guest}};
  Digest digest = make_digest(*store, audience, {first, tests::kSaidDay}, span);
  name_problems(digest);
  return digest;
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// As one file: the mail's subject and its text.
std::string mail_of(const Digest& digest) {
  return "Subject: " + digest_subject(digest) + "\n\n" + digest_text(digest);
}

bool writes() {
  const char* const golden = std::getenv("TLSWARD_GOLDEN");
  return golden != nullptr && std::string(golden) == "write";
}

TEST_CASE("each situation reads as it did, in each language") {
  for (const tests::Situation& situation : tests::situations())
    for (const Language& language : languages()) {
      const std::string file =
          kFolder + std::string(situation.name) + '.' + std::string(language.code()) + ".txt";
      CAPTURE(file);
      const std::string mail = mail_of(digest_of(situation, language));
      if (writes()) std::ofstream(file, std::ios::binary) << mail;
      CHECK(mail == read_file(file));
    }
}

// Each shows another piece of the template.
const std::set<std::string_view> kShownAsHtml = {"all-well", "hostile-names", "many-domains",
                                                 "muted", "nothing"};

TEST_CASE("some situations look as they did in HTML") {
  for (const tests::Situation& situation : tests::situations())
    for (const Language& language : languages()) {
      if (!kShownAsHtml.contains(situation.name)) continue;
      const std::string file =
          kFolder + std::string(situation.name) + '.' + std::string(language.code()) + ".html";
      CAPTURE(file);
      const std::string html = digest_parts(digest_of(situation, language)).html;
      if (writes()) std::ofstream(file, std::ios::binary) << html;
      CHECK(html == read_file(file));
    }
}

TEST_CASE("the text part of a mail is what tlsward digest prints") {
  for (const tests::Situation& situation : tests::situations()) {
    const Digest digest = digest_of(situation, english());
    CHECK(digest_parts(digest).text == digest_text(digest));
  }
}

TEST_CASE("every golden file is one of a situation") {
  std::set<std::string> known;
  for (const tests::Situation& situation : tests::situations())
    for (const Language& language : languages()) {
      const std::string name = std::string(situation.name) + '.' + std::string(language.code());
      known.insert(name + ".txt");
      if (kShownAsHtml.contains(situation.name)) known.insert(name + ".html");
    }
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    CAPTURE(file.path());
    CHECK(known.contains(file.path().filename().string()));
  }
}

TEST_CASE("no line is wider than 72 columns but commands, and nothing steers a terminal") {
  for (const tests::Situation& situation : tests::situations())
    for (const Language& language : languages()) {
      const std::string mail = mail_of(digest_of(situation, language));
      std::istringstream lines(mail.substr(mail.find('\n')));
      for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(is_printable(line));
        const bool command = line.starts_with(std::string(15, ' '));
        CHECK((command || display_width(line) <= 72));
      }
    }
}

TEST_CASE("a situation has the same verdict, numbers and problems in each language") {
  for (const tests::Situation& situation : tests::situations()) {
    const Digest wanted = digest_of(situation, english());
    for (const Language& language : languages()) {
      const Digest digest = digest_of(situation, language);
      CAPTURE(situation.name);
      CHECK(digest.verdict == wanted.verdict);
      CHECK(digest.sessions == wanted.sessions);
      CHECK(digest.blind_spots.size() == wanted.blind_spots.size());
      CHECK(all_problems(digest).size() == all_problems(wanted).size());
    }
  }
}

}  // namespace
}  // namespace tlsward
