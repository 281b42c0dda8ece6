#include "analyzer/blind_spots.h"

#include "analyzer/check_certificate.h"
#include "analyzer/grouping.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr std::size_t kLateShown = 3;

std::string shown(const std::string& organization_name, const std::string& reporter) {
  const Witness witness{.reporter = reporter, .organization_name = organization_name};
  return std::string(name(witness));
}

bool is_down(const MailboxStatus& mailbox, Day day) {
  return mailbox.failures > 0 &&
         (!mailbox.last_success || *mailbox.last_success < digest_time(day));
}

// It could not begin to listen, and has not listened since the day's reports came.
bool is_down(const EndpointStatus& endpoint, Day day) {
  return !endpoint.fault.empty() && (!endpoint.alive || *endpoint.alive < digest_time(day));
}

bool is_expired(const EndpointStatus& endpoint, Day day) {
  return endpoint.certificate_not_after && *endpoint.certificate_not_after < digest_time(day);
}

bool is_ending(const EndpointStatus& endpoint, Day day) {
  return endpoint.certificate_not_after && endpoint.certificate_not_before &&
         ends_soon(*endpoint.certificate_not_before, *endpoint.certificate_not_after,
                   digest_time(day));
}

bool had_no_room(const RefusedCount& refused) {
  return refused.reason == name(Reason::storage_full) && refused.count > 0;
}

// Reports of which something odd holds, each once, and who sent them.
struct OddReports {
  std::set<std::int64_t> reports;
  std::set<std::string> senders;
  std::int64_t deviations = 0;

  bool empty() const { return reports.empty(); }
  std::int64_t count() const { return static_cast<std::int64_t>(reports.size()); }
};

template <typename Predicate>
OddReports find_odd(std::span<const Entry> entries, const Predicate& is_odd) {
  OddReports odd;
  for (const Entry& entry : entries) {
    if (!is_odd(entry) || !odd.reports.insert(entry.report).second) continue;
    odd.senders.insert(shown(entry.organization_name, entry.reporter));
    odd.deviations += entry.deviations;
  }
  return odd;
}

class Spots {
 public:
  Spots(const DayEvidence& evidence, const Language& language)
      : evidence_(evidence), language_(language) {}

  std::vector<BlindSpot> find();

 private:
  void add_contradictions();
  void add_mailboxes();
  void add_endpoint();
  void add_channels_to_guest();
  void add_silent();
  void add_without_reports();
  void add_without_sessions();
  void add_unknown_counts();
  void add_late();
  void add_arrivals();
  void add_quarantine();
  bool is_told_of(const QuarantineCount& conflicts) const;
  void add_refused();
  void add_distrusted();
  void add_unauthenticated();
  void add_long_range();
  void add_deviations();

  void add(std::string_view kind, std::string sentence) {
    spots_.push_back({std::string(kind), std::move(sentence)});
  }
  void add_odd(std::string_view kind, const OddReports& odd) {
    if (odd.empty()) return;
    add(kind,
        told(std::string("blind.").append(kind), odd.count(), {{"from", from(odd)}}, language_));
  }
  std::string from(const OddReports& odd) const {
    return enumerate(std::vector<std::string>(odd.senders.begin(), odd.senders.end()), 3,
                     language_);
  }
  std::string names_of(std::span<const Domain> domains) const {
    std::vector<std::string> names;
    for (const Domain& domain : domains)
      names.push_back(domain.display());
    return enumerate(names, 3, language_);
  }

  const DayEvidence& evidence_;
  const Language& language_;
  std::vector<BlindSpot> spots_;
};

void Spots::add_contradictions() {
  for (const auto& [line, contradiction] : evidence_.contradictions)
    add("conflict", sentence(contradiction, language_));
}

void Spots::add_mailboxes() {
  for (const MailboxStatus& mailbox : evidence_.mailboxes) {
    if (!is_down(mailbox, evidence_.day)) continue;
    if (mailbox.last_success)
      add("mailbox-down", put_in(language_.text("blind.mailbox-down"),
                                 {{"mailbox", printable(mailbox.mailbox, 80)},
                                  {"when", time_in_words(*mailbox.last_success, language_)},
                                  {"fault", printable(mailbox.fault)}}));
    else
      add("mailbox-down", put_in(language_.text("blind.mailbox-never"),
                                 {{"mailbox", printable(mailbox.mailbox, 80)},
                                  {"fault", printable(mailbox.fault)}}));
  }
}

