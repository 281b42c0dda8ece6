// A mail from a stranger is read, its signatures are checked and its reports judged, whatever it
// is; no more comes out than the limits allow.
#include "collector/intake.h"
#include "collector/mail_reader.h"
#include "schema/store.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace tlsward {
namespace {

// Keys that are there, that are not, and that cannot be had, by the selector's length.
TxtAnswer find_key(const std::string& name) {
  switch (name.find('.') % 3) {
    case 0:
      return {TxtAnswer::Status::failed, {}};
    case 1:
      return {TxtAnswer::Status::absent, {}};
    default:
      return {TxtAnswer::Status::found, {"v=DKIM1; s=tlsrpt; p=" + name}};
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Limits limits{.max_inflated_bytes = 1 << 20, .max_documents = 100};
  static const Ownership everything{.accept_any = true};
  static Intake intake(limits, everything, HashKey{});
  static MailReader reader(intake, limits, {find_key, {"mx.example.com"}});
  const auto readings =
      reader.read({.channel = "imap",
                   .source = "INBOX",
                   .received = parse_datetime("2026-11-24T12:00:00Z")->time,
                   .bytes = std::string(reinterpret_cast<const char*>(data), size)});
  std::size_t text_bytes = 0;
  for (const Reading& reading : readings)
    text_bytes += reading.text_bytes;
  assert(readings.size() <= limits.max_documents);
  assert(text_bytes <= limits.max_inflated_bytes);
  return 0;
}

}  // namespace tlsward
