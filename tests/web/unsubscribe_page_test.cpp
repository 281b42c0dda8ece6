// Tests web/unsubscribe_page.cpp: which request is answered with what, and which of them ends
// mails.
#include "web/unsubscribe_page.h"

#include "analyzer/unsubscribe.h"
#include "schema/store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(14);
constexpr auto kOneClick = "List-Unsubscribe=One-Click";

// A database, an owner with two addresses, and the link of one of them.
class Page {
 public:
  Page() {
    const auto store = open_store(options.database, Commits::each);
    link = "/v1/unsubscribe/" + unsubscribe_token(store->hash_key(), "ops", "a@example.org");
  }

  Response ask(const std::string& method, const std::string& uri, const std::string& body = "") {
    return respond(options, {method, uri, body});
  }

  std::vector<EndedSubscription> ended() const {
    return open_store_read_only(options.database)->subscriptions().ended();
  }

 private:
  tests::TemporaryFolder folder_;

 public:
  std::string link;
  std::vector<EndedSubscription> told;
  UnsubscribeOptions options{
      .database = folder_ / "tlsward.db",
      .owners = {{.name = "ops", .addresses = {"Ops <a@example.org>", "b@example.org"}},
                 {.name = "pl", .language = "pl", .addresses = {"a@example.org"}}},
      .now = [] { return kNow; },
      .ended = [this](const EndedSubscription& one) { told.push_back(one); }};
};

bool has(const Response& response, std::string_view part) {
  return response.body.find(part) != std::string::npos;
}

TEST_CASE_FIXTURE(Page, "a GET shows a button and changes nothing") {
  for (const std::string& uri : {link, link + "?x=1", "https://tls.example.org" + link}) {
    CAPTURE(uri);
    CHECK(is_unsubscribe_uri(uri));
    const Response response = ask("GET", uri);
    CHECK(response.status == 200);
    CHECK(has(response, "a@example.org gets mails here"));
    CHECK(has(response, R"(<input type="hidden" name="List-Unsubscribe" value="One-Click">)"));
    CHECK(response.allowed == Allowed::forms);
  }
  CHECK(ask("HEAD", link).status == 200);
  CHECK(ended().empty());
}

TEST_CASE_FIXTURE(Page, "a POST with the words of RFC 8058 ends the mails to one address, once") {
  for (int time = 0; time < 2; ++time) {
    const Response response = ask("POST", link, kOneClick);
    CHECK(response.status == 200);
    CHECK(has(response, "a@example.org gets no more"));
    CHECK(response.allowed == Allowed::nothing);
  }
  REQUIRE(ended().size() == 1);
  CHECK(ended().front().owner == "ops");
  CHECK(ended().front().address == "a@example.org");
  CHECK(ended().front().since == kNow);
  CHECK(told.size() == 1);
  CHECK(has(ask("GET", link), "a@example.org gets no more"));
}

TEST_CASE("a body that is no one-click changes nothing") {
  const struct {
    std::string body;
    int status;
  } cases[] = {
      {"List-Unsubscribe=One-Click", 200},
      {"List-Unsubscribe=One-Click\r\n", 200},
      {"a=b&List-Unsubscribe=One-Click", 200},
      {"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--",
       200},
      {"", 400},
      {"List-Unsubscribe=One-Clicks", 400},
      {"List-Unsubscribe=", 400},
      {"XList-Unsubscribe=One-Click", 400},
      {"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nTwo\r\n--x--", 400},
      {"--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nOne-Click\r\n--x--", 400},
  };
  for (const auto& [body, status] : cases) {
    CAPTURE(body);
    Page page;
    CHECK(page.ask("POST", page.link, body).status == status);
    CHECK(page.ended().size() == (status == 200 ? 1 : 0));
  }
}

TEST_CASE_FIXTURE(Page, "a token of nobody is not found, and another method not allowed") {
  std::string forged = link;
  forged.back() = forged.back() == '0' ? '1' : '0';
  for (const std::string& uri :
       {forged, link + '0', link.substr(0, link.size() - 1), link + "/",
        std::string("/v1/unsubscribe/"), std::string("/v1/unsubscribe/../../etc/passwd"),
        "/v1/unsubscribe/" + std::string(32, '<')}) {
    CAPTURE(uri);
    for (const char* const method : {"GET", "POST"}) {
      const Response response = ask(method, uri, kOneClick);
      CHECK(response.status == 404);
      CHECK(response.media_type == kPlainText);
      CHECK(has(response, "Nothing was changed"));
    }
  }
  for (const char* const method : {"PUT", "DELETE", "OPTIONS", "PATCH"})
    CHECK(ask(method, link, kOneClick).status == 405);
  options.owners.clear();
  CHECK(ask("POST", link, kOneClick).status == 404);  // is configured no more
  CHECK(ended().empty());
  CHECK_FALSE(is_unsubscribe_uri("/v1/tlsrpt"));
  CHECK_FALSE(is_unsubscribe_uri("/x/v1/unsubscribe/y"));
  CHECK_FALSE(is_unsubscribe_uri(""));
}

TEST_CASE_FIXTURE(Page, "the page speaks the owner's language, and escapes the address") {
  const HashKey key = open_store_read_only(options.database)->hash_key();
  const auto show = [&](const std::string& owner, const std::string& address) {
    return ask("GET", "/v1/unsubscribe/" + unsubscribe_token(key, owner, address));
  };
  CHECK(has(show("pl", "a@example.org"), "<html lang=\"pl\">"));
  CHECK(has(show("pl", "a@example.org"), "Rezygnuję</button>"));
  options.owners.push_back({.name = "odd", .addresses = {"a&b'@example.org"}});
  const Response odd = show("odd", "a&b'@example.org");
  CHECK(has(odd, "a&amp;b"));
  CHECK_FALSE(has(odd, "a&b"));
}

}  // namespace
}  // namespace tlsward