void Spots::add_endpoint() {
  const auto& endpoint = evidence_.endpoint;
  if (!endpoint) return;
  if (is_down(*endpoint, evidence_.day))
    add("endpoint-down", put_in(language_.text("blind.endpoint-down"),
                                {{"address", printable(endpoint->address, 80)},
                                 {"fault", printable(endpoint->fault)}}));
  else if (is_expired(*endpoint, evidence_.day))
    add("endpoint-expired",
        put_in(language_.text("blind.endpoint-expired"),
               {{"when", time_in_words(*endpoint->certificate_not_after, language_)}}));
  else if (is_ending(*endpoint, evidence_.day))
    add("endpoint-ends",
        put_in(language_.text("blind.endpoint-ends"),
               {{"when", time_in_words(*endpoint->certificate_not_after, language_)}}));
}

// Of those that are down the one that is so for longest stands for all.
void Spots::add_channels_to_guest() {
  const MailboxStatus* down = nullptr;
  for (const MailboxStatus& mailbox : evidence_.mailboxes)
    if (is_down(mailbox, evidence_.day) &&
        (down == nullptr || mailbox.last_success < down->last_success))
      down = &mailbox;
  if (down != nullptr && down->last_success)
    add("mailbox-down", put_in(language_.text("blind.a-mailbox-down"),
                               {{"when", time_in_words(*down->last_success, language_)}}));
  else if (down != nullptr)
    add("mailbox-down", std::string(language_.text("blind.a-mailbox-never")));
  const auto& endpoint = evidence_.endpoint;
  if (endpoint && (is_down(*endpoint, evidence_.day) || is_expired(*endpoint, evidence_.day)))
    add("endpoint-down", std::string(language_.text("blind.an-endpoint-down")));
  if (std::ranges::any_of(evidence_.refused, had_no_room))
    add("refused", std::string(language_.text("blind.no-room")));
}

void Spots::add_silent() {
  using Habit = std::tuple<std::string, Rhythm, Day>;  // reporter, rhythm, last report
  std::map<Habit, std::vector<Domain>> lines;
  for (const Silence& silence : evidence_.silent)
    if (silence.is_news)
      lines[{shown(silence.reporter->organization_name, silence.reporter->reporter), silence.rhythm,
             silence.last}]
          .push_back(silence.reporter->domain);
  for (const auto& [habit, domains] : lines) {
    const auto& [who, rhythm, last] = habit;
    std::string key = std::string("blind.silent-").append(name(rhythm));
    if (rhythm == Rhythm::daily && last + days(1) != evidence_.day) key += "-since";
    const std::string_view text = language_.text(key);
    const std::string reporter = shown_name(who, 80, language_);
    add("silent-reporter", put_in(text, {{"who", reporter},
                                         {"domains", names_of(domains)},
                                         {"day", day_in_words(last, language_)}}));
  }
}

void Spots::add_without_reports() {
  if (evidence_.without_reports.empty()) return;
  add("no-reports", put_in(language_.text("blind.no-reports"),
                           {{"domains", names_of(evidence_.without_reports)}}));
}

void Spots::add_without_sessions() {
  if (evidence_.without_sessions.empty()) return;
  add("no-sessions", put_in(language_.text("blind.no-sessions"),
                            {{"domains", names_of(evidence_.without_sessions)}}));
}

// A vouched report came when its operator imported it: that tells nothing of its sender.
void Spots::add_late() {
  add_odd("late", find_odd(evidence_.entries, [&](const Entry& entry) {
            return entry.trust != Trust::vouched && entry.received >= evidence_.day + days(3);
          }));
}

// Where a digest is made early in the day, most reports come behind it: no news if all was well.
void Spots::add_arrivals() {
  std::vector<Arrival> late = evidence_.late;
  std::erase_if(late, [](const Arrival& arrival) {
    return arrival.failed == 0 && arrival.received < digest_time(arrival.day);
  });
  std::ranges::stable_sort(late, std::ranges::greater{}, &Arrival::failed);
  for (std::size_t i = 0; i < std::min(late.size(), kLateShown); ++i)
    add("arrived-late",
        put_in(
            language_.text("blind.arrived-late"),
            {{"who", shown_name(shown(late[i].organization_name, late[i].reporter), 80, language_)},
             {"domain", shown_name(late[i].domain.display(), 200, language_)},
             {"day", day_in_words(late[i].day, language_)},
             {"failures", counted(late[i].failed, "failure", language_)}}));
  if (late.size() > kLateShown)
    add("arrived-late", told("blind.arrived-late-more",
                             static_cast<std::int64_t>(late.size() - kLateShown), {}, language_));
}

