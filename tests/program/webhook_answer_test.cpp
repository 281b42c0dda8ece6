// Tests program/webhook_answer.cpp.
#include "program/webhook_answer.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace tlsward {
namespace {

using std::chrono::seconds;

TEST_CASE("an answer says whether it is taken, and what to do where it is not") {
  struct {
    const char* head;
    const char* fault;
  } const cases[] = {
      {"HTTP/1.1 200 OK\r\n\r\n", ""},
      {"HTTP/1.0 204 No Content\r\n", ""},
      {"HTTP/1.1 202\n\n", ""},
      {"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n\r\n",
       "it points elsewhere, which is not followed; correct webhook.url: HTTP/1.1 302 Found"},
      {"HTTP/1.1 404 Not Found\r\n\r\n",
       "it does not take it; check webhook.url and webhook.format: HTTP/1.1 404 Not Found"},
      {"HTTP/1.1 410 Gone\r\n\r\n",
       "it is gone for good; remove the [[webhook]] or correct its url: HTTP/1.1 410 Gone"},
      {"HTTP/1.1 429 Slow\x1b[2J\r\n\r\n", "it does not take it now: HTTP/1.1 429 Slow\\x1b[2J"},
      {"HTTP/1.1 503 Busy\r\n\r\n", "it does not take it now: HTTP/1.1 503 Busy"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "it answers with what is no answer: HTTP/1.1 2x0 OK"},
      {"HTTP/1.1 -20 OK\r\n\r\n", "it answers with what is no answer: HTTP/1.1 -20 OK"},
      {"220 mail.example.org ESMTP\r\n",
       "it answers with what is no answer: 220 mail.example.org ESMTP"},
      {"", "it answers with what is no answer: "},
  };
  for (const auto& c : cases) {
    CAPTURE(c.head);
    CHECK(read_answer(c.head).fault == c.fault);
  }
}

TEST_CASE("only what is gone for good is not tried again") {
  CHECK(read_answer("HTTP/1.1 410 Gone\r\n\r\n").is_final);
  for (const char* head : {"HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 429 Slow\r\n\r\n",
                           "HTTP/1.1 500 Oops\r\n\r\n", "410 Gone\r\n\r\n"})
    CHECK_FALSE(read_answer(head).is_final);
}

TEST_CASE("an answer may ask for a wait, in seconds") {
  struct {
    const char* fields;
    std::optional<seconds> wait;
  } const cases[] = {
      {"Retry-After: 120\r\n", seconds(120)},
      {"X: y\r\nretry-after:7\r\n", seconds(7)},
      {"Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", {}},
      {"Retry-After: -5\r\n", {}},
      {"Retry-After: 99999999999999999999\r\n", {}},
      {"Retry-After:\r\n", {}},
      {"Retry-After\r\n", {}},
      {"X: Retry-After: 7\r\n", {}},
      {"", {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.fields);
    CHECK(read_answer(std::string("HTTP/1.1 429 Slow\r\n") + c.fields).wait == c.wait);
  }
}

}  // namespace
}  // namespace tlsward
