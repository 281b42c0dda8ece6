// Tests web/policy_host.cpp: which host gets which policy.
#include "web/policy_host.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

constexpr const char* kPolicy = "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n";

HostedPolicy hosted(const char* domain, const char* text) {
  return {.domain = Domain(domain), .text = text, .id = "1", .since = {}, .until = {}};
}

TEST_CASE("a policy is its host's alone, however the host is written") {
  PolicyShelf shelf;
  shelf.replace({hosted("example.org", kPolicy), hosted("xn--bcher-kva.example", kPolicy)});
  const struct {
    const char* host;
    bool found;
  } cases[] = {
      {"mta-sts.example.org", true},
      {"MTA-STS.Example.ORG", true},
      {"mta-sts.example.org.", true},
      {"mta-sts.example.org:443", true},
      {"mta-sts.example.org.:8443", true},
      {"mta-sts.xn--bcher-kva.example", true},
      {"example.org", false},
      {"mta-sts.www.example.org", false},
      {"mta-sts.example.org.evil.example", false},
      {"mta-sts.", false},
      {"mta-sts", false},
      {"", false},
      {":443", false},
      {"[2001:db8::1]:443", false},
      {"mta-sts.example.net", false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.host);
    CHECK((shelf.find(c.host) != nullptr) == c.found);
    CHECK(answer(shelf, {"GET", c.host}).status == (c.found ? 200 : 404));
    CHECK(answer(shelf, {"POST", c.host}).status == 405);
  }
  CHECK(*answer(shelf, {"HEAD", "mta-sts.example.org"}).body == kPolicy);
}

TEST_CASE("a proxy is told which hosts it may get a certificate for") {
  PolicyShelf shelf;
  shelf.replace({hosted("example.org", kPolicy)});
  const struct {
    const char* uri;
    int status;
  } cases[] = {
      {"/v1/ask?domain=mta-sts.example.org", 200},
      {"/v1/ask?domain=MTA-STS.Example.org", 200},
      {"/v1/ask?domain=mta-sts.example.net", 404},
      {"/v1/ask?domain=example.org", 404},
      {"/v1/ask?domain=mta-sts.mta-sts.example.org", 404},
      {"/v1/ask?domain=mta-sts.example.org:443", 404},
      {"/v1/ask?domain=mta-sts.example.org&domain=evil.example", 404},
      {"/v1/ask?x=1&domain=mta-sts.example.org", 404},
      {"/v1/ask?domain=", 404},
      {"/v1/ask?", 404},
      {"/v1/ask", 404},
  };
  for (const auto& c : cases) {
    CAPTURE(c.uri);
    CHECK(is_ask_uri(c.uri));
    CHECK(answer_to_ask(shelf, c.uri) == c.status);
  }
  for (const char* uri : {"/v1/asked", "/v1/ask/", "/V1/ask", "/ask?domain=mta-sts.example.org"}) {
    CAPTURE(uri);
    CHECK_FALSE(is_ask_uri(uri));
  }
}

TEST_CASE("what is replaced is served no more, but to who has begun to read it") {
  PolicyShelf shelf;
  shelf.replace({hosted("example.org", kPolicy)});
  const auto before = shelf.find("mta-sts.example.org");
  shelf.replace({});
  CHECK(shelf.find("mta-sts.example.org") == nullptr);
  CHECK(*before == kPolicy);
}

TEST_CASE("the path is of RFC 8461, letter for letter") {
  for (const char* uri : {"/.well-known/mta-sts.txt", "/.well-known/mta-sts.txt?x=1",
                          "https://mta-sts.example.org/.well-known/mta-sts.txt"}) {
    CAPTURE(uri);
    CHECK(is_policy_uri(uri));
  }
  for (const char* uri :
       {"/", "/mta-sts.txt", "/.well-known/MTA-STS.txt", "/.well-known/mta-sts.txt/",
        "//.well-known/mta-sts.txt", "https://", ""}) {
    CAPTURE(uri);
    CHECK_FALSE(is_policy_uri(uri));
  }
}

}  // namespace
}  // namespace tlsward
