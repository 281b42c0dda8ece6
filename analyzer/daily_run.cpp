#include "analyzer/daily_run.h"

#include "analyzer/addressed_mail.h"
#include "analyzer/digest_message.h"
#include "analyzer/digest_words.h"
#include "analyzer/history.h"
#include "analyzer/unsubscribe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

namespace tlsward {

namespace {

using std::chrono::days;

// The owner's last digest is compared with where problems are known from a week before it.
constexpr days kComparedDays{kDigestDays - 1 - static_cast<int>(kWeek)};

bool is_worth_telling(const Digest& digest) {
  return digest.verdict != Verdict::ok || !all_fixed(digest).empty();
}

bool is_worth_telling(const Digest& digest, const Owner& owner) {
  if (owner.schedule.rhythm != DigestRhythm::problems || is_worth_telling(digest)) return true;
  return digest.untold_since.has_value() ||
         std::ranges::any_of(digest.earlier, &EarlierDay::worth_telling);
}

EarlierDay in_short(const Digest& digest) {
  return {.day = digest.day,
          .verdict = digest.verdict,
          .sessions = digest.sessions,
          .failures_unknown = have_unknown_failures(digest),
          .summary = summary(digest),
          .headline = headline(digest),
          .worth_telling = is_worth_telling(digest)};
}

// What was stored since that digest was made is late. It may have been received before: a mailbox
// is read for minutes.
Came late_since(Day told_day, const std::optional<ToldSoFar>& told, Timestamp now) {
  if (told && told->seen) return {.after = *told->seen};
  const auto made = told ? told->made : std::nullopt;
  return {.since = std::min(made.value_or(digest_time(told_day)), now), .until = now};
}

DueDigest make_due_digest(Store& store, Day local_day, const CoveredDays& covers,
                          const std::optional<ToldSoFar>& told, Timestamp now) {
  DigestSpan span = usual_span(covers.last);
  span.looked = now;
  if (covers.first >= covers.last - kComparedDays) {
    span.told = covers.first - days(1);
    span.late = late_since(span.told, told, now);
  } else {
    span.is_forgotten = true;
  }
  return {.local_day = local_day, .covers = covers, .span = span, .seen = store.reports().newest()};
}

void keep(Store& store, OutboxMail& mail) {
  store.transact([&] {
    if (store.outbox().has(mail.owner, mail.local_day)) return;  // another process was quicker
    if (mail.state == MailState::waiting) store.outbox().replace_waiting(mail.owner, mail.created);
    mail.id = store.outbox().add(mail);
  });
}

void make_one(Store& store, const Audience& audience, const Letterhead& letterhead, Timestamp now,
              std::vector<OutboxMail>& kept) {
  const auto due = find_due(store, audience.owner, now);
  if (!due) return;
  OutboxMail mail = make_due_mail(store, audience, letterhead, *due, now);
  keep(store, mail);
  mail.message.clear();
  if (mail.id != 0) kept.push_back(std::move(mail));
}

}  // namespace

std::optional<DueDigest> find_due(Store& store, const Owner& owner, Timestamp now) {
  const Day key = latest_due_day(owner.schedule, now);
  if (store.outbox().has(owner.name, key)) return {};
  const Day today = std::chrono::floor<days>(now);
  const auto told = store.outbox().last_covered(owner.name, today);
  const auto last_day = told ? std::optional(told->last_day) : std::nullopt;
  const CoveredDays covers = covered_days(owner.schedule, now, last_day);
  return make_due_digest(store, key, covers, told, now);
}

DueDigest due_anew(Store& store, const OutboxMail& mail, Timestamp now) {
  const CoveredDays covers{mail.first_day, mail.last_day};
  const auto told = store.outbox().last_covered(mail.owner, mail.last_day + days(1));
  return make_due_digest(store, mail.local_day, covers, told, now);
}

OutboxMail make_due_mail(Store& store, const Audience& audience, const Letterhead& letterhead,
                         const DueDigest& due, Timestamp now) {
  const Digest digest = make_digest(store, audience, due.covers, due.span);
  OutboxMail mail = make_mail(digest, audience, letterhead, now);
  mail.owner = audience.owner.name;
  mail.local_day = due.local_day;
  mail.first_day = due.covers.first;
  mail.last_day = due.covers.last;
  mail.seen = due.seen;
  if (is_worth_telling(digest, audience.owner)) return mail;
  mail.state = MailState::unneeded;
  mail.settled = now;
  mail.message.clear();
  mail.recipients.clear();
  return mail;
}

MadeDigests make_due(Store& store, const std::vector<Audience>& audiences,
                     const Letterhead& letterhead, const Clock& clock,
                     const std::stop_token& stop) {
  MadeDigests made;
  for (const Audience& audience : audiences) {
    if (stop.stop_requested()) break;
    if (audience.rests || have_all_unsubscribed(audience.owner)) continue;
    const bool goes_on = take_turn(made.faults, audience.owner.name, [&] {
      make_one(store, audience, letterhead, clock(), made.kept);
    });
    if (!goes_on) break;
  }
  return made;
}

Digest make_digest(Store& store, const Audience& audience, const CoveredDays& covered,
                   const DigestSpan& span) {
  const Language* const language = find_language(audience.owner.language);
  assert(language != nullptr);  // owner_faults() lets no other through
  Digest digest = make_digest(store, span, audience.scope, *language);
  digest.technical_first = audience.owner.technical_first;
  const Day first_told = std::max(covered.first, covered.last - days(kMostEarlierDays));
  if (covered.first < first_told) digest.untold_since = covered.first;
  for (Day day = first_told; day < covered.last; day += days(1)) {
    DigestSpan of_day = usual_span(day);
    of_day.in_short = true;
    digest.earlier.push_back(in_short(make_digest(store, of_day, audience.scope, *language)));
  }
  return digest;
}

OutboxMail make_mail(const Digest& digest, const Audience& audience, const Letterhead& letterhead,
                     Timestamp now) {
  constexpr MailKind kind{.id = "digest", .phrase = "TLS report digest", .list = "tlsward"};
  AddressedMail made = address_mail(kind, audience.owner, letterhead, digest.day, now);
  made.mail.message = make_digest_message(digest, made.head);
  return std::move(made.mail);
}

}  // namespace tlsward
