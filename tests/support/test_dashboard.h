// A dashboard over a database of a test's own, to be asked without a socket.
#pragma once

#include "schema/store.h"
#include "tests/support/temporary_folder.h"
#include "web/dashboard.h"
#include "web/preferences.h"
#include "web/viewer.h"
#include "web/visit.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward::tests {

// As of 12:00 UTC of the day after kVisitedDay.
inline const Day kVisitedDay = *parse_day("2026-11-23");

class TestDashboard {
 public:
  TestDashboard() : options{.database = folder_ / "tlsward.db"} {
    options.now = [] { return kVisitedDay + std::chrono::hours(36); };
    open_store(options.database, Commits::each);
  }

  std::unique_ptr<Store> open() const { return open_store(options.database, Commits::each); }

  // The target is a path with its query.
  Response get(std::string_view target,
               std::vector<std::pair<std::string, std::string>> headers = {}) const {
    return answer({.path = std::string(target.substr(0, target.find('?'))),
                   .query = query_of(target),
                   .headers = std::move(headers)});
  }

  Response post(std::string_view target, std::string form,
                std::vector<std::pair<std::string, std::string>> headers = {}) const {
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return answer({.method = "POST",
                   .path = std::string(target.substr(0, target.find('?'))),
                   .query = query_of(target),
                   .body = std::move(form),
                   .headers = std::move(headers)});
  }

  // What the page answers to somebody else than those who see all. A form is one that was posted.
  Response ask(Response (*page)(const Visit&), const Viewer& who, std::string_view target,
               std::string form = {}, std::vector<std::string> captures = {}) const {
    const Request request{.method = form.empty() ? "GET" : "POST",
                          .path = std::string(target.substr(0, target.find('?'))),
                          .query = query_of(target),
                          .body = std::move(form),
                          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}};
    const Preferences preferences = read_preferences(request);
    const auto store = open_store_read_only(options.database);
    return page({.options = options,
                 .request = request,
                 .viewer = who,
                 .preferences = preferences,
                 .store = *store,
                 .now = options.now(),
                 .captures = std::move(captures)});
  }

 private:
  // Where there is a gate, it says who asks.
  Response answer(const Request& request) const {
    return options.gate == nullptr ? respond_to(viewer, options, request)
                                   : respond(options, request);
  }

  static Parameters query_of(std::string_view target) {
    const auto mark = target.find('?');
    return mark == std::string_view::npos ? Parameters()
                                          : Parameters::parse(target.substr(mark + 1));
  }

  TemporaryFolder folder_;

 public:
  DashboardOptions options;
  Viewer viewer = {};  // who asks
};

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// The texts stand in the page, one after the other.
inline void check_order(const std::string& page, const std::vector<std::string>& parts) {
  std::size_t last = 0;
  for (const std::string& part : parts) {
    CAPTURE(part);
    const std::size_t at = page.find(part, last);
    REQUIRE(at != std::string::npos);
    last = at;
  }
}

}  // namespace tlsward::tests
