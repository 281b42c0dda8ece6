// Tests collector/report_endpoint.cpp: the contract of docs/http.md, without a socket.
#include "collector/report_endpoint.h"

#include "collector/come_again.h"
#include "collector/unpack.h"
#include "tests/support/fake_http.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tlsward {

namespace {

using tests::FakeRequest;
using tests::handle;

// An endpoint that keeps what it was given and answers each with `outcome`.
struct Endpoint {
  std::vector<Delivery> deliveries;
  std::vector<Rejection> refused;  // before they were read
  std::vector<Settled> settled{Settled{Outcome::stored, "", {}, {}, {}, {}, {}}};
  EndpointOptions options{.accept =
                              [this](Delivery delivery) {
                                deliveries.push_back(std::move(delivery));
                                return settled;
                              },
                          .refuse =
                              [this](const Delivery& delivery, Rejection why) {
                                CHECK(delivery.source == "192.0.2.7");
                                refused.push_back(std::move(why));
                              },
                          .now = [] { return Timestamp{std::chrono::seconds(1'700'000'000)}; },
                          .tokens = {},
                          .database = "/no/such/database",
                          .limits = {}};

  void handle(FakeRequest& request) { tests::handle(*make_report_endpoint(options), request); }
};

Settled settled(Outcome outcome, std::optional<Reason> reason = {},
                std::optional<Reason> objection = {}) {
  Settled result;
  result.outcome = outcome;
  result.objection = objection;
  if (reason) result.rejection = Rejection{*reason, "<b>words of a stranger</b>"};
  return result;
}

}  // namespace

TEST_CASE("a body becomes a delivery with what is known of how it came") {
  Endpoint endpoint;
  FakeRequest request("POST", "/v1/tlsrpt", "{}");
  request.set("X-Forwarded-For", "203.0.113.9");
  endpoint.handle(request);
  REQUIRE(endpoint.deliveries.size() == 1);
  CHECK(endpoint.deliveries[0].channel == "https");
  CHECK(endpoint.deliveries[0].source == "192.0.2.7");
  CHECK(endpoint.deliveries[0].trust == Trust::unauthenticated);
  CHECK(endpoint.deliveries[0].bytes == "{}");
  CHECK(endpoint.deliveries[0].received == endpoint.options.now());
}

TEST_CASE("what became of the reports gives the answer") {
  const struct {
    std::vector<Settled> settled;
    int status;
    std::string word;
  } cases[] = {
      {{settled(Outcome::stored)}, 200, "stored"},
      {{settled(Outcome::duplicate)}, 200, "duplicate"},
      {{settled(Outcome::conflict, Reason::conflict)}, 200, "stored"},
      {{settled(Outcome::quarantined, Reason::conflict)}, 200, "stored"},
      {{settled(Outcome::quarantined, Reason::not_understood)}, 200, "kept-unparsed"},
      {{settled(Outcome::quarantined, Reason::not_ours)}, 200, "kept-aside"},
      {{settled(Outcome::quarantined, Reason::implausible)}, 200, "kept-aside"},
      {{settled(Outcome::refused, Reason::not_a_report)}, 400, ""},
      {{settled(Outcome::refused, Reason::storage_full, Reason::implausible)}, 400, ""},
      {{settled(Outcome::refused, Reason::storage_full, Reason::not_ours)}, 404, ""},
      {{settled(Outcome::refused, Reason::too_large)}, 413, ""},
      // Of a zip, the best counts.
      {{settled(Outcome::refused, Reason::too_large), settled(Outcome::duplicate)},
       200,
       "duplicate"},
      {{settled(Outcome::duplicate), settled(Outcome::stored)}, 200, "stored"},
      {{}, 400, ""},
  };
  for (const auto& one : cases) {
    CAPTURE(one.status);
    CAPTURE(one.word);
    Endpoint endpoint;
    endpoint.settled = one.settled;
    FakeRequest request("POST", "/v1/tlsrpt", "{}");
    endpoint.handle(request);
    CHECK(request.response().getStatus() == one.status);
    const auto body = nlohmann::json::parse(request.response().body());
    if (one.status == 200) {
      CHECK(body.at("status") == one.word);
    } else {
      CHECK(body.at("status") == one.status);
    }
    CHECK(request.response().body().find("stranger") == std::string::npos);
  }
}

TEST_CASE("the path is taken with and without a slash or a token, and in any encoding") {
  const struct {
    std::string target;
    std::set<std::string> tokens;
    int status;
  } cases[] = {
      {"/v1/tlsrpt", {}, 200},
      {"/v1/tlsrpt/", {}, 200},
      {"/v1/tlsrpt?from=here", {}, 200},
      {"/v1/%74lsrpt", {}, 200},
      {"/%76%31%2ftlsrpt%2F", {}, 200},
      {"https://reports.example.com/v1/tlsrpt", {}, 200},
      {"/v1/tlsrpt/any", {}, 200},
      {"/v1/tlsrpt", {"abcdefgh"}, 200},
      {"/v1/tlsrpt/abcdefgh", {"abcdefgh"}, 200},
      {"/v1/tlsrpt/abcdefgh/", {"abcdefgh"}, 200},
      {"/v1/tlsrpt/other", {"abcdefgh"}, 404},
      {"/v1/tlsrpt/abcdefgh/more", {"abcdefgh"}, 404},
      {"/v1/tlsrptx", {}, 404},
      {"/v1/tlsrpt//", {}, 404},
      {"/v1/tlsrpt/a/b", {}, 404},
      {"/v1/../v1/tlsrpt", {}, 404},
      {"/v1/tlsrpt%00", {}, 404},
      {"/v1/tlsrpt%2", {}, 404},
      {"/v1/tlsrpt%zz", {}, 404},
      {"/", {}, 404},
      {"", {}, 404},
      {"https://reports.example.com", {}, 404},
  };
  for (const auto& one : cases) {
    CAPTURE(one.target);
    Endpoint endpoint;
    endpoint.options.tokens = one.tokens;
    FakeRequest request("POST", one.target, "{}");
    endpoint.handle(request);
    CHECK(request.response().getStatus() == one.status);
    CHECK(endpoint.deliveries.size() == (one.status == 200 ? 1 : 0));
  }
}

TEST_CASE("a wrong path and an unknown token are answered alike") {
  Endpoint endpoint;
  endpoint.options.tokens = {"abcdefgh"};
  FakeRequest path("POST", "/nothing", "{}");
  FakeRequest token("POST", "/v1/tlsrpt/unknown", "{}");
  endpoint.handle(path);
  endpoint.handle(token);
  CHECK(path.response().body() == token.response().body());
}

TEST_CASE("what is wrong before the body is said before it is read") {
  const struct {
    std::string method;
    std::pair<std::string, std::string> header;
    int status;
    std::pair<std::string, std::string> answer_header;
  } cases[] = {
      {"GET", {}, 405, {"Allow", "POST, OPTIONS"}},
      {"HEAD", {}, 405, {"Allow", "POST, OPTIONS"}},
      {"PUT", {}, 405, {"Allow", "POST, OPTIONS"}},
      {"OPTIONS", {}, 204, {"Allow", "POST, OPTIONS"}},
      {"POST", {"Content-Encoding", "br"}, 415, {"Accept-Encoding", "gzip"}},
      {"POST", {"Content-Encoding", "gzip, gzip"}, 415, {"Accept-Encoding", "gzip"}},
      {"POST", {"Content-Encoding", "GZIP"}, 200, {}},
      {"POST", {"Content-Encoding", "identity"}, 200, {}},
      {"POST", {"Content-Length", "10485761"}, 413, {}},
      {"POST", {"Content-Length", "9223372036854775807"}, 413, {}},
      {"POST", {"Content-Type", "multipart/form-data; boundary=x"}, 200, {}},
      {"POST", {"Content-Type", "text/html"}, 200, {}},
  };
  for (const auto& one : cases) {
    CAPTURE(one.method);
    CAPTURE(one.header.first);
    Endpoint endpoint;
    FakeRequest request(one.method, "/v1/tlsrpt", "{}");
    if (!one.header.first.empty()) request.set(one.header.first, one.header.second);
    endpoint.handle(request);
    CHECK(request.response().getStatus() == one.status);
    CHECK(request.response().get("Cache-Control") == "no-store");
    CHECK(request.response().body().size() <= 512);
    if (one.status != 200) CHECK(request.stream().tellg() == 0);
    if (!one.answer_header.first.empty()) {
      CHECK(request.response().get(one.answer_header.first) == one.answer_header.second);
    }
  }
}

TEST_CASE("a request without a length is asked for one") {
  Endpoint endpoint;
  FakeRequest request("POST", "/v1/tlsrpt", "{}");
  request.setContentLength(Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH);
  endpoint.handle(request);
  CHECK(request.response().getStatus() == 411);
}

TEST_CASE("a body in parts is refused, for the parts are not the report") {
  Endpoint endpoint;
  FakeRequest request("POST", "/v1/tlsrpt", "--x\r\n\r\n{}\r\n--x--\r\n");
  request.setContentType("Multipart/form-data; boundary=x");
  endpoint.handle(request);
  CHECK(request.response().getStatus() == 415);
  CHECK(endpoint.deliveries.empty());
}

TEST_CASE("a chunked body is counted while it comes") {
  Endpoint endpoint;
  endpoint.options.limits.max_body_bytes = 40'000;
  FakeRequest fits("POST", "/v1/tlsrpt", std::string(40'000, ' '));
  FakeRequest exceeds("POST", "/v1/tlsrpt", std::string(40'001, ' '));
  for (FakeRequest* request : {&fits, &exceeds}) {
    request->setContentLength(Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH);
    request->setChunkedTransferEncoding(true);
    endpoint.handle(*request);
  }
  CHECK(fits.response().getStatus() == 200);
  CHECK(exceeds.response().getStatus() == 413);
  REQUIRE(endpoint.refused.size() == 1);
  CHECK(endpoint.refused[0].detail.find("max_body_bytes") != std::string::npos);
  CHECK(endpoint.deliveries.size() == 1);
}

TEST_CASE("what a broken stream throws reaches the owner of the socket, and nothing is stored") {
  Endpoint endpoint;
  FakeRequest request("POST", "/v1/tlsrpt", "{}");
  request.stream().exceptions(std::ios::badbit | std::ios::failbit);
  CHECK_THROWS(endpoint.handle(request));
  CHECK(endpoint.deliveries.empty());
}

TEST_CASE("5 % of a file system are room enough, however much min_free_bytes asks for") {
  Endpoint endpoint;
  endpoint.options.database = "/proc";  // 5 % of nothing is nothing
  endpoint.options.limits.min_free_bytes = INT64_MAX;
  FakeRequest request("POST", "/v1/tlsrpt", "{}");
  endpoint.handle(request);
  CHECK(endpoint.deliveries.size() == 1);
}

TEST_CASE("what accept() throws reaches the owner of the socket") {
  Endpoint endpoint;
  endpoint.options.accept = [](Delivery) -> std::vector<Settled> {
    throw std::runtime_error("disk full");
  };
  FakeRequest request("POST", "/v1/tlsrpt", "{}");
  CHECK_THROWS_WITH(endpoint.handle(request), "disk full");
  CHECK_FALSE(request.response().sent());
}

TEST_CASE("a body that finds no memory is asked to come again") {
  Endpoint endpoint;
  endpoint.options.limits.max_bytes_in_memory = 1000;
  endpoint.options.limits.memory_wait = std::chrono::seconds(0);
  FakeRequest large("POST", "/v1/tlsrpt", std::string(17'000, ' '));
  CHECK_THROWS_AS(endpoint.handle(large), ComeAgain);
  FakeRequest small("POST", "/v1/tlsrpt", "{}");
  endpoint.handle(small);
  CHECK(small.response().getStatus() == 200);
}

TEST_CASE("a network that had its share of inflating comes again, and others are served") {
  Endpoint endpoint;
  endpoint.options.limits.inflated_bytes_per_second = 1 << 20;  // 5 MiB at once
  auto factory = make_report_endpoint(endpoint.options);
  const std::string small = gzip("{}");
  std::string noise = "{";
  for (int i = 0; i < 4000; ++i)
    noise += std::to_string(i * 7919 % 10'007);
  const std::string packed = gzip(noise);
  const std::string usual = gzip("{" + std::string(1 << 20, ' ') + "}");
  const std::string large = gzip("{" + std::string(7 << 20, ' ') + "}");
  const auto post = [&](const std::string& body) {
    FakeRequest request("POST", "/v1/tlsrpt", body);
    tests::handle(*factory, request);
    return static_cast<int>(request.response().getStatus());
  };
  for (int i = 0; i < 20; ++i)
    CHECK(post(usual) == 200);
  CHECK(post(large) == 200);  // who is within may take more than is left
  try {
    post(packed);
    FAIL("it was inflated");
  } catch (const ComeAgain& later) {
    CHECK(later.status == 429);
    CHECK(later.setting == "limits.inflated_bytes_per_second");
  }
  CHECK(endpoint.deliveries.size() == 21);
  CHECK(post(small) == 200);  // cannot grow by much
  CHECK(post("{}") == 200);
}

}  // namespace tlsward
