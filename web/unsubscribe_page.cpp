#include "web/unsubscribe_page.h"

#include "analyzer/language.h"
#include "analyzer/render.h"
#include "analyzer/unsubscribe.h"
#include "schema/store.h"
#include "web/find_template.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <utility>

namespace tlsward {
namespace {

using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPRequestHandlerFactory;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::string_view kPath = "/v1/unsubscribe/";
constexpr std::size_t kTokenLetters = 32;
constexpr std::size_t kMostBytes =
    4096;  // of a body; one that does it has some 30, or 200 in parts

// A target may also be a whole URI (RFC 9112 section 3.2.2).
std::string_view path_of(std::string_view uri) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!uri.starts_with(scheme)) continue;
    uri.remove_prefix(scheme.size());
    uri.remove_prefix(std::min(uri.find('/'), uri.size()));
    break;
  }
  return uri.substr(0, uri.find('?'));
}

// Whether the body is that of RFC 8058 section 3.2: a form of either kind with this field.
bool is_one_click(std::string_view body) {
  constexpr std::string_view name = "List-Unsubscribe";
  constexpr std::string_view value = "One-Click";
  if (!body.starts_with("--")) {
    const std::string pair = std::string(name) + '=' + std::string(value);
    return ('&' + std::string(body.substr(0, body.find_last_not_of("\r\n") + 1)) + '&')
               .find('&' + pair + '&') != std::string::npos;
  }
  const auto field = body.find(name);
  if (field == std::string_view::npos) return false;
  const std::string_view rest = body.substr(field + name.size());
  const auto begin = rest.find("\r\n\r\n");
  return begin != std::string_view::npos &&
         rest.substr(begin + 4).starts_with(std::string(value) + "\r\n");
}

Response page(const Subscription& subscription, std::string_view title, std::string_view text,
              std::string_view button) {
  const Language* const found = find_language(subscription.owner->language);
  const Language& language = found == nullptr ? english() : *found;
  nlohmann::ordered_json values{
      {"language", language.code()},
      {"title", language.text(title)},
      {"text", put_in(language.text(text), {{"address", subscription.address}})}};
  if (!button.empty()) values["button"] = language.text(button);
  return {.status = HTTPResponse::HTTP_OK,
          .media_type = kHtml,
          .body = render(find_template("unsubscribe.html"), values),
          .allowed = button.empty() ? Allowed::nothing : Allowed::forms};
}

Response page_that_it_is_done(const Subscription& subscription) {
  return page(subscription, "unsubscribe.done-title", "unsubscribe.done", "");
}

Response unknown() {
  return {HTTPResponse::HTTP_NOT_FOUND, kPlainText,
          "This link is not known here; perhaps it was cut off. Nothing was changed.\n"};
}

Response show(Store& store, const Subscription& subscription) {
  if (store.subscriptions().has_ended(subscription.owner->name, subscription.address))
    return page_that_it_is_done(subscription);
  return page(subscription, "unsubscribe.title", "unsubscribe.question", "unsubscribe.button");
}

Response end(const UnsubscribeOptions& options, const Subscription& subscription,
             std::string_view body) {
  if (!is_one_click(body))
    return {HTTPResponse::HTTP_BAD_REQUEST, kPlainText,
            "POST List-Unsubscribe=One-Click here (RFC 8058). Nothing was changed.\n"};
  const EndedSubscription ended{subscription.owner->name, subscription.address, options.now()};
  const auto store = open_store(options.database, Commits::each);
  bool is_news = false;
  store->transact([&] { is_news = store->subscriptions().end(ended); });
  if (is_news) options.ended(ended);
  return page_that_it_is_done(subscription);
}

// The body, or nothing if it is too large.
std::optional<std::string> read_body(std::istream& stream) {
  std::array<char, kMostBytes + 1> bytes{};
  stream.read(bytes.data(), bytes.size());
  const auto size = static_cast<std::size_t>(stream.gcount());
  if (size > kMostBytes) return std::nullopt;
  return std::string(bytes.data(), size);
}

class UnsubscribeHandler : public HTTPRequestHandler {
 public:
  explicit UnsubscribeHandler(const UnsubscribeOptions& options) : options_(options) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const std::optional<std::string> body = read_body(request.stream());
    if (!body) {
      response.setKeepAlive(false);
      return send({HTTPResponse::HTTP_REQUEST_ENTITY_TOO_LARGE, kPlainText, "Too large.\n"},
                  request, response);
    }
    const Response answer = respond(options_, {request.getMethod(), request.getURI(), *body});
    if (answer.status == HTTPResponse::HTTP_METHOD_NOT_ALLOWED)
      response.set("Allow", "GET, HEAD, POST");
    send(answer, request, response);
  }

 private:
  const UnsubscribeOptions& options_;  // the factory's, which outlives its handlers
};

class UnsubscribeFactory : public HTTPRequestHandlerFactory {
 public:
  UnsubscribeFactory(UnsubscribeOptions options, HTTPRequestHandlerFactory::Ptr others)
      : options_(std::move(options)), others_(std::move(others)) {}

  // Poco deletes the handler.
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest& request) override {
    if (!is_unsubscribe_uri(request.getURI())) return others_->createRequestHandler(request);
    return std::make_unique<UnsubscribeHandler>(options_).release();
  }

 private:
  UnsubscribeOptions options_;
  HTTPRequestHandlerFactory::Ptr others_;
};

}  // namespace

bool is_unsubscribe_uri(std::string_view uri) {
  return path_of(uri).starts_with(kPath);
}

Response respond(const UnsubscribeOptions& options, const UnsubscribeRequest& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads && request.method != "POST")
    return {HTTPResponse::HTTP_METHOD_NOT_ALLOWED, kPlainText, "GET, HEAD or POST\n"};
  const std::string_view token = path_of(request.uri).substr(kPath.size());
  if (token.size() != kTokenLetters) return unknown();
  // Only read, until somebody has shown a token that nobody can make up.
  const auto store = open_store_read_only(options.database);
  const auto found = find_subscription(store->hash_key(), options.owners, token);
  if (!found) return unknown();
  return reads ? show(*store, *found) : end(options, *found, request.body);
}

HTTPRequestHandlerFactory::Ptr make_unsubscribe_page(UnsubscribeOptions options,
                                                     HTTPRequestHandlerFactory::Ptr others) {
  return Poco::makeShared<UnsubscribeFactory>(std::move(options), std::move(others));
}

}  // namespace tlsward
