// Tests analyzer/remedies.cpp and the files of analyzer/remedies/.
#include "analyzer/remedies.h"

#include "analyzer/known_reasons.h"
#include "schema/printable.h"
#include "schema/result_type.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

namespace tlsward {
namespace {

// Causes that no reason reveals: the digest sees them in the addresses, or in nothing at all.
constexpr std::array<std::string_view, 5> kWithoutReason = {"one-address", "ipv6-only", "unlisted",
                                                            "unexplained", "crowded"};

std::set<std::string_view> registry() {
  std::set<std::string_view> keys(kWithoutReason.begin(), kWithoutReason.end());
  for (const ResultType& type : result_types())
    keys.insert(type.name);
  for (const KnownReason& reason : known_reasons())
    keys.insert({reason.cause, reason.policy_cause});
  return keys;
}

std::vector<std::string_view> parts_of(const Remedy& remedy) {
  std::vector<std::string_view> parts{remedy.sentence, remedy.technical, remedy.verify,
                                      remedy.until_noticed};
  parts.insert(parts.end(), remedy.steps.begin(), remedy.steps.end());
  for (const ServerSteps& server : remedy.servers)
    parts.insert(parts.end(), server.steps.begin(), server.steps.end());
  return parts;
}

// What must be the same in all languages: servers, commands, which places hold words, the names
// that are put in and the RFCs that are cited.
std::vector<std::string> shape_of(const Remedy& remedy) {
  std::vector<std::string> shape;
  for (const ServerSteps& server : remedy.servers)
    shape.emplace_back(server.server);
  for (const std::string_view part : parts_of(remedy)) {
    if (part.starts_with("$ ")) {
      shape.emplace_back(part);
      continue;
    }
    std::string words;
    for (const std::string_view name : {"{domain}", "{mx}", "mta-sts.{domain}"})
      words += part.find(name) == std::string_view::npos ? '-' : 'x';
    shape.push_back(words);
  }
  return shape;
}

// "RFC 8460" and the like, in their order.
std::vector<std::string> rfcs_of(const Remedy& remedy) {
  std::vector<std::string> rfcs;
  for (const std::string_view part : parts_of(remedy)) {
    std::string words(part);
    std::ranges::replace(words, '\n', ' ');
    for (auto at = words.find("RFC "); at != std::string::npos; at = words.find("RFC ", at + 1))
      rfcs.push_back(words.substr(at, 8));
  }
  std::ranges::sort(rfcs);
  return rfcs;
}

TEST_CASE("each language has a text for every type and cause, and no other") {
  const auto wanted = registry();
  for (const Language& language : languages()) {
    CAPTURE(language.code());
    std::set<std::string_view> keys;
    for (const Remedy& remedy : remedies(language))
      keys.insert(remedy.key);
    for (const std::string_view key : wanted) {
      CAPTURE(key);
      CHECK(keys.contains(key));
    }
    for (const std::string_view key : keys) {
      CAPTURE(key);
      CHECK(wanted.contains(key));
    }
  }
}

TEST_CASE("the languages give the same commands, servers, names and citations") {
  for (const Language& language : languages()) {
    CAPTURE(language.code());
    for (const Remedy& remedy : remedies()) {
      CAPTURE(remedy.key);
      const Remedy& other = find_remedy(remedy.key, language);
      CHECK(shape_of(other) == shape_of(remedy));
      CHECK(rfcs_of(other) == rfcs_of(remedy));
    }
  }
}

TEST_CASE("every text has all its parts, and its first step is in words") {
  for (const Language& language : languages())
    for (const Remedy& remedy : remedies(language)) {
      CAPTURE(language.code());
      CAPTURE(remedy.key);
      CHECK(remedy.sentence.ends_with("."));
      CHECK(display_width(remedy.sentence) < 90);
      CHECK(remedy.technical.size() > 100);
      REQUIRE(remedy.steps.size() >= 2);
      CHECK_FALSE(remedy.steps.front().starts_with("$ "));
      CHECK(std::ranges::any_of(remedy.steps,
                                [](std::string_view step) { return step.starts_with("$ "); }));
      CHECK(remedy.verify.size() > 20);
      CHECK(remedy.until_noticed.size() > 20);
      CHECK(remedy.verify.find("$ ") == std::string_view::npos);
      CHECK(remedy.technical.find("$ ") == std::string_view::npos);
      for (const ServerSteps& server : remedy.servers) {
        CAPTURE(server.server);
        CHECK_FALSE(server.steps.front().starts_with("$ "));
        CHECK(server.steps.back().starts_with("$ "));
      }
    }
}

TEST_CASE("no text has a blank that fill() does not know, nor a head inside a part") {
  const Domain domain("example.com");
  const Domain mx("mx.example.com");
  for (const Language& language : languages())
    for (const Remedy& remedy : remedies(language))
      for (const std::string_view part : parts_of(remedy)) {
        CAPTURE(part);
        CHECK(fill(part, domain, mx, language).find_first_of("{}\n") == std::string::npos);
        CHECK(part.find("==") == std::string_view::npos);
      }
}

TEST_CASE("a type that is not registered has the text for unlisted ones") {
  CHECK(find_remedy("certificate_expired").key == "unlisted");
  CHECK(find_remedy("").key == "unlisted");
}

TEST_CASE("a sentence begins with a capital where no name stands in it") {
  CHECK(fill("{mx} did not answer {domain}.", {}, {}) ==
        "The mail server did not answer the domain.");
  CHECK(fill("Serwer {mx} nie odpowiada domenie {domain}.", {}, {}, *find_language("pl")) ==
        "Serwer poczty nie odpowiada domenie odbiorcy.");
}

TEST_CASE("names are put in printable, and nothing but host names into commands") {
  const Domain domain("example.com");
  struct {
    const char* text;
    const char* mx;
    const char* want;
  } const cases[] = {
      {"{mx} of {domain}, {mx}", "mx.example.com", "mx.example.com of example.com, mx.example.com"},
      {"at {mx}", "", "at the mail server"},
      {"two\nlines", "", "two lines"},
      {"at {mx}", "{mx}{domain}", "at {mx}{domain}"},
      {"at {mx}", "a\x1b[2J.example", "at a\\x1b[2j.example"},
      {"$ dig {mx}", "mx.example.com", "$ dig mx.example.com"},
      {"$ dig {mx}", "", "$ dig MX"},
      {"$ dig {mx}", "a.example;reboot", "$ dig MX"},
      {"$ dig {mx}", "$(reboot).example", "$ dig MX"},
      {"$ dig {mx}", "-f.example", "$ dig MX"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.mx);
    CHECK(fill(c.text, domain, Domain(c.mx)) == c.want);
  }
}

}  // namespace
}  // namespace tlsward
