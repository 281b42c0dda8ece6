#include "web/dashboard.h"

#include "schema/reports.h"
#include "schema/store.h"
#include "web/overview.h"

#include "embedded/static_files.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace tlsward {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPRequestHandlerFactory;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

// The value of the query's first `name`, as it stands there; absent if there is none.
std::optional<std::string_view> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return {};
}

Response overview(const DashboardOptions& options, std::string_view query, Day today) {
  const auto asked_for = query_value(query, "day");
  const auto day = asked_for ? parse_day(*asked_for) : today - std::chrono::days(1);
  if (!day) return {HTTPResponse::HTTP_BAD_REQUEST, kPlainText, "day: write it as 2026-11-24\n"};
  const auto store = open_store_read_only(options.database);
  const Digest digest = make_digest(*store, *day, options.scope);
  return {HTTPResponse::HTTP_OK, kHtml, overview_page(digest, store->reports().figures(), today)};
}

Response healthz(const DashboardOptions& options, std::string_view, Day) {
  open_store_read_only(options.database)->reports().figures();
  return {HTTPResponse::HTTP_OK, kPlainText, "ok\n"};
}

Response style(const DashboardOptions&, std::string_view, Day) {
  return {HTTPResponse::HTTP_OK, "text/css; charset=utf-8",
          std::string(embedded::static_files[0].second)};
}

using Page = Response (*)(const DashboardOptions&, std::string_view query, Day today);

constexpr std::pair<std::string_view, Page> kRoutes[] = {
    {"/", overview},
    {"/healthz", healthz},
    {"/style.css", style},
};

Day today_in_utc() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

class DashboardHandler : public HTTPRequestHandler {
 public:
  explicit DashboardHandler(const DashboardOptions& options) : options_(options) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const std::string& method = request.getMethod();
    if (method == HTTPRequest::HTTP_GET || method == HTTPRequest::HTTP_HEAD)
      return send(respond(options_, request.getURI(), today_in_utc()), request, response);
    response.set("Allow", "GET, HEAD");
    send({HTTPResponse::HTTP_METHOD_NOT_ALLOWED, kPlainText, "GET or HEAD\n"}, request, response);
  }

 private:
  const DashboardOptions& options_;  // the factory's, which outlives its handlers
};

class DashboardFactory : public HTTPRequestHandlerFactory {
 public:
  explicit DashboardFactory(DashboardOptions options) : options_(std::move(options)) {}

  // Poco deletes the handler.
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return std::make_unique<DashboardHandler>(options_).release();
  }

 private:
  DashboardOptions options_;
};

}  // namespace

Response respond(const DashboardOptions& options, std::string_view uri, Day today) {
  const std::size_t path_end = std::min(uri.find('?'), uri.size());
  const std::string_view query = uri.substr(std::min(path_end + 1, uri.size()));
  const auto* route = std::ranges::find(kRoutes, uri.substr(0, path_end),
                                        &std::pair<std::string_view, Page>::first);
  if (route == std::end(kRoutes))
    return {HTTPResponse::HTTP_NOT_FOUND, kPlainText, "There is no such page; see /\n"};
  return route->second(options, query, today);
}

HTTPRequestHandlerFactory::Ptr make_dashboard(const DashboardOptions& options) {
  return Poco::makeShared<DashboardFactory>(options);
}

}  // namespace tlsward
