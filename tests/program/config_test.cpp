// Tests program/config.cpp: what counts more than what, and what a whole configuration means.
#include "program/config.h"

#include "tests/support/config_text.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tlsward {

namespace {

using tests::fault_of;
using tests::load;
using tests::setting;

}  // namespace

TEST_CASE("a list of the file takes the place of the default one") {
  const auto watched = [](const std::string& text) {
    return load(text).config.alerts.watched_reporters;
  };
  CHECK(watched("").contains("google.com"));
  CHECK(watched("[alerts]\nwatched_reporters = [\"mail.ru\"]\n") ==
        std::set<std::string>{"mail.ru"});
  CHECK(watched("[alerts]\nwatched_reporters = []\n").empty());
}

TEST_CASE("a file sets what it names and leaves the rest") {
  const Config config = load(
                            "[store]\npath = \"/tmp/x.db\"\n"
                            "[[domain]]\nname = \"Example.ORG.\"\nmx = [\"mx.example.net\"]\n"
                            "[[domain]]\nname = \"b\xc3\xbc"
                            "cher.example\"\n"
                            "[ingest]\ntokens = [\"b\", \"a\"]\n"
                            "[dashboard]\nenabled = false\n"
                            "[limits]\nmax_body_bytes = \"1MiB\"\nmax_string_bytes = 100\n"
                            "max_age = \"10d\"\nmax_policies = 5\nheader_deadline = \"3s\"\n")
                            .config;
  CHECK(config.database == "/tmp/x.db");
  CHECK(config.domains == std::vector{Domain("example.org"), Domain("xn--bcher-kva.example")});
  CHECK(config.mx_hosts == std::vector{Domain("mx.example.net")});
  for (const char* asked : {"example.org", "shop.example.org", "org"})
    CHECK(scope_of(config, {Domain(asked)}).mx_hosts == config.mx_hosts);
  CHECK(scope_of(config, {Domain("other.example")}).mx_hosts.empty());
  CHECK(scope_of(config, {Domain("xn--bcher-kva.example")}).mx_hosts.empty());
  CHECK(config.tokens == std::set<std::string>{"a", "b"});
  CHECK_FALSE(config.dashboard_enabled);
  CHECK(config.limits.max_body_bytes == 1 << 20);
  CHECK(config.limits.report.max_string_bytes == 100);
  CHECK(config.limits.max_age == std::chrono::hours(240));
  CHECK(config.limits.report.max_policies == 5);
  CHECK(config.limits.header_deadline == std::chrono::seconds(3));
  const Config defaults;
  CHECK(config.ingest_listen == defaults.ingest_listen);
  CHECK(config.limits.max_range == Limits{}.max_range);
}

TEST_CASE("a flag counts more than the environment, that more than the file") {
  const std::string file = "[store]\npath = \"/file.db\"\n";
  const std::map<std::string, std::string> environment = {{"TLSWARD_STORE_PATH", "/env.db"}};
  const auto path = [](const LoadedConfig& loaded) { return setting(loaded, "store.path"); };

  CHECK(load(file).config.database == "/file.db");
  CHECK(path(load(file)).origin.ends_with(":2"));
  CHECK(load(file, environment).config.database == "/env.db");
  CHECK(path(load(file, environment)).origin == "TLSWARD_STORE_PATH");
  CHECK(load(file, {{"TLSWARD_DB", "/short.db"}}).config.database == "/short.db");
  CHECK(load(file, environment, "/flag.db").config.database == "/flag.db");
  CHECK(path(load(file, environment, "/flag.db")).origin == "--db");
  CHECK(path(load("")).origin == "default");
  CHECK(load("").config.database == default_database());
}

TEST_CASE("lists in the environment have commas and replace the file's") {
  const Config config = load("[[domain]]\nname = \"example.org\"\n[ingest]\ntokens = [\"x\"]\n",
                             {{"TLSWARD_DOMAIN_NAME", "example.com, example.net"},
                              {"TLSWARD_INGEST_TOKENS", "a,b"},
                              {"TLSWARD_DASHBOARD_ENABLED", "false"},
                              {"TLSWARD_LIMITS_MAX_BODY_BYTES", "2MiB"}})
                            .config;
  CHECK(config.domains == std::vector{Domain("example.com"), Domain("example.net")});
  CHECK(config.tokens == std::set<std::string>{"a", "b"});
  CHECK_FALSE(config.dashboard_enabled);
  CHECK(config.limits.max_body_bytes == 2 << 20);
}

TEST_CASE("a variable that cannot be used is told by its name") {
  CHECK(fault_of("", {{"TLSWARD_INGEST_LISTEN", "nowhere"}}) ==
        "TLSWARD_INGEST_LISTEN: ingest.listen: \"nowhere\" is no address; write HOST:PORT, like "
        "\"127.0.0.1:8080\"");
  CHECK(fault_of("", {{"TLSWARD_LIMITS_MAX_DEPTH", "2MiB"}}) ==
        "TLSWARD_LIMITS_MAX_DEPTH: limits.max_depth: \"2MiB\" is no number above zero");
}

TEST_CASE("a variable that means nothing is a warning with the nearest name") {
  const LoadedConfig loaded =
      load("", {{"TLSWARD_STORE_PAHT", "x"}, {"TLSWARD_CONFIG", "x"}, {"TLSWARD_DB", "/y"}});
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings.front() ==
        "TLSWARD_STORE_PAHT: unknown variable, without effect; did you "
        "mean \"TLSWARD_STORE_PATH\"?");
}

TEST_CASE("what config init writes can be loaded and names what it was told") {
  const Config config =
      load(make_config_file({"example.org", "example.com"}, "tls.example.org")).config;
  CHECK(config.domains == std::vector{Domain("example.org"), Domain("example.com")});
  CHECK(config.certificate_file == "/etc/letsencrypt/live/tls.example.org/fullchain.pem");
  CHECK(config.dashboard_listen == "127.0.0.1:8080");
}

TEST_CASE("what serve would lack is told before it is started") {
  Config config;
  CHECK(faults_of(config).size() == 1);  // no domain
  config.accept_any_domain = true;
  CHECK(faults_of(config).empty());
  config.certificate_file = TLSWARD_SAMPLES "/tlsward.toml";
  CHECK(faults_of(config).size() == 1);  // no key
  config.private_key_file = "/nowhere/key.pem";
  REQUIRE(faults_of(config).size() == 1);
  CHECK(faults_of(config).front().starts_with("/nowhere/key.pem: cannot be read"));
  config = {.accept_any_domain = true, .dashboard_private_key_file = "/nowhere/page.pem"};
  REQUIRE(faults_of(config).size() == 2);
  CHECK(faults_of(config).front().starts_with("dashboard: a certificate needs its key"));
  CHECK(faults_of(config).back().ends_with("correct [dashboard], or let this user read it"));
  Config silent;
  silent.ingest_listen.clear();
  CHECK(faults_of(silent).empty());
}

TEST_CASE("with no domain configured every report is ours") {
  Config config;
  CHECK(ownership_of(config).accept_any);
  config.domains = {Domain("example.org")};
  CHECK_FALSE(ownership_of(config).accept_any);
  config.accept_any_domain = true;
  CHECK(ownership_of(config).accept_any);
}

}  // namespace tlsward
