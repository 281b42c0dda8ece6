#include "web/visit.h"

#include "web/kept.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlsward {
namespace {

constexpr std::chrono::days kOfferedDays{30};

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

bool Visit::is_ours(const Domain& domain) const {
  const std::vector<Domain>& ours = options.scope.domains;
  return ours.empty() ||
         std::ranges::any_of(ours, [&](const Domain& own) { return domain.is_within(own); });
}

bool Visit::is_known(const Domain& domain) const {
  if (!domain.is_host_name() || !viewer.sees(domain)) return false;
  return viewer.sees_all() || std::ranges::find(*viewer.domains, domain) != viewer.domains->end() ||
         !store.reports().sums({.domains = {domain}}).empty();
}

DigestScope Visit::scope() const {
  if (!asked_domain() && viewer.sees_all()) return options.scope;
  DigestScope scope = options.narrow(domains());
  scope.is_guest = !viewer.sees_all();
  return scope;
}

Visit::Making<Digest> Visit::digest_making(Day day, const Language& in) const {
  const DigestScope narrowed = scope();
  std::string name = fmt::format("{} {} {} {}", format_day(day), in.code(), narrowed.is_guest,
                                 name_of(narrowed.domains));
  return {std::move(name), [this, day, &in, narrowed] {
            DigestSpan span = usual_span(day);
            if (day + std::chrono::days(1) >= today()) span.looked = now;
            return make_digest(store, span, narrowed, in);
          }};
}

Visit::Making<std::vector<Problem>> Visit::problems_making(
    const std::vector<Domain>& narrowed) const {
  return {format_day(today()) + ' ' + name_of(narrowed), [this, narrowed] {
            return read_problems(store, {.domains = narrowed}, today()).problems;
          }};
}

std::shared_ptr<const Digest> Visit::digest(Day day, const Language& in) const {
  const auto [name, make] = digest_making(day, in);
  if (options.kept == nullptr) return std::make_shared<const Digest>(make());
  if (viewer.sees_all()) options.kept->note_asked(now);
  return options.kept->digests.get(name, now, make);
}

std::shared_ptr<const std::vector<Problem>> Visit::problems(
    const std::vector<Domain>& narrowed) const {
  const auto [name, make] = problems_making(narrowed);
  if (options.kept == nullptr) return std::make_shared<const std::vector<Problem>>(make());
  if (viewer.sees_all()) options.kept->note_asked(now);
  return options.kept->problems.get(name, now, make);
}

}  // namespace tlsward
