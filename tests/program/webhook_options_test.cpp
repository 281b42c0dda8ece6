// Tests program/webhook_options.cpp.
#include "program/webhook_options.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

TEST_CASE("a URL says where to connect and what to ask for") {
  struct {
    const char* url;
    const char* host;
    std::size_t port;
    const char* target;
  } const cases[] = {
      {"https://hooks.example.org/services/x?y=%20z", "hooks.example.org", 443,
       "/services/x?y=%20z"},
      {"https://hooks.example.org", "hooks.example.org", 443, "/"},
      {"https://hooks.example.org?a=/b", "hooks.example.org", 443, "/?a=/b"},
      {"https://hooks.example.org/a%2Fb/%21c", "hooks.example.org", 443, "/a%2Fb/%21c"},
      {"https://hooks.example.org:8443/a#fragment", "hooks.example.org", 8443, "/a"},
      {"https://[2001:db8::1]/a", "2001:db8::1", 443, "/a"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.url);
    const auto address = parse_webhook_url(c.url);
    REQUIRE(address);
    CHECK(address->host == c.host);
    CHECK(address->port == c.port);
    CHECK(address->target == c.target);
  }
}

TEST_CASE("what cannot be posted to is told") {
  for (const char* url :
       {"http://hooks.example.org/", "hooks.example.org", "https://", "https:///a", "",
        "https://user:word@hooks.example.org/", "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nX: y", "https://hooks.example.org:99999999999/"}) {
    CAPTURE(url);
    const auto address = parse_webhook_url(url);
    REQUIRE_FALSE(address);
    CHECK_FALSE(address.error().empty());
  }
}

TEST_CASE("the URL may be in a file") {
  CHECK(fault_of({.name = "chat", .url = "", .url_file = "url", .secret_file = "secret"}).empty());
}

TEST_CASE("a webhook that lacks something is told with what to write") {
  const WebhookOptions good{.name = "chat",
                            .url = "https://hooks.example.org/a",
                            .url_file = "",
                            .secret_file = "/etc/tlsward/secret"};
  CHECK(fault_of(good).empty());
  struct {
    std::string WebhookOptions::*member;
    const char* value;
    const char* fault;
  } const cases[] = {
      {&WebhookOptions::name, "", "one has no name; add name = \"chat\""},
      {&WebhookOptions::url, "",
       "has no url; add url = \"https://hooks.example.org/...\", or url_file where it is a secret"},
      {&WebhookOptions::url_file, "/etc/tlsward/url", "has url and url_file; remove one of them"},
      {&WebhookOptions::url, "http://a/",
       "url: does not begin with https://, and nothing is sent in the clear; write it like "
       "\"https://hooks.example.org/services/x\""},
      {&WebhookOptions::secret_file, "",
       "has no secret_file; add secret_file = \"/etc/tlsward/webhook-secret\", a line that nobody "
       "can guess"},
      {&WebhookOptions::format, "xml",
       "format: there is no \"xml\"; known are json, matrix, ntfy, slack"},
  };
  for (const auto& c : cases) {
    WebhookOptions webhook = good;
    webhook.*c.member = c.value;
    CHECK(fault_of(webhook) == c.fault);
  }
}

}  // namespace
}  // namespace tlsward
