#include "analyzer/daily_run.h"

#include "analyzer/addressed_mail.h"
#include "analyzer/digest_message.h"
#include "analyzer/digest_words.h"
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <exception>
#include <optional>
#include <utility>

namespace tlsward {

namespace {

using std::chrono::days;

constexpr std::size_t kFaultBytes = 1000;

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
          .worth_telling = is_worth_telling(digest)};
}

// What came since that digest was made is late; up to now.
DigestSpan span_of(const CoveredDays& covers, std::optional<Timestamp> made, Timestamp now) {
  DigestSpan span = usual_span(covers.last);
  span.told = covers.first - days(1);
  span.late_since = std::min(made.value_or(digest_time(span.told)), now);
  span.late_until = now;
  return span;
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
  if (mail.id != 0) kept.push_back(std::move(mail));
}

}  // namespace

bool is_of_all(const std::exception& error) {
  return dynamic_cast<const StoreBusy*>(&error) != nullptr ||
         dynamic_cast<const StoreFull*>(&error) != nullptr ||
         dynamic_cast<const StoreUnusable*>(&error) != nullptr;
}

std::optional<DueDigest> find_due(Store& store, const Owner& owner, Timestamp now) {
  const Day key = latest_due_day(owner.schedule, now);
  if (store.outbox().has(owner.name, key)) return {};
  const Day today = std::chrono::floor<days>(now);
  const auto told = store.outbox().last_covered(owner.name, today);
  const auto last_day = told ? std::optional(told->last_day) : std::nullopt;
  const CoveredDays covers = covered_days(owner.schedule, now, last_day);
  return DueDigest{.local_day = key,
                   .covers = covers,
                   .span = span_of(covers, told ? told->made : std::nullopt, now)};
}

DueDigest due_anew(Store& store, const OutboxMail& mail, Timestamp now) {
  const CoveredDays covers{mail.first_day, mail.last_day};
  const auto told = store.outbox().last_covered(mail.owner, mail.last_day + days(1));
  return {.local_day = mail.local_day,
          .covers = covers,
          .span = span_of(covers, told ? told->made : std::nullopt, now)};
}

OutboxMail make_due_mail(Store& store, const Audience& audience, const Letterhead& letterhead,
                         const DueDigest& due, Timestamp now) {
  const Digest digest = make_digest(store, audience, due.covers, due.span);
  OutboxMail mail = make_mail(digest, audience, letterhead, now);
  mail.owner = audience.owner.name;
  mail.local_day = due.local_day;
  mail.first_day = due.covers.first;
  mail.last_day = due.covers.last;
  if (is_worth_telling(digest, audience.owner)) return mail;
  mail.state = MailState::unneeded;
  mail.settled = now;
  mail.message.clear();
  mail.recipients.clear();
  return mail;
}

// The boundary of an owner's turn.
MadeDigests make_due(Store& store, const std::vector<Audience>& audiences,
                     const Letterhead& letterhead, const Clock& clock,
                     const std::stop_token& stop) {
  MadeDigests made;
  for (const Audience& audience : audiences) {
    if (stop.stop_requested()) break;
    try {
      make_one(store, audience, letterhead, clock(), made.kept);
    } catch (const std::exception& error) {
      made.faults.push_back({audience.owner.name, printable(error.what(), kFaultBytes)});
      if (is_of_all(error)) break;
    }
  }
  return made;
}

Digest make_digest(Store& store, const Audience& audience, const CoveredDays& covered,
                   const DigestSpan& span) {
  const Language* const language = find_language(audience.owner.language);
  assert(language != nullptr);  // owner_faults() lets no other through
  Digest digest = make_digest(store, span, audience.scope, *language);
  const Day first_told = std::max(covered.first, covered.last - days(kMostEarlierDays));
  if (covered.first < first_told) digest.untold_since = covered.first;
  for (Day day = first_told; day < covered.last; day += days(1))
    digest.earlier.push_back(in_short(make_digest(store, day, audience.scope, *language)));
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
