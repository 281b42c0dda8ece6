// Every cap on what comes in, in one struct: whatever is over one is refused, counted and named,
// with the setting to raise. Defaults are docs/limits.md's; each is a key of [limits] in the
// configuration.
#pragma once

#include "schema/delivery.h"
#include "schema/report_json.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tlsward {

struct Limits {
  // One delivery
  std::size_t max_body_bytes = 10 << 20;      // as it comes over the wire
  std::size_t max_inflated_bytes = 32 << 20;  // of one delivery, all its members together
  std::size_t max_gzip_members = 8;
  std::size_t max_zip_members = 256;
  std::size_t max_documents = 1000;  // reports, of all its members together
  ReportCaps report;

  // One mail
  std::size_t max_mail_bytes = 25 << 20;          // as it lies in the mailbox
  std::size_t max_mail_header_bytes = 256 << 10;  // its headers and those of all its parts
  std::size_t max_mail_parts = 256;
  std::size_t max_mail_depth = 16;      // parts within parts, mails within mails
  std::size_t max_mail_signatures = 8;  // DKIM signatures that are looked at

  // What counts: a report believed less is kept and shown, but in no figure
  Trust counts_from = Trust::unauthenticated;

  // What is plausible
  std::chrono::hours max_range{8 * 24};       // of one report
  std::chrono::hours max_future{48};          // end after now
  std::chrono::hours max_age{60 * 24};        // start before now; HTTPS only: files may hold years
  std::int64_t max_sessions = 1'000'000'000;  // of one policy entry

  // Quarantine
  std::int64_t max_quarantine_bytes = 256 << 20;
  std::int64_t max_quarantine_bytes_per_source = 32 << 20;  // HTTPS only

  // The disk: below this nothing is taken (or 5 % of the file system where that is less)
  std::int64_t min_free_bytes = 256 << 20;

  // The public listener
  std::size_t max_header_bytes = 16 << 10;
  std::size_t max_header_fields = 64;
  std::size_t max_uri_bytes = 2 << 10;
  std::chrono::seconds handshake_deadline{10};
  std::chrono::seconds header_deadline{10};
  std::chrono::seconds body_deadline{30};
  std::size_t min_body_bytes_per_second = 1024;  // after the first 5 s
  std::chrono::seconds keep_alive_idle{5};
  std::size_t max_keep_alive_requests = 100;
  std::size_t max_connections = 640;
  std::size_t max_connections_per_network = 64;  // a /24 or /64; on loopback an address
  std::size_t requests_per_second = 100;         // and network
  std::size_t request_burst = 2000;
  std::size_t inflated_bytes_per_second = 64 << 20;  // for one network
  std::size_t max_bytes_in_memory =
      40 << 20;  // bodies of all requests together, what was parsed included
  std::chrono::seconds memory_wait{2};
};

}  // namespace tlsward
