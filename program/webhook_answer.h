// What a webhook's answer to a post (RFC 9110, RFC 9112) means for it: taken, to be tried again,
// when, or never. A pure function, tested by a table.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

struct WebhookAnswer {
  std::string fault;                         // for the operator, safe to print; "" if it is taken
  std::optional<std::chrono::seconds> wait;  // that it asks for before the next try
  bool is_final = false;                     // 410: it says that there will be none
};

// 200, 429; 0 for what is no answer of HTTP/1.
int status_of_head(std::string_view head);

// `head`: the status line and header fields, as far as they were read.
WebhookAnswer read_answer(std::string_view head);

}  // namespace tlsward
