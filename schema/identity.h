// When two reports are the same. A report-id alone is no identity: Halon gives one id to many
// domains, and ids can be guessed, so that "the first one wins" would let a stranger hide a real
// report. Everything here comes from the JSON alone: headers and file names differ by channel.
#pragma once

#include "schema/report.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tlsward {

// The key of the hashes below, made at random with the database: senders choose report-ids, and
// must not be able to choose hashes.
using HashKey = std::array<std::uint8_t, 16>;

struct Fingerprint {
  std::int64_t identity = 0;  // reporter + report-id + set of policy domains + [start, end)
  std::int64_t content = 0;   // all values of the normalized report, entries sorted

  bool operator==(const Fingerprint&) const = default;
};

// The domain of contact-info; empty if there is none that could be one.
Domain contact_domain(const Report& report);

// contact_domain(), else organization-name in lower case, else "". Who a
// report is from, for counting and identity; people are shown organization-name.
std::string reporter_key(const Report& report);

// Whether the two have one identity, and whether they say the same: key order, string or list, and
// the order of entries make no difference. A hash hit is confirmed by these.
bool same_identity(const Report& one, const Report& other);
bool same_content(const Report& one, const Report& other);

// Makes fingerprints (SipHash-2-4). For one thread; costs about 1 us to make.
class Fingerprinter {
 public:
  explicit Fingerprinter(const HashKey& key);
  ~Fingerprinter();
  Fingerprinter(Fingerprinter&&) noexcept;
  Fingerprinter& operator=(Fingerprinter&&) noexcept;

  Fingerprint fingerprint(const Report& report);

  // Of any bytes.
  std::int64_t hash(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tlsward
