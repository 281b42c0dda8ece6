// Where what is told at once is posted: a [[webhook]] of the configuration.
#pragma once

#include "schema/expected.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tlsward {

struct WebhookOptions {
  std::string name;         // keep it, for what was posted is kept by it
  std::string url;          // "https://hooks.example.org/services/x"
  std::string url_file;     // instead, whose first line it is: where whoever knows it may post
  std::string secret_file;  // of the signature's key; without a slash a credential of systemd
  std::string format = "json";
  std::string owner;                                     // whose alerts; "" = all owners'
  std::string ca_file;                                   // PEM; "" = the system's
  std::chrono::seconds time = std::chrono::seconds(30);  // for one post, all in all
};

// Where to connect and what to ask for.
struct WebhookAddress {
  std::string host;
  std::size_t port = 443;
  std::string target;  // "/services/x?y=1"
};

// The parts of an HTTPS URL without a user or anything that cannot stand in a request's head; else
// what is wrong with it.
expected<WebhookAddress, std::string> parse_webhook_url(const std::string& url);

// What is missing or does not go together, and what to write; "" if nothing.
std::string fault_of(const WebhookOptions& webhook);

}  // namespace tlsward