void Spots::add_quarantine() {
  for (const QuarantineCount& quarantined : evidence_.quarantine) {
    if (quarantined.reason == Reason::conflict && is_told_of(quarantined)) continue;
    const std::string key = std::string("blind.quarantined-").append(name(quarantined.reason));
    add(quarantined.reason == Reason::conflict ? "conflict" : "quarantined",
        told(key, quarantined.count, {}, language_) + " tlsward quarantine list");
  }
}

// Whether each of these reports is one that add_contradictions() tells of.
bool Spots::is_told_of(const QuarantineCount& conflicts) const {
  std::int64_t told = 0;
  for (const auto& [line, contradiction] : evidence_.contradictions)
    told += contradiction.count;
  return conflicts.count <= told;
}

// What was no report is left out: whoever finds the endpoint sends such things.
void Spots::add_refused() {
  for (const Reason reason : {Reason::too_large, Reason::storage_full}) {
    std::int64_t count = 0;
    for (const RefusedCount& refused : evidence_.refused)
      count += refused.reason == name(reason) ? refused.count : 0;
    if (count == 0) continue;
    std::string text =
        told(std::string("blind.refused-").append(name(reason)), count, {}, language_);
    add("refused", text.append(" tlsward quarantine list --reason ").append(name(reason)));
  }
}

void Spots::add_unknown_counts() {
  add_odd("unknown-counts",
          find_odd(evidence_.entries, [](const Entry& entry) { return entry.failures_unknown; }));
}

void Spots::add_distrusted() {
  const DistrustedReports& all = evidence_.distrusted;
  if (all.reports == 0) return;
  std::vector<std::string> which;
  std::int64_t rest = all.reports;
  for (const Distrusted& one : all.largest) {
    const std::string who = shown_name(shown(one.organization_name, one.reporter), 80, language_);
    which.push_back(fmt::format("{} {} ({})", who, grouped(one.reports, language_),
                                trust_in_words(one.trust, language_)));
    rest -= one.reports;
  }
  std::string list = fmt::format("{}", fmt::join(which, ", "));
  if (rest > 0)
    list = put_in(language_.text("general.and-more"),
                  {{"list", list}, {"n", grouped(rest, language_)}});
  add("distrusted", fmt::format("{} tlsward list --uncounted --day {}",
                                told("blind.distrusted", all.reports, {{"which", list}}, language_),
                                format_day(evidence_.day)));
}

void Spots::add_unauthenticated() {
  const OddReports all = find_odd(evidence_.entries, [](const Entry&) { return true; });
  const OddReports some = find_odd(
      evidence_.entries, [](const Entry& entry) { return entry.trust <= Trust::unauthenticated; });
  if (some.empty()) return;
  add("unauthenticated",
      told("blind.unauthenticated", some.count(),
           {{"total", grouped(all.count(), language_)}, {"from", from(some)}}, language_));
}

void Spots::add_long_range() {
  add_odd("long-range",
          find_odd(evidence_.entries, [](const Entry& entry) { return entry.range_over_a_day; }));
}

void Spots::add_deviations() {
  const OddReports odd =
      find_odd(evidence_.entries, [](const Entry& entry) { return entry.deviations != 0; });
  if (odd.empty()) return;
  add("deviations",
      put_in(language_.text("blind.deviations"), {{"n", grouped(odd.deviations, language_)},
                                                  {"reports", grouped(odd.count(), language_)},
                                                  {"from", from(odd)}}));
}

std::vector<BlindSpot> Spots::find() {
  add_contradictions();
  if (evidence_.is_guest) {
    add_channels_to_guest();
  } else {
    add_mailboxes();
    add_endpoint();
  }
  add_silent();
  add_without_reports();
  add_without_sessions();
  add_unknown_counts();
  add_late();
  add_arrivals();
  add_quarantine();
  if (!evidence_.is_guest) add_refused();
  add_distrusted();
  add_unauthenticated();
  add_long_range();
  if (!evidence_.is_guest) add_deviations();  // they may be in what is said of others
  return std::move(spots_);
}

}  // namespace

bool is_channel_down(const DayEvidence& evidence) {
  return std::ranges::any_of(
             evidence.mailboxes,
             [&](const MailboxStatus& mailbox) { return is_down(mailbox, evidence.day); }) ||
         (evidence.endpoint && (is_down(*evidence.endpoint, evidence.day) ||
                                is_expired(*evidence.endpoint, evidence.day))) ||
         std::ranges::any_of(evidence.refused, had_no_room);
}

std::vector<BlindSpot> find_blind_spots(const DayEvidence& evidence, const Language& language) {
  return Spots(evidence, language).find();
}

}  // namespace tlsward
