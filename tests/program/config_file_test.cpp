// Tests program/config_file.cpp, and program/config_values.cpp by its faults.
#include "program/config_file.h"

#include "tests/support/config_text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <regex>
#include <stdexcept>
#include <string>

namespace tlsward {

namespace {

using tests::fault_of;

}  // namespace

TEST_CASE("every fault is told with its place and what to do") {
  const struct {
    std::string text;
    std::string want;
  } cases[] = {
      {"[ingest]\nlisen = \"x:1\"\n",
       "FILE:2:1: ingest.lisen: unknown setting; did you mean \"listen\"?"},
      {"[ingst]\n", "FILE:1:2: ingst: unknown table; did you mean \"ingest\"?"},
      {"[store]\nbanana = 1\n", "FILE:2:1: store.banana: unknown setting; known are path"},
      {"path = \"x\"\n",
       "FILE:1:1: path: unknown table; known are store, domain, mailbox, owner, alerts, webhook, "
       "mail, "
       "ingest, hosting, dashboard, dns, checks, trust, verdict, limits"},
      {"store = \"x\"\n", "FILE:1:1: store: is a table; write [store] above its settings"},
      {"[domain]\nname = \"example.org\"\n",
       "FILE:1:1: domain: is a list; write [[domain]] above each name"},
      {"[[domain]]\nmx = []\n", "FILE:1:1: domain: has no name; add name = \"example.org\""},
      {"[[domain]]\nname = \"no name\"\n",
       "FILE:2:8: domain.name: \"no name\" is no domain name; write it like \"example.org\""},
      {"[[domain]]\nname = [\"example.org\"]\n", "FILE:2:8: domain.name: must be a text"},
      {"[ingest]\nlisten = 443\n", "FILE:2:10: ingest.listen: must be a text"},
      {"[ingest]\nlisten = \"443\"\n",
       "FILE:2:10: ingest.listen: \"443\" is no address; write HOST:PORT, like "
       "\"127.0.0.1:8080\""},
      {"[ingest]\ntokens = \"a\"\n", "FILE:2:10: ingest.tokens: must be a list of texts"},
      {"[ingest]\ntokens = [1]\n", "FILE:2:10: ingest.tokens: must be a list of texts"},
      {"[dashboard]\nenabled = \"yes\"\n", "FILE:2:11: dashboard.enabled: must be true or false"},
      {"[limits]\nmax_body_bytes = \"10 apples\"\n",
       "FILE:2:18: limits.max_body_bytes: \"10 apples\" is no size; write it like \"10MiB\" or "
       "65536"},
      {"[limits]\nmax_body_bytes = -1\n",
       "FILE:2:18: limits.max_body_bytes: \"-1\" is no size; write it like \"10MiB\" or 65536"},
      {"[limits]\nmax_body_bytes = 0\n",
       "FILE:2:18: limits.max_body_bytes: \"0\" is no size; write it like \"10MiB\" or 65536"},
      {"[limits]\nmax_depth = 0\n", "FILE:2:13: limits.max_depth: \"0\" is no number above zero"},
      {"[limits]\nmax_depth = \"32\"\n", "FILE:2:13: limits.max_depth: must be a number"},
      {"[limits]\nheader_deadline = \"10\"\n",
       "FILE:2:19: limits.header_deadline: \"10\" is no time; write it like \"10s\", \"5m\", "
       "\"48h\" or \"60d\""},
      {"[limits]\nmax_age = \"90m\"\n",
       "FILE:2:11: limits.max_age: \"90m\" is no whole number of hours; write it like \"48h\" or "
       "\"60d\""}};
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(fault_of(text) == want);
  }
}

TEST_CASE("what is no TOML is told with its place and never ends the process") {
  for (const std::string text : {"[[[", "[store", "path = ", "[store]\npath = \"a\npath = \"b\"\n",
                                 "\xff\xfe", "a = 1\na = 2", "[store]\npath = \"\"\"", "= 1",
                                 "[limits]\nmax_depth = 99999999999999999999\n"}) {
    CAPTURE(text);
    CHECK(std::regex_match(fault_of(text),
                           std::regex("FILE:[1-9][0-9]*:[1-9][0-9]*: .+; mend this line")));
  }
}

TEST_CASE("all faults of a file are told") {
  const tests::ConfigFile file(
      "[domains]\n[[domain]]\nname = \"ex ample\"\nname2 = 1\n[[domain]]\n"
      "[limits]\nmax_age = \"x\"\n");
  try {
    load_config(
        ConfigSources{.file = file.path(), .environment = {{"TLSWARD_INGEST_LISTEN", "x"}}});
    FAIL("loaded");
  } catch (const ConfigError& error) {
    CHECK(error.faults.size() == 6);
    CHECK(std::string(error.what()).ends_with(" (5 more: tlsward config check)"));
  }
}

TEST_CASE("a line that lacks a quote is told as that") {
  CHECK(fault_of("[store]\npath = \"a\n").find("(is a quote missing?)") != std::string::npos);
}

TEST_CASE("a file that anybody may write to is refused") {
  const tests::ConfigFile file("");
  chmod(file.path().c_str(), 0666);
  CHECK_THROWS_WITH_AS(
      load_config(ConfigSources{.file = file.path()}),
      fmt::format("{0}: anybody may write to it (mode 0666); run chmod o-w {0}", file.path())
          .c_str(),
      ConfigError);
}

TEST_CASE("a file that is named must be there") {
  for (const char* const file : {"/nowhere/tlsward.toml", "/"})
    CHECK_THROWS_WITH_AS(load_config(ConfigSources{.file = file}), doctest::Contains("; "),
                         std::runtime_error);
}

}  // namespace tlsward
