// Tests program/owners.cpp.
#include "program/owners.h"

#include "program/invocation.h"

#include <doctest/doctest.h>

namespace tlsward {

namespace {

using Domains = std::vector<Domain>;

// Two domains, one with an MX host elsewhere, and somebody who gets a digest of these entries.
Config config_with(std::set<std::string> entries) {
  Config config;
  config.domains = {Domain("example.org"), Domain("shop.example"), Domain("mail.example")};
  config.mx_hosts = {Domain("mx.example.net")};
  config.mx_hosts_of = {{Domain("shop.example"), config.mx_hosts}};
  config.mail = {.from = "tlsward@example.org", .sendmail = "/usr/sbin/sendmail"};
  config.owners = {{.name = "ops", .domains = std::move(entries), .addresses = {"a@example.org"}}};
  return config;
}

std::string fault_of(Owner owner) {
  Config config = config_with({});
  config.owners = {std::move(owner)};
  const auto faults = owner_faults(config);
  return faults.empty() ? "" : faults.front();
}

}  // namespace

TEST_CASE("an owner sees only their domains, with the MX hosts of these") {
  const auto scope = [](std::set<std::string> entries) {
    const Config config = config_with(std::move(entries));
    return scope_of(config, config.owners.front());
  };
  CHECK(scope({}).domains ==
        Domains{Domain("example.org"), Domain("shop.example"), Domain("mail.example")});
  CHECK(scope({}).mx_hosts == Domains{Domain("mx.example.net")});
  CHECK(scope({"example.org"}).domains == Domains{Domain("example.org")});
  CHECK(scope({"example.org"}).mx_hosts.empty());
  CHECK(scope({"shop.example"}).mx_hosts == Domains{Domain("mx.example.net")});
  CHECK(scope({"sub.example.org"}).domains == Domains{Domain("sub.example.org")});
  CHECK(scope({"*.example"}).domains == Domains{Domain("shop.example"), Domain("mail.example")});
  CHECK(scope({"*p.*e"}).domains == Domains{Domain("shop.example")});
  CHECK_THROWS_AS(scope({"other.example"}), ConfigError);
}

TEST_CASE("an owner of some domains is a guest, one of all is not") {
  const auto is_guest = [](std::set<std::string> entries) {
    const Config config = config_with(std::move(entries));
    return scope_of(config, config.owners.front()).is_guest;
  };
  CHECK_FALSE(is_guest({}));
  CHECK_FALSE(is_guest({"*"}));
  CHECK_FALSE(is_guest({"example.org", "*.example"}));
  CHECK(is_guest({"example.org"}));
  CHECK(is_guest({"*.example"}));
  CHECK(is_guest({"sub.example.org", "*.example"}));
  Config anybody = config_with({"example.org"});
  anybody.domains.clear();
  CHECK(scope_of(anybody, anybody.owners.front()).is_guest);
}

TEST_CASE("what an owner lacks is told with their name and what to write") {
  const std::set<std::string> somebody = {"a@example.org"};
  const struct {
    Owner owner;
    const char* want;
  } cases[] = {
      {{.name = "", .addresses = somebody}, "owner: one has no name; add name = \"ops\""},
      {{.name = "ops"}, "owner ops: has no address; add addresses = "},
      {{.name = "ops", .addresses = {"nobody"}}, "owner ops: addresses: \"nobody\" is no address"},
      {{.name = "ops", .domains = {"exampel.org"}, .addresses = somebody},
       "owner ops: domains: exampel.org is no [[domain]] and below none; did you mean "
       "\"example.org\"?"},
      {{.name = "ops", .domains = {"*.net"}, .addresses = somebody},
       "owner ops: domains: \"*.net\" fits no [[domain]]"},
      {{.name = "ops", .schedule = {.zone = "Europe/Warszawa"}, .addresses = somebody},
       "owner ops: zone: there is no \"Europe/Warszawa\"; did you mean \"Europe/Warsaw\"?"},
      {{.name = "ops", .language = "xx", .addresses = somebody},
       "owner ops: language: there is no \"xx\"; known are en, pl"},
      {{.name = "ops", .schedule = {.zone = "Europe/Warsaw"}, .addresses = somebody}, ""},
  };
  for (const auto& one : cases) {
    CAPTURE(one.want);
    const std::string fault = fault_of(one.owner);
    CHECK((*one.want == '\0' ? fault.empty() : fault.starts_with(one.want)));
  }
  Config config = config_with({});
  config.owners.push_back(config.owners.front());
  CHECK(owner_faults(config) == std::vector<std::string>{"owner ops: is there twice; rename one"});
  config.mail = {};
  CHECK(owner_faults(config).front().starts_with("mail: has no from"));
  CHECK(faults_of(config).back() == "owner ops: is there twice; rename one");
  config.owners.clear();
  CHECK(owner_faults(config).empty());
}

TEST_CASE("an owner is found by name, and the nearest one is named where there is none") {
  const Config config = config_with({});
  CHECK(&require_owner(config, "ops") == &config.owners.front());
  CHECK_THROWS_WITH(require_owner(config, "opps"),
                    "--owner: there is no [[owner]] \"opps\"; did you mean \"ops\"?");
}

TEST_CASE("the page that ends mails needs a listener that has it") {
  Config config = config_with({});
  config.mail.unsubscribe_url = "https://tls.example.org/v1/unsubscribe";
  CHECK(owner_faults(config).empty());
  config.ingest_listen.clear();
  REQUIRE(owner_faults(config).size() == 1);
  CHECK(owner_faults(config).front().starts_with("mail: unsubscribe_url is a page of the public"));
}

TEST_CASE("a webhook that lacks something, or whose owner is none, is told with its name") {
  const WebhookOptions good{
      .name = "chat", .url = "https://hooks.example.org/a", .secret_file = "/etc/tlsward/secret"};
  Config config = config_with({});
  config.webhooks = {good};
  CHECK(owner_faults(config).empty());
  config.webhooks.front().owner = "ops";
  CHECK(owner_faults(config).empty());
  config.webhooks.front().owner = "opps";
  CHECK(owner_faults(config).front() == "webhook chat: owner: there is no [[owner]] \"opps\"");
  config.webhooks = {good, good};
  CHECK(owner_faults(config).front() == "webhook chat: is there twice; rename one");
  config.webhooks = {{.name = "chat"}};
  CHECK(owner_faults(config).front().starts_with("webhook chat: has no url"));
  config.owners.clear();
  config.webhooks = {good};
  CHECK(owner_faults(config).front() ==
        "webhook chat: nobody has alerts; add the [[owner]] whose they are");
}

}  // namespace tlsward
