// What parse_report() takes can be written and read again, and is the same report then.
#include "schema/report_json.h"

#include "schema/identity.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tlsward {

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto report = parse_report(text, "sender.example!example.com!1767225600!1767311999.json");
  if (!report) return 0;
  const auto again = parse_report(to_json(*report));
  assert(again);
  assert(again->organization_name == report->organization_name);
  assert(again->contact_info == report->contact_info);
  assert(again->report_id == report->report_id);
  assert(again->policies == report->policies);
  assert(again->start == report->start && again->end == report->end);
  Fingerprinter fingerprinter(HashKey{});
  assert(fingerprinter.fingerprint(*again).identity == fingerprinter.fingerprint(*report).identity);
  return 0;
}

}  // namespace tlsward
