// The pages: a table of routes, and who may go which. Hands out Poco handlers and owns no socket.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/owner.h"
#include "schema/delivery.h"
#include "schema/timestamp.h"
#include "web/health.h"
#include "web/metrics.h"
#include "web/request.h"
#include "web/response.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

class Errands;
class Gate;
class Kept;
class LatePages;
struct Viewer;
struct Visit;

// What the set-up of a domain goes by.
struct SetUpOptions {
  std::vector<std::string> rua = {};          // checks.rua, by mail first; none: not configured
  std::vector<std::string> example_rua = {};  // what it could be, where it is not
  std::string local_endpoint = {};  // "https://localhost:443/v1/tlsrpt", of this machine; "": none
};

struct DashboardOptions {
  std::string database;    // opened anew for each request
  DigestScope scope = {};  // of all that is configured: what is shown to who sees all
  // The same of some domains.
  std::function<DigestScope(const std::vector<Domain>&)> narrow = [](const auto& domains) {
    return DigestScope{.domains = domains};
  };
  std::string base_path = {};  // before each path: "/tlsward", or ""
  Gate* gate = nullptr;        // who gets in, lent; null: everybody, as in tests
  // Lets a delivery out of quarantine and tells what became of each report in it; absent where
  // there is nothing to let out. Empty: the pages do not offer it. Throws what the Store throws.
  std::function<std::optional<std::vector<Settled>>(std::int64_t delivery)> release = {};
  Kept* kept = nullptr;        // what took long to make, lent; null: all is made anew
  LatePages* late = nullptr;   // what browsers need not wait for, lent; null: they wait
  Errands* errands = nullptr;  // what pages begin, lent; null: they offer none of it
  std::function<Timestamp()> now = [] {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  };
  std::optional<Timestamp> started = {};   // when this process began; absent: not known
  std::vector<Owner> owners = {};          // that are configured
  std::vector<std::string> webhooks = {};  // likewise: their names
  SetUpOptions set_up = {};
  MetricsOptions metrics = {};  // of the database and scope above, whatever it says
  HealthOptions health = {};    // likewise
};

// Who may go a route.
enum class Access {
  anybody,    // also without a login
  viewers,    // who is logged in
  changers,   // likewise, and may change what they see
  operators,  // who sees all; and for a POST may change it
};

struct Route {
  std::string_view method;   // "GET", which is HEAD too, or "POST"
  std::string_view pattern;  // a path in which "*" is any one segment: "/problems/*"
  Access access = Access::viewers;
  Response (*page)(const Visit&) = nullptr;
};

// All there are; tests go each of them.
std::span<const Route> routes();

// The answer to a request. 404 for what is no route, 405 for another method than a route's, 403 to
// who may not go it, for a POST that is from another site's page, and for a form without its
// viewer's token (but where anybody may go). Who is not known is led to the login, a program told
// 401. Throws what the Store throws.
Response respond(const DashboardOptions& options, const Request& request);

// The same to this viewer, whoever sent it.
Response respond_to(const Viewer& viewer, const DashboardOptions& options, const Request& request);

// Handlers that answer so, on any number of threads, with late pages of their own.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_dashboard(const DashboardOptions& options);

}  // namespace tlsward
