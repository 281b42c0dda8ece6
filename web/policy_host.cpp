#include "web/policy_host.h"

#include "schema/text.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <algorithm>
#include <utility>

namespace tlsward {
namespace {

using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPRequestHandlerFactory;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::string_view kPath = "/.well-known/mta-sts.txt";
constexpr std::string_view kAskPath = "/v1/ask";
constexpr std::string_view kAsked = "domain=";
constexpr std::string_view kNothing = "There is no policy here.\n";
constexpr std::string_view kLabel = "mta-sts.";

// A target in two: of a path the host is empty.
struct Target {
  std::string_view host;
  std::string_view path;
};

Target read_target(std::string_view uri) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!uri.starts_with(scheme)) continue;
    const std::string_view rest = uri.substr(scheme.size());
    const auto slash = std::min(rest.find('/'), rest.size());
    return {rest.substr(0, slash), rest.substr(slash)};
  }
  return {"", uri};
}

bool is_reading(const std::string& method) {
  return method == HTTPServerRequest::HTTP_GET || method == HTTPServerRequest::HTTP_HEAD;
}

void send_text(const HTTPServerRequest& request, HTTPServerResponse& response, int status,
               std::string_view body) {
  response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(status));
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Cache-Control", "no-cache");
  response.setContentType("text/plain");
  if (status == HTTPResponse::HTTP_METHOD_NOT_ALLOWED) response.set("Allow", "GET, HEAD");
  response.setContentLength64(static_cast<Poco::Int64>(body.size()));
  std::ostream& stream = response.send();
  if (request.getMethod() != HTTPServerRequest::HTTP_HEAD) stream << body;
}

class PolicyHandler : public HTTPRequestHandler {
 public:
  explicit PolicyHandler(const PolicyShelf& shelf) : shelf_(shelf) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const std::string_view host = host_in_target(request.getURI());
    const PolicyAnswer given = answer(
        shelf_, {request.getMethod(), host.empty() ? request.get("Host", "") : std::string(host)});
    send_text(request, response, given.status,
              given.body ? std::string_view(*given.body) : kNothing);
  }

 private:
  const PolicyShelf& shelf_;
};

class AskHandler : public HTTPRequestHandler {
 public:
  explicit AskHandler(const PolicyShelf& shelf) : shelf_(shelf) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    constexpr std::string_view hosted = "A policy of this host is served.\n";
    const int status = is_reading(request.getMethod()) ? answer_to_ask(shelf_, request.getURI())
                                                       : HTTPResponse::HTTP_METHOD_NOT_ALLOWED;
    send_text(request, response, status, status == HTTPResponse::HTTP_OK ? hosted : kNothing);
  }

 private:
  const PolicyShelf& shelf_;
};

class PolicyFactory : public HTTPRequestHandlerFactory {
 public:
  PolicyFactory(const PolicyShelf& shelf, HTTPRequestHandlerFactory::Ptr others)
      : shelf_(shelf), others_(std::move(others)) {}

  // Poco deletes the handler.
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest& request) override {
    if (is_ask_uri(request.getURI())) return std::make_unique<AskHandler>(shelf_).release();
    if (!is_policy_uri(request.getURI())) return others_->createRequestHandler(request);
    return std::make_unique<PolicyHandler>(shelf_).release();
  }

 private:
  const PolicyShelf& shelf_;
  HTTPRequestHandlerFactory::Ptr others_;
};

}  // namespace

void PolicyShelf::replace(const std::vector<HostedPolicy>& policies) {
  Files files;
  for (const HostedPolicy& policy : policies)
    files[policy.domain] = std::make_shared<const std::string>(policy.text);
  const std::lock_guard lock(mutex_);
  files_ = std::move(files);
}

bool PolicyShelf::has_host(std::string_view host) const {
  return host.find(':') == std::string_view::npos && find(host) != nullptr;
}

std::shared_ptr<const std::string> PolicyShelf::find(std::string_view host) const {
  const std::string lower = lower_case(host.substr(0, host.rfind(':')));
  if (!lower.starts_with(kLabel)) return nullptr;
  const Domain domain(std::string_view(lower).substr(kLabel.size()));
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(domain);
  return found == files_.end() ? nullptr : found->second;
}

std::string_view host_in_target(std::string_view uri) {
  return read_target(uri).host;
}

bool is_policy_uri(std::string_view uri) {
  const std::string_view path = read_target(uri).path;
  return path.substr(0, path.find('?')) == kPath;
}

bool is_ask_uri(std::string_view uri) {
  return uri.substr(0, uri.find('?')) == kAskPath;
}

int answer_to_ask(const PolicyShelf& shelf, std::string_view uri) {
  std::string_view query = uri.substr(std::min(uri.find('?'), uri.size()));
  if (!query.empty()) query.remove_prefix(1);
  const bool is_hosted = query.starts_with(kAsked) && shelf.has_host(query.substr(kAsked.size()));
  return is_hosted ? HTTPResponse::HTTP_OK : HTTPResponse::HTTP_NOT_FOUND;
}

PolicyAnswer answer(const PolicyShelf& shelf, const PolicyRequest& request) {
  if (!is_reading(request.method)) return {HTTPResponse::HTTP_METHOD_NOT_ALLOWED, nullptr};
  auto body = shelf.find(request.host);
  if (!body) return {HTTPResponse::HTTP_NOT_FOUND, nullptr};
  return {HTTPResponse::HTTP_OK, std::move(body)};
}

HTTPRequestHandlerFactory::Ptr make_policy_host(const PolicyShelf& shelf,
                                                HTTPRequestHandlerFactory::Ptr others) {
  return Poco::makeShared<PolicyFactory>(shelf, std::move(others));
}

}  // namespace tlsward
