// Tests program/dashboard_setup.cpp: what the set-up page is told of the configuration.
#include "program/dashboard_setup.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

SetUpOptions set_up_of(const Config& config) {
  Gate gate(gate_options(config));
  return dashboard_options(config, gate).set_up;
}

using Uris = std::vector<std::string>;

TEST_CASE("where reports go is told by mail first") {
  Config config;
  config.checks.rua = {"https://a.example.org/v1/tlsrpt", "https://b.example.org/v1/tlsrpt",
                       "mailto:tlsrpt@example.org"};
  CHECK(set_up_of(config).rua == Uris{"mailto:tlsrpt@example.org",
                                      "https://a.example.org/v1/tlsrpt",
                                      "https://b.example.org/v1/tlsrpt"});
}

TEST_CASE("where it is not configured, an example is made of what is") {
  Config config;
  config.ingest_listen.clear();
  CHECK(set_up_of(config).rua.empty());
  CHECK(set_up_of(config).example_rua == Uris{"mailto:tlsrpt@example.org"});
  config.ingest_listen = "0.0.0.0:443";
  config.domains = {Domain("example.com")};
  CHECK(set_up_of(config).example_rua ==
        Uris{"mailto:tlsrpt@example.com", "https://tls.example.com/v1/tlsrpt"});
  config.mailboxes = {{.name = "a", .user = "reports"}, {.name = "b", .user = "r@example.net"}};
  config.mail.unsubscribe_url = "https://reports.example.net:8443/v1/unsubscribe";
  CHECK(set_up_of(config).example_rua ==
        Uris{"mailto:r@example.net", "https://reports.example.net:8443/v1/tlsrpt"});
}

TEST_CASE(
    "who is at this machine reaches the listener by its port, and by a token if it has some") {
  const struct {
    std::string listen;
    std::string certificate;
    std::string token;
    std::string url;
  } cases[] = {
      {"0.0.0.0:443", "a.pem", "", "https://localhost:443/v1/tlsrpt"},
      {"[::]:8443", "a.pem", "x7", "https://localhost:8443/v1/tlsrpt/x7"},
      {"127.0.0.1:8460", "", "", "http://127.0.0.1:8460/v1/tlsrpt"},
      {"", "a.pem", "", ""},
  };
  for (const auto& [listen, certificate, token, url] : cases) {
    CAPTURE(listen);
    Config config;
    config.ingest_listen = listen;
    config.certificate_file = certificate;
    if (!token.empty()) config.tokens = {token};
    CHECK(set_up_of(config).local_endpoint == url);
  }
}

}  // namespace
}  // namespace tlsward
