// DKIM (RFC 6376): which domains have signed a mail, and whether the signatures hold. RFC 8460
// section 3 wants reports by mail to be signed. What follows from it is collector/trust.h's.
#pragma once

#include "collector/limits.h"
#include "schema/domain.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// The answer to a query for TXT records.
struct TxtAnswer {
  enum class Status : std::uint8_t {
    found,
    absent,  // no such name, or no TXT record there
    failed,  // no answer, SERVFAIL, or one that DNSSEC refutes: ask again later
  };
  Status status = Status::failed;
  std::vector<std::string> texts;  // one for each record, its strings joined
};
using TxtLookup = std::function<TxtAnswer(const std::string& name)>;

enum class DkimVerdict : std::uint8_t {  // best first
  pass,
  expired,    // holds, and its x= has passed since, but not when the mail was received
  temporary,  // the key could not be fetched now
  no_key,     // DNS has no such key (any more)
  fail,       // broken, malformed, too weak, expired when it came, or with l= (RFC 8460 section 3)
  none,       // no signature at all
};

struct DkimSignature {
  DkimVerdict verdict = DkimVerdict::none;
  Domain domain;         // d=
  std::string selector;  // s=, printable
  std::string detail;    // one line: why it does not hold, or what is odd though it does; may be ""
};

// For one thread; remembers nothing between mails.
class DkimVerifier {
 public:
  // `lookup` is asked for "selector._domainkey.domain"; what it throws, verify() throws on.
  DkimVerifier(TxtLookup lookup, const Limits& limits);
  ~DkimVerifier();

  // The signatures of a mail with CRLF or LF line ends, the best verdict first; one of verdict none
  // if there is none. `received`: when our server took it, or now if unknown. Only the topmost
  // limits.max_mail_signatures are looked at. About 0.6 ms and one lookup for each.
  std::vector<DkimSignature> verify(std::string_view mail, Timestamp received, Timestamp now);

 private:
  struct Library;
  std::unique_ptr<Library> library_;
  const Limits limits_;
};

constexpr std::string_view name(DkimVerdict verdict) {
  switch (verdict) {
    case DkimVerdict::pass:
      return "pass";
    case DkimVerdict::expired:
      return "expired";
    case DkimVerdict::temporary:
      return "temporary";
    case DkimVerdict::no_key:
      return "no-key";
    case DkimVerdict::fail:
      return "fail";
    case DkimVerdict::none:
      return "none";
  }
  return "none";
}

}  // namespace tlsward
