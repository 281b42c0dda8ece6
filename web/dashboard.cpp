#include "web/dashboard.h"

#include "schema/store.h"
#include "schema/text.h"
#include "web/api_problem.h"
#include "web/api_routes.h"
#include "web/assets.h"
#include "web/check_pages.h"
#include "web/digest_page.h"
#include "web/domain_page.h"
#include "web/gate.h"
#include "web/help_page.h"
#include "web/kept.h"
#include "web/late_pages.h"
#include "web/login_page.h"
#include "web/overview.h"
#include "web/page.h"
#include "web/policy_pages.h"
#include "web/preferences.h"
#include "web/problem_pages.h"
#include "web/quarantine_pages.h"
#include "web/report_list_page.h"
#include "web/report_page.h"
#include "web/reporters_page.h"
#include "web/setup_page.h"
#include "web/system_page.h"
#include "web/viewer.h"
#include "web/visit.h"
#include "web/watch_pages.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <utility>

namespace tlsward {
namespace {

using Poco::Net::HTTPRequestHandler;
using Poco::Net::HTTPRequestHandlerFactory;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::size_t kMostBodyBytes = 128 << 10;  // of a form; a policy has at most 64 KiB

Response preferences(const Visit& visit) {
  return keep_preferences(visit.request, visit.options.base_path);
}

constexpr Route kPageRoutes[] = {
    {"GET", "/", Access::viewers, overview_page},
    {"GET", "/check", Access::viewers, check_page},
    {"POST", "/check", Access::viewers, check_pasted},
    {"GET", "/check/*", Access::viewers, check_domain_page},
    {"POST", "/check/*", Access::changers, look_now},
    {"GET", "/domains/*", Access::viewers, domain_page},
    {"GET", "/healthz", Access::anybody, healthz_page},
    {"GET", "/metrics", Access::operators, metrics_page},
    {"GET", "/digest", Access::viewers, digest_page},
    {"GET", "/help", Access::viewers, help_page},
    {"GET", "/policies", Access::viewers, policies_page},
    {"GET", "/policies/*", Access::viewers, policy_page},
    {"POST", "/policies/*/draft", Access::changers, draft_policy},
    {"POST", "/policies/*/publish", Access::changers, publish_policy},
    {"POST", "/policies/*/retire", Access::changers, retire_policy},
    {"POST", "/preferences", Access::anybody, preferences},
    {"GET", "/login", Access::anybody, login_page},
    {"POST", "/login", Access::anybody, log_in},
    {"POST", "/logout", Access::viewers, log_out},
    {"GET", "/problems", Access::viewers, problems_page},
    {"GET", "/problems/*", Access::viewers, problem_page},
    {"POST", "/problems/*/mute", Access::changers, mute_problem},
    {"POST", "/problems/*/unmute", Access::changers, unmute_problem},
    {"POST", "/problems/*/resolve", Access::changers, resolve_problem},
    {"GET", "/quarantine", Access::operators, quarantine_page},
    {"GET", "/quarantine/*", Access::operators, quarantined_page},
    {"POST", "/quarantine/*/release", Access::operators, release_quarantined},
    {"GET", "/readyz", Access::anybody, readyz_page},
    {"GET", "/reporters", Access::viewers, reporters_page},
    {"GET", "/reports", Access::viewers, reports_page},
    {"GET", "/reports/*", Access::viewers, report_page},
    {"GET", "/reports/*/raw", Access::viewers, raw_report},
    {"GET", "/setup", Access::viewers, setup_page},
    {"GET", "/setup/test-report", Access::viewers, test_report_file},
    {"GET", "/system", Access::operators, system_page},
    {"POST", "/system/mailboxes/*/test", Access::operators, test_mailbox},
    {"POST", "/system/mails/test", Access::operators, test_mails},
};

// What the "*" of the pattern are in the path, decoded; absent if it is none of the pattern.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, "/");
  const auto given = split(path, "/");
  if (wanted.size() != given.size()) return {};
  std::vector<std::string> captures;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != "*") {
      if (wanted[i] != given[i]) return {};
      continue;
    }
    const auto decoded = percent_decoded(given[i]);
    if (!decoded || decoded->empty()) return {};
    captures.push_back(*decoded);
  }
  return captures;
}

// Whether a browser sent it because another site's page told it to (Fetch
// Metadata, Origin). Programs send neither header.
bool is_from_elsewhere(const Request& request) {
  if (const std::string_view site = request.header("Sec-Fetch-Site"); !site.empty())
    return site != "same-origin" && site != "none";
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return false;
  const auto host = origin.find("://");
  return host == std::string_view::npos || origin.substr(host + 3) != request.header("Host");
}

bool may_go(const Viewer& viewer, const Route& route) {
  switch (route.access) {
    case Access::anybody:
    case Access::viewers:
      return true;
    case Access::changers:
      return viewer.may_change;
    case Access::operators:
      return viewer.sees_all() && (route.method == "GET" || viewer.may_change);
  }
  return false;
}

