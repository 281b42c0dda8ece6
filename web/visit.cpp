#include "web/visit.h"

#include "analyzer/gather_problems.h"
#include "web/kept.h"
#include "web/told_day.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tlsward {
namespace {

constexpr std::chrono::days kOfferedDays{30};
constexpr std::chrono::hours kDayKeptFor{2};  // of a day before the last one

// RFC 2606: no domain is, or lies below, this one.
const Domain& nobodys() {
  static const Domain domain("nobody.invalid");
  return domain;
}

// What a question of this viewer is narrowed to, as a name.
std::string name_of(const std::vector<Domain>& domains) {
  std::string name;
  for (const Domain& domain : domains)
    name += std::string(domain.text()) + ' ';
  return name;
}

// About the lines that a digest of the scope reads.
std::int64_t reports_of(Store& store, const DigestScope& scope, Day day) {
  Filter filter{.domains = scope.domains, .since = day, .until = day};
  filter.domains.insert(filter.domains.end(), scope.mx_hosts.begin(), scope.mx_hosts.end());
  const auto totals = store.reports().totals(filter);
  return totals.empty() ? 0 : totals.front().reports;
}

// The same of numbers that are nearly the same: a few that come late change little of many.
int about(std::int64_t reports) {
  constexpr double steps = 50;
  return static_cast<int>(steps * std::log1p(static_cast<double>(reports)));
}

}  // namespace

std::optional<Domain> Visit::asked_domain() const {
  const auto name = asked("domain");
  return name ? std::optional(Domain(*name)) : std::nullopt;
}

std::vector<Domain> Visit::domains() const {
  std::vector<Domain> domains;
  if (!asked_domain()) {
    if (!viewer.domains) return options.scope.domains;
    domains = *viewer.domains;
  }
  for (const std::string& name : request.query.all("domain"))
    if (const Domain domain(name); viewer.sees(domain) && domain.is_host_name())
      domains.push_back(domain);
  return domains.empty() ? std::vector{nobodys()} : domains;
}

std::vector<Domain> Visit::offered_domains(std::size_t most) const {
  if (viewer.domains) return *viewer.domains;
  if (!options.scope.domains.empty()) return options.scope.domains;
  const Filter lately{.since = today() - kOfferedDays, .limit = most};
  std::vector<Domain> offered;
  for (const TopRow& row : store.reports().top(Ranking::domains, lately))
    if (Domain domain(row.name); domain.is_host_name()) offered.push_back(std::move(domain));
  std::ranges::sort(offered);
  return offered;
}

bool Visit::asks_for_others() const {
  return asked_domain() && std::ranges::none_of(request.query.all("domain"), [&](const auto& name) {
           const Domain domain(name);
           return domain.is_host_name() && viewer.sees(domain);
         });
}

bool Visit::is_ours(const Domain& domain) const {
  const std::vector<Domain>& ours = options.scope.domains;
  return ours.empty() ||
         std::ranges::any_of(ours, [&](const Domain& own) { return domain.is_within(own); });
}

bool Visit::is_known(const Domain& domain) const {
  if (!domain.is_host_name() || !viewer.sees(domain)) return false;
  return viewer.sees_all() || std::ranges::find(*viewer.domains, domain) != viewer.domains->end() ||
         !store.reports().totals({.domains = {domain}}).empty();
}

DigestScope Visit::scope() const {
  if (!asked_domain() && viewer.sees_all()) return options.scope;
  DigestScope scope = options.narrow(domains());
  scope.is_guest = !viewer.sees_all();
  return scope;
}

Digest Visit::digest(Day day, const Language& in) const {
  DigestSpan span = usual_span(day);
  if (is_last(day)) span.looked = now;
  return make_digest(store, span, scope(), in);
}

Visit::Making<ToldDay> Visit::day_making(Day day, const Language& in) const {
  const DigestScope narrowed = scope();
  std::string name = fmt::format("{} {} {} {}", format_day(day), in.code(), narrowed.is_guest,
                                 name_of(narrowed.domains));
  if (!is_last(day)) name += fmt::format(" {}", about(reports_of(store, narrowed, day)));
  return {std::move(name), is_last(day) ? kKeptFor : kDayKeptFor, [this, day, &in] {
            ToldDay told = tell_day(digest(day, in), now);
            if (!is_last(day)) told.verdicts.clear();
            return told;
          }};
}

Visit::Making<ProblemList> Visit::problems_making(const std::vector<Domain>& narrowed) const {
  return {format_day(today()) + ' ' + name_of(narrowed), kKeptFor,
          [this, narrowed] { return read_problems(store, {.domains = narrowed}, today()); }};
}

std::shared_ptr<const ToldDay> Visit::told_day(Day day, const Language& in) const {
  if (options.kept == nullptr)
    return std::make_shared<const ToldDay>(tell_day(digest(day, in), now));
  if (viewer.sees_all()) options.kept->note_asked(now);
  const auto [name, good_for, make] = day_making(day, in);
  return options.kept->days.get(name, now, make, good_for);
}

std::shared_ptr<const ProblemList> Visit::problems(const std::vector<Domain>& narrowed) const {
  const auto [name, good_for, make] = problems_making(narrowed);
  if (options.kept == nullptr) return std::make_shared<const ProblemList>(make());
  if (viewer.sees_all()) options.kept->note_asked(now);
  return options.kept->problems.get(name, now, make, good_for);
}

}  // namespace tlsward
