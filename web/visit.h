// All that a page may go by when it is asked for: it reads the Store and answers.
#pragma once

#include "schema/reports.h"
#include "schema/store.h"
#include "web/dashboard.h"
#include "web/preferences.h"
#include "web/request.h"
#include "web/viewer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

struct ProblemList;
struct ToldDay;

// Domains to choose from; of more one is typed.
inline constexpr std::size_t kMostOffered = 200;

struct Visit {
  const DashboardOptions& options;
  const Request& request;
  const Viewer& viewer;
  const Preferences& preferences;
  Store& store;  // for reading; what changes anything opens its own
  Timestamp now;
  std::vector<std::string> captures = {};  // what the "*" of the route's pattern are, decoded

  Day today() const { return std::chrono::floor<std::chrono::days>(now); }
  const Language& language() const { return *preferences.language; }

  // Whether nothing later is over: how things are now belongs to it.
  bool is_last(Day day) const { return day + std::chrono::days(1) >= today(); }

  // The value of the query's first `name`; absent if there is none.
  std::optional<std::string> asked(std::string_view name) const { return request.query.find(name); }

  // The domain that the query's first "domain" names; absent if it names none.
  std::optional<Domain> asked_domain() const;

  // The domains that a question of this viewer is narrowed to: those that the query's "domain"
  // names, as far as they see them; without one all of theirs; none: all there are. Who sees
  // nothing is asked about a name that nobody has.
  std::vector<Domain> domains() const;

  // Whether the query names domains, and none that this viewer may see.
  bool asks_for_others() const;

  // Those that this viewer may choose from: theirs, else what is configured, else what the reports
  // of 30 days are about (`most` of them, 0: all), by name.
  std::vector<Domain> offered_domains(std::size_t most = kMostOffered) const;

  // Whether it is one of those that are configured, or below one; each is where none is configured.
  bool is_ours(const Domain& domain) const;

  // Whether the viewer may have it looked at and drafted for, which is kept: any host name for who
  // sees all; else one of theirs, or one below that reports are about, so that names that are made
  // up fill nothing.
  bool is_known(const Domain& domain) const;

  // The same as domains() with their MX hosts, for digests.
  DigestScope scope() const;

  // A day's digest of that scope. How things are now belongs to the last day; one before is told of
  // as it was told then. Throws what the Store throws.
  Digest digest(Day day, const Language& in) const;

  // What is told of it (web/told_day.h), some minutes old at most; of a day before the last one two
  // hours, unless its reports have become more by a fiftieth.
  std::shared_ptr<const ToldDay> told_day(Day day, const Language& in) const;

  // All problems of these domains, none: of all, as read_problems() has them; some minutes old.
  std::shared_ptr<const ProblemList> problems(const std::vector<Domain>& narrowed) const;

  // Under which name both are kept, for how long, and how they are made while the visit lasts.
  template <typename Value>
  struct Making {
    std::string name;
    std::chrono::minutes good_for;
    std::function<Value()> make;
  };
  Making<ToldDay> day_making(Day day, const Language& in) const;
  Making<ProblemList> problems_making(const std::vector<Domain>& narrowed) const;
};

}  // namespace tlsward