// The route with what its pattern's "*" are; without one, the methods of the path.
struct Found {
  const Route* route = nullptr;
  std::vector<std::string> captures;
  std::string methods;  // "GET, HEAD"; "" where the path is none
};

Found find_route(const Request& request) {
  Found found;
  for (const Route& route : routes()) {
    auto captures = match(route.pattern, request.path);
    if (!captures) continue;
    if (route.method == request.method || (route.method == "GET" && request.is_get()))
      return {.route = &route, .captures = std::move(*captures), .methods = {}};
    found.methods += found.methods.empty() ? "" : ", ";
    found.methods += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return found;
}

// What cannot be answered, in words for people, or for programs.
Response refusal(const Request& request, ApiFault fault, int status, const std::string& words) {
  if (is_api_path(request.path)) return api_problem(fault, words);
  return {.status = status, .media_type = kPlainText, .body = words + ".\n"};
}

Response not_allowed(const Request& request, const std::string& methods) {
  Response response =
      refusal(request, ApiFault::method_not_allowed, 405, "This is asked with " + methods);
  response.headers = {{"Allow", methods}};
  return response;
}

Request to_request(HTTPServerRequest& from, std::string_view base_path) {
  Request request{.method = from.getMethod()};
  std::string_view uri = from.getURI();
  if (!base_path.empty() && uri.starts_with(base_path))
    if (const char next = uri.substr(base_path.size()).empty() ? '?' : uri[base_path.size()];
        next == '/' || next == '?')
      uri.remove_prefix(base_path.size());
  const std::size_t path_end = std::min(uri.find('?'), uri.size());
  request.path = uri.substr(0, path_end);
  request.query = Parameters::parse(uri.substr(std::min(path_end + 1, uri.size())));
  request.headers.assign(from.begin(), from.end());
  request.address = from.clientAddress().host().toString();
  request.is_secure = from.secure();
  return request;
}

// Whether all of it was read.
bool read_body(std::istream& stream, std::string& body) {
  body.resize(kMostBodyBytes + 1);
  stream.read(body.data(), static_cast<std::streamsize>(body.size()));
  body.resize(static_cast<std::size_t>(stream.gcount()));
  return body.size() <= kMostBodyBytes;
}

expected<Viewer, Stranger> identify(const DashboardOptions& options, const Request& request,
                                    Store& store, Timestamp now) {
  if (options.gate == nullptr) return Viewer{};
  return options.gate->identify(request, store, now);
}

Viewer nobody() {
  return {.is_known = false, .may_change = false, .domains = std::vector<Domain>()};
}

// Who is not known may log in, if that helps.
Response refuse(const Visit& visit, const Stranger& stranger) {
  const bool is_program = is_for_programs(visit.request.path);
  if (stranger.status == 401 && !is_program) return to_login(visit);
  Response response =
      refusal(visit.request, stranger.status == 401 ? ApiFault::unauthorized : ApiFault::forbidden,
              stranger.status, stranger.why);
  if (stranger.status == 401) response.headers = {{"WWW-Authenticate", "Bearer realm=\"tlsward\""}};
  return response;
}

// Who is known, and may not do that, or not so.
Response forbid(const Visit& visit, std::string_view page, std::string_view why) {
  return is_for_programs(visit.request.path)
             ? refusal(visit.request, ApiFault::forbidden, 403, std::string(why))
             : message_page(visit, 403, page);
}

Response no_route(const Visit& visit) {
  return is_api_path(visit.request.path)
             ? api_problem(ApiFault::not_found,
                           "Nothing is asked here; /api/v1 tells what there is")
             : message_page(visit, 404, "not-found");
}

// What keeps a viewer from a route that they may not go.
std::string_view why_not(const Route& route, const Viewer& viewer) {
  if (route.access == Access::operators && !viewer.sees_all())
    return "This is told to those alone who see all domains";
  return "Whose token this is may change nothing, or the token is for reading: "
         "tlsward user token NAME --scope write makes another";
}

// Whether what would change anything is from a page that this viewer was shown.
bool has_own_form(const Visit& visit) {
  return visit.request.is_get() || visit.options.gate == nullptr ||
         visit.options.gate->is_own_form(visit.request, visit.viewer);
}

// A visit that may outlast its request, and owns what it goes by.
struct OwnVisit {
  const DashboardOptions& options;
  Request request;
  Viewer viewer;
  Preferences preferences;
  std::unique_ptr<Store> store;
  Timestamp now;
  std::vector<std::string> captures;

  Visit visit() const {
    return {.options = options,
            .request = request,
            .viewer = viewer,
            .preferences = preferences,
            .store = *store,
            .now = now,
            .captures = captures};
  }
};

// Whether a browser is to show it, which comes again when it is told to. What it keeps as a file it
// waits for.
bool is_shown(const Request& request) {
  return request.method == "GET" && !is_for_programs(request.path) && !request.query.find("as") &&
         request.header("Accept").find("text/html") != std::string_view::npos;
}

// All that such a page goes by: who asks, in which session, what they see, how, and for what.
std::string name_of_page(const Visit& visit) {
  const auto& [language, theme, technical] = visit.preferences;
  std::string name = fmt::format("{}\n{}\n{} {} {}\n{}", visit.viewer.name, visit.viewer.form_token,
                                 language->code(), theme, technical, visit.request.target());
  if (visit.viewer.domains)
    for (const Domain& domain : *visit.viewer.domains)
      name += '\n' + std::string(domain.text());
  return name;
}

Response being_made(const Visit& visit) {
  Response response = message_page(visit, 202, "being-made");
  response.headers.emplace_back("Refresh", "1");
  return response;
}

Response go(const Route& route, const std::shared_ptr<const OwnVisit>& own) {
  const Visit visit = own->visit();
  LatePages* late = visit.options.late;
  if (late == nullptr || !is_shown(visit.request)) return route.page(visit);
  const auto make = [own, page = route.page] { return page(own->visit()); };
  auto made = late->get(name_of_page(visit), visit.now, make);
  return made ? *std::move(made) : being_made(visit);
}

void forget_all(const DashboardOptions& options) {
  if (options.kept != nullptr) options.kept->forget();
  if (options.late != nullptr) options.late->forget();
}

using Identify = std::function<expected<Viewer, Stranger>(Store&, Timestamp)>;

Response answer(const DashboardOptions& options, const Request& request,
                const Identify& identify_viewer) {
  if (is_asset_path(request.path) && request.is_get()) return asset(request);
  Found found = find_route(request);
  if (found.route == nullptr && !found.methods.empty()) return not_allowed(request, found.methods);
  if (!request.is_get() && is_from_elsewhere(request))
    return refusal(request, ApiFault::forbidden, 403,
                   "This was sent by a page of another site; nothing was done");
  if (auto health = health_answer(options, request)) return *std::move(health);
  auto store = open_store_read_only(options.database);
  const Timestamp now = options.now();
  const expected<Viewer, Stranger> known = identify_viewer(*store, now);
  const auto own =
      std::make_shared<const OwnVisit>(OwnVisit{.options = options,
                                                .request = request,
                                                .viewer = known.value_or(nobody()),
                                                .preferences = read_preferences(request),
                                                .store = std::move(store),
                                                .now = now,
                                                .captures = std::move(found.captures)});
  const Visit visit = own->visit();
  const bool is_for_anybody = found.route != nullptr && found.route->access == Access::anybody;
  if (!known && !is_for_anybody) return refuse(visit, known.error());
  if (found.route == nullptr) return no_route(visit);
  if (!may_go(visit.viewer, *found.route))
    return forbid(visit, "not-yours", why_not(*found.route, visit.viewer));
  if (!is_for_anybody && !has_own_form(visit))
    return forbid(visit, "form-expired",
                  "What changes anything is asked with a token: Authorization: Bearer TOKEN");
  Response response = go(*found.route, own);
  const bool changes = !request.is_get() && (found.route->access == Access::changers ||
                                             found.route->access == Access::operators);
  if (changes && response.status < 400) forget_all(options);
  return response;
}

class DashboardHandler : public HTTPRequestHandler {
 public:
  explicit DashboardHandler(const DashboardOptions& options) : options_(options) {}

  void handleRequest(HTTPServerRequest& from, HTTPServerResponse& response) override {
    Request request = to_request(from, options_.base_path);
    if (request.path.empty() && request.is_get())  // the cookies are of what is below it
      return send(redirect(options_.base_path + '/' + request.query.query()), from, response);
    if (request.is_get() || read_body(from.stream(), request.body))
      return send(respond(options_, request), from, response);
    response.setKeepAlive(false);
    send(refusal(request, ApiFault::too_large, 413, "Too large"), from, response);
  }

 private:
  const DashboardOptions& options_;  // the factory's, which outlives its handlers
};

class DashboardFactory : public HTTPRequestHandlerFactory {
 public:
  explicit DashboardFactory(DashboardOptions options) : options_(std::move(options)) {
    options_.late = &late_;
  }

  // Poco deletes the handler.
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return std::make_unique<DashboardHandler>(options_).release();
  }

 private:
  DashboardOptions options_;
  LatePages late_;  // goes first: what is still being made goes by the options
};

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> joined(std::begin(kPageRoutes), std::end(kPageRoutes));
    joined.insert(joined.end(), api_routes().begin(), api_routes().end());
    return joined;
  }();
  return all;
}

Response respond(const DashboardOptions& options, const Request& request) {
  return answer(options, request, [&](Store& store, Timestamp now) {
    return identify(options, request, store, now);
  });
}

Response respond_to(const Viewer& viewer, const DashboardOptions& options, const Request& request) {
  return answer(options, request, [&](Store&, Timestamp) { return viewer; });
}

HTTPRequestHandlerFactory::Ptr make_dashboard(const DashboardOptions& options) {
  return Poco::makeShared<DashboardFactory>(options);
}

}  // namespace tlsward
