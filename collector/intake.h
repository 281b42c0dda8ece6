// The one door: every channel ends here. A delivery is read in memory (unpack -> parse -> whose
// domain), then its raw bytes and all rows are written in one transaction. Nothing else unpacks,
// parses or keeps.
#pragma once

#include "collector/limits.h"
#include "collector/mail_message.h"
#include "collector/ownership.h"
#include "collector/trust.h"
#include "collector/unpack.h"
#include "schema/delivery.h"
#include "schema/expected.h"
#include "schema/identity.h"
#include "schema/report.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace tlsward {

// One report's worth of a delivery, read and judged as far as that needs no database.
// `delivery.bytes` is what will be kept raw: the bytes as they came, or of a zip the member's text,
// or of several documents one after the other the document.
struct Reading {
  Delivery delivery;
  expected<Report, Rejection> report;
  std::size_t text_bytes = 0;  // what was parsed, unpacked
  bool ask_again = false;      // Believed::ask_again
  Fingerprint fingerprint;
  std::vector<PolicyLine> lines;
  std::optional<Rejection> objection;  // not ours or implausible; none to what is known already
};

// The one Reading of a delivery that holds no report, for this reason.
std::vector<Reading> rejected(Delivery delivery, Rejection rejection);

// Whether nothing of a mail was a report, which is no fault: it is spam, or a letter.
bool holds_no_report(const std::vector<Settled>& settled);

// How far a report is believed, and why; asked for each of a mail's, for its contact-info decides.
using Judge = std::function<Believed(const Report&)>;

// Holds what is the same for all deliveries. For one thread: it owns a Fingerprinter. The Ownership
// must outlive it.
class Intake {
 public:
  Intake(const Limits& limits, const Ownership& ownership, const HashKey& key);
  Intake(const Limits& limits, Ownership&& ownership, const HashKey& key) = delete;

  // Reads in memory only; never throws for bad input. One Reading, or one for each report in a zip
  // (its source is then "archive.zip: member.json") and for each of several documents in a text
  // ("file: document 2"; report_documents.h). A delivery that cannot be unpacked, or holds more
  // than limits.max_documents, is one Reading with its Rejection. `waived`: the reason for which it
  // was in quarantine, from where an operator released it; what is weighed before that reason is
  // waived with it.
  std::vector<Reading> read(Delivery delivery, std::optional<Reason> waived = {});

  // The same for the parts of a mail, whose bytes it takes: one Reading for each report in them.
  // `how` is how the mail came (its bytes and file name are not used). `judge` says how far each
  // report is believed; if empty, as `how` does. What only looked like a report and is none is left
  // out: the result may be empty.
  std::vector<Reading> read_parts(const Delivery& how, Mail& mail, const Judge& judge);

  // Writes all of them in one transaction and tells what became of each. In a Store that commits
  // each, they are on disk when it returns; in the others after Store::commit(). Throws what
  // Store::transact() throws; then nothing of them is kept.
  std::vector<Settled> keep(Store& store, const std::vector<Reading>& readings);

  // keep(read()).
  std::vector<Settled> accept(Store& store, Delivery delivery);

  // Takes a quarantined delivery in again with its reason waived; a conflict becomes the side that
  // counts. What still cannot be read stays where it is. `believed`: how far it is believed by now,
  // where no operator releases it. Absent if there is no such delivery in quarantine.
  std::optional<std::vector<Settled>> release(Store& store, std::int64_t delivery,
                                              const std::optional<Believed>& believed = {});

 private:
  std::vector<Reading> read_text(const Delivery& envelope, std::string_view text) const;
  Reading read_document(const Delivery& envelope, std::string_view text) const;
  void assess(Reading& reading, std::optional<Reason> waived);

  // Inside a transaction.
  std::vector<Settled> keep_each(Store& store, const std::vector<Reading>& readings) const;
  Settled keep_one(Store& store, const Reading& reading) const;
  Settled add_report(Store& store, const Reading& reading, const std::vector<Known>& known) const;
  Settled add_receipt(Store& store, const Reading& reading, const std::vector<Known>& known,
                      const Known& same) const;
  Settled set_aside(Store& store, const Reading& reading, Rejection rejection) const;
  bool has_room(Store& store, const Delivery& delivery) const;

  std::optional<std::vector<Settled>> release_within(Store& store, std::int64_t delivery,
                                                     const std::optional<Believed>& believed);

  Limits limits_;
  const Ownership& ownership_;
  Fingerprinter fingerprinter_;
};

}  // namespace tlsward
