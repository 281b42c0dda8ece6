#include "collector/intake.h"

#include "collector/conflict.h"
#include "collector/plausible.h"
#include "schema/counting.h"
#include "schema/deliveries.h"
#include "schema/printable.h"
#include "schema/report_documents.h"
#include "schema/report_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

namespace tlsward {
namespace {

// A delivery without its bytes.
Delivery envelope_of(const Delivery& delivery) {
  return {.channel = delivery.channel,
          .source = delivery.source,
          .file_name = delivery.file_name,
          .trust = delivery.trust,
          .evidence = delivery.evidence,
          .received = delivery.received,
          .bytes = {}};
}

// What a part of a delivery is: one of its own that came in the same way.
Delivery envelope_of(const Delivery& whole, const std::string& part, std::string file_name) {
  Delivery envelope = envelope_of(whole);
  envelope.source += ": " + part;
  envelope.file_name = std::move(file_name);
  return envelope;
}

// A zip's member, or the one text that a delivery is.
Delivery envelope_of(const Delivery& delivery, const Unpacked& text) {
  if (text.name.empty()) return envelope_of(delivery);
  return envelope_of(delivery, text.name, text.name.substr(text.name.rfind('/') + 1));
}

// Whether a text that was read so is nothing but that document.
bool is_alone(const Reading& reading) {
  return reading.report && std::ranges::none_of(reading.report->deviations, [](const auto& each) {
           return each.code == DeviationCode::text_after_document;
         });
}

Delivery delivery_of(const Delivery& how, MailPart part) {
  Delivery delivery = envelope_of(how, "part " + part.place, std::move(part.file_name));
  delivery.bytes = std::move(part.bytes);
  return delivery;
}

// The parts of a mail together are bounded as one delivery is: each of many may be a bomb.
std::optional<Rejection> too_much(const std::vector<Reading>& readings, const Limits& limits) {
  std::size_t bytes = 0;
  for (const Reading& reading : readings)
    bytes += reading.text_bytes;
  if (bytes > limits.max_inflated_bytes) return inflates_too_large(limits);
  if (readings.size() > limits.max_documents) return too_many_documents(limits);
  return {};
}

void believe(Reading& reading, const Judge& judge) {
  Believed believed = judge(reading.report ? *reading.report : Report{});
  reading.delivery.trust = believed.trust;
  reading.delivery.evidence = std::move(believed.evidence);
  reading.ask_again = believed.ask_again;
}

// A report without entries is nobody's and says nothing that could be counted.
bool is_foreign(const std::vector<PolicyLine>& lines) {
  return !lines.empty() && std::ranges::none_of(lines, &PolicyLine::ours);
}

Rejection not_ours(const std::vector<PolicyLine>& lines) {
  const Domain& domain = lines.front().domain;
  if (domain.empty()) return {Reason::not_ours, "it does not say which domain it is about"};
  return {Reason::not_ours, fmt::format("it is about {}, which is none of the [[domain]]s",
                                        printable(domain.display()))};
}

// The report that was read as one side of a conflict.
Known side_of(const Reading& reading, std::int64_t id) {
  return {.id = id,
          .trust = reading.delivery.trust,
          .entries = entries_of(*reading.report),
          .counted = false};
}

// The report counts, those of its identity no more.
Settled let_count(Store& store, const KeptDelivery& conflict) {
  const std::int64_t id = conflict.report.value_or(conflict.id);
  const std::optional<StoredReport> report = store.reports().find(id);
  for (const std::int64_t other : report->conflicts_with)
    store.reports().set_counted(other, false);
  store.reports().set_counted(id, true);
  return {Outcome::stored, conflict.source, id, conflict.id, {}};
}

// How far a delivery is believed that an operator lets out of quarantine. One that stands behind
// all sides of a conflict must be believed more than they are to become one.
Believed as_released(const KeptDelivery& kept) {
  if (kept.rejection->reason != Reason::conflict) return {kept.trust, kept.evidence};
  return {std::max(kept.trust, Trust::vouched), "released from quarantine by the operator"};
}

}  // namespace

std::vector<Reading> rejected(Delivery delivery, Rejection rejection) {
  std::vector<Reading> readings(1);
  readings.front().delivery = std::move(delivery);
  readings.front().report = unexpected(std::move(rejection));
  return readings;
}

bool holds_no_report(const std::vector<Settled>& settled) {
  return std::ranges::all_of(settled, [](const Settled& one) {
    return one.outcome == Outcome::refused && one.rejection.value().reason == Reason::not_a_report;
  });
}

Intake::Intake(const Limits& limits, const Ownership& ownership, const HashKey& key)
    : limits_(limits), ownership_(ownership), fingerprinter_(key) {}

std::vector<Reading> Intake::read(Delivery delivery, std::optional<Reason> waived) {
  auto texts = unpack(delivery.bytes, limits_);
  if (!texts) return rejected(std::move(delivery), std::move(texts.error()));
  std::vector<Reading> readings;
  for (Unpacked& text : *texts) {
    std::vector<Reading> of_text = read_text(envelope_of(delivery, text), text.text);
    if (readings.size() + of_text.size() > limits_.max_documents)
      return rejected(std::move(delivery), too_many_documents(limits_));
    if (of_text.size() == 1)
      of_text.front().delivery.bytes = std::move(text.name.empty() ? delivery.bytes : text.text);
    std::string().swap(text.text);  // Assessing needs the most memory, and no text.
    for (Reading& reading : of_text)
      assess(reading, waived);
    std::ranges::move(of_text, std::back_inserter(readings));
  }
  return readings;
}

// A reading for each document in the text. What is kept raw of one that is alone is left to the
// caller; of several, which have no file's name of their own, it is each one's text.
std::vector<Reading> Intake::read_text(const Delivery& envelope, std::string_view text) const {
  std::vector<Reading> readings;
  readings.push_back(read_document(envelope, text));
  if (is_alone(readings.front())) return readings;
  const auto documents = documents_of(text, limits_.report, limits_.max_documents);
  if (documents.empty()) return readings;
  readings.clear();
  if (documents.size() == 1) {
    readings.push_back(read_document(envelope, documents.front()));
    return readings;
  }
  for (const std::string_view document : documents) {
    const std::string part = fmt::format("document {}", readings.size() + 1);
    readings.push_back(read_document(envelope_of(envelope, part, ""), document));
    readings.back().delivery.bytes = document;
  }
  return readings;
}

Reading Intake::read_document(const Delivery& envelope, std::string_view text) const {
  Reading reading;
  reading.delivery = envelope;
  reading.text_bytes = text.size();
  reading.report = parse_report(text, envelope.file_name, limits_.report);
  return reading;
}

// Whose the report is, whether it can be true, and by what it is known again.
void Intake::assess(Reading& reading, std::optional<Reason> waived) {
  if (!reading.report) return;
  reading.fingerprint = fingerprinter_.fingerprint(*reading.report);
  reading.lines = lines_of(*reading.report, reading.delivery.file_name, ownership_);
  if (is_foreign(reading.lines)) {
    if (waived != Reason::not_ours && waived != Reason::implausible) {
      reading.objection = not_ours(reading.lines);
      return;
    }
    for (PolicyLine& line : reading.lines)
      line.ours = true;
  }
  if (waived == Reason::implausible) return;
  reading.objection = implausible(*reading.report, reading.delivery, limits_);
}

std::vector<Reading> Intake::read_parts(const Delivery& how, Mail& mail, const Judge& judge) {
  std::vector<Reading> readings;
  for (MailPart& part : mail.parts) {
    const bool certain = part.certain;
    for (Reading& reading : read(delivery_of(how, std::move(part)))) {
      if (!certain && !reading.report) continue;
      if (reading.report) compare_with_mail(*reading.report, mail);
      if (judge) believe(reading, judge);
      readings.push_back(std::move(reading));
    }
    if (auto rejection = too_much(readings, limits_))
      return rejected(std::move(readings.front().delivery), *std::move(rejection));
  }
  return readings;
}

std::vector<Settled> Intake::keep(Store& store, const std::vector<Reading>& readings) {
  std::vector<Settled> settled;
  store.transact([&] { settled = keep_each(store, readings); });
  return settled;
}

std::vector<Settled> Intake::accept(Store& store, Delivery delivery) {
  return keep(store, read(std::move(delivery)));
}

std::vector<Settled> Intake::keep_each(Store& store, const std::vector<Reading>& readings) const {
  std::vector<Settled> settled;
  settled.reserve(readings.size());
  for (const Reading& reading : readings) {
    settled.push_back(keep_one(store, reading));
    if (reading.report) settled.back().contact = contact_domain(*reading.report);
  }
  return settled;
}

// What is known already is a duplicate whatever the objection; but nothing implausible may become
// the side of a conflict that counts.
Settled Intake::keep_one(Store& store, const Reading& reading) const {
  if (!reading.report) return set_aside(store, reading, reading.report.error());
  const std::vector<Known> known = store.reports().find_known(*reading.report, reading.fingerprint);
  const auto same = std::ranges::find(known, true, &Known::same_content);
  if (same != known.end()) return add_receipt(store, reading, known, *same);
  if (reading.objection) return set_aside(store, reading, *reading.objection);
  const Known newest = side_of(reading, std::numeric_limits<std::int64_t>::max());
  const bool stands_aside =
      !known.empty() && !counts_rather(newest, counting_one(known), limits_.counts_from);
  if (has_too_many_sides(known, newest.trust) ||
      (stands_aside && !has_room(store, reading.delivery)))
    return set_aside(store, reading, *conflict_with(known));
  return add_report(store, reading, known);
}

Settled Intake::add_report(Store& store, const Reading& reading,
                           const std::vector<Known>& known) const {
  const Delivery& delivery = reading.delivery;
  const std::optional<Rejection> conflict = conflict_with(known);
  const Outcome outcome = conflict ? Outcome::conflict : Outcome::stored;
  const std::int64_t id = store.deliveries().keep({delivery, outcome, {}, conflict});
  store.reports().add({.id = id,
                       .report = *reading.report,
                       .fingerprint = reading.fingerprint,
                       .lines = reading.lines,
                       .trust = delivery.trust,
                       .evidence = delivery.evidence,
                       .counted = !conflict && delivery.trust >= limits_.counts_from});
  if (conflict) {
    weigh(store.reports(), side_of(reading, id), counting_one(known), limits_.counts_from);
  }
  return {outcome, delivery.source, id, id, conflict};
}

Settled Intake::add_receipt(Store& store, const Reading& reading, const std::vector<Known>& known,
                            const Known& same) const {
  const Delivery& delivery = reading.delivery;
  const std::int64_t receipt = store.deliveries().keep({delivery, Outcome::duplicate, same.id, {}});
  raise_trust(store.reports(), known, same, {delivery.trust, delivery.evidence},
              limits_.counts_from);
  Settled settled = {Outcome::duplicate, delivery.source, same.id, {}, {}};
  if (receipt != 0) settled.delivery = receipt;
  return settled;
}

Settled Intake::set_aside(Store& store, const Reading& reading, Rejection rejection) const {
  const Delivery& delivery = reading.delivery;
  const auto same = is_kept(rejection.reason)
                        ? store.deliveries().keep_again(delivery, rejection.reason)
                        : std::nullopt;
  if (same) return {Outcome::quarantined, delivery.source, {}, same, std::move(rejection)};
  std::optional<Reason> objection;
  if (is_kept(rejection.reason) && !has_room(store, delivery)) {
    objection = rejection.reason;
    rejection = {
        Reason::storage_full,
        fmt::format("no room in quarantine (limits.max_quarantine_bytes) for what is {}: {}",
                    name(rejection.reason), rejection.detail)};
  }
  const bool kept = is_kept(rejection.reason);
  const Outcome outcome = kept ? Outcome::quarantined : Outcome::refused;
  const std::int64_t id = store.deliveries().keep({delivery, outcome, {}, rejection});
  Settled settled = {outcome, delivery.source, {}, {}, std::move(rejection), objection, {}};
  if (kept) settled.delivery = id;
  return settled;
}

bool Intake::has_room(Store& store, const Delivery& delivery) const {
  const auto size = static_cast<std::int64_t>(delivery.bytes.size());
  Deliveries& deliveries = store.deliveries();
  if (deliveries.quarantine_bytes() + size > limits_.max_quarantine_bytes) return false;
  // Anybody can post; one of them must not use up what is there for all.
  return delivery.channel != "https" ||
         deliveries.quarantine_bytes(delivery.channel, delivery.source) + size <=
             limits_.max_quarantine_bytes_per_source;
}

std::optional<std::vector<Settled>> Intake::release(Store& store, std::int64_t delivery,
                                                    const std::optional<Believed>& believed) {
  std::optional<std::vector<Settled>> settled;
  store.transact([&] { settled = release_within(store, delivery, believed); });
  return settled;
}

std::optional<std::vector<Settled>> Intake::release_within(
    Store& store, std::int64_t delivery, const std::optional<Believed>& believed) {
  const std::optional<KeptDelivery> kept = store.deliveries().find(delivery);
  if (!kept) return {};
  if (kept->outcome == Outcome::conflict) return {{let_count(store, *kept)}};
  if (kept->outcome != Outcome::quarantined) return {};

  const Believed how = believed.value_or(as_released(*kept));
  const std::vector<Reading> readings = read({.channel = kept->channel,
                                              .source = kept->source,
                                              .file_name = kept->file_name,
                                              .trust = how.trust,
                                              .evidence = how.evidence,
                                              .received = kept->received,
                                              .bytes = store.deliveries().raw(delivery).value()},
                                             kept->rejection->reason);
  if (readings.size() == 1 && !readings.front().report) {
    return {{{Outcome::quarantined, kept->source, {}, delivery, readings.front().report.error()}}};
  }
  store.deliveries().remove(delivery);
  return keep_each(store, readings);
}

}  // namespace tlsward
