// A mail -> the reports that are attached to it, and the headers that say who sent them (RFC 8460
// section 5.3). Reads whatever mail programs make of MIME, bounded before and while it parses; no
// type of the MIME library is seen outside of the .cpp.
#pragma once

#include "collector/limits.h"
#include "schema/domain.h"
#include "schema/expected.h"
#include "schema/rejection.h"
#include "schema/report.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// A part of a mail that may be a report.
struct MailPart {
  std::string place;      // as IMAP numbers parts: "2", "2.1"; "1" for a mail without parts
  std::string file_name;  // decoded, without folders, as the sender wrote it; "" if none
  std::string sign;       // why it is here, for people: "media type application/tlsrpt+gzip"
  bool certain = true;    // says of itself that it is a report; else it only looks like one (a JSON
                          // or gzip attachment), and is no fault if it is none
  std::string bytes;      // decoded: gzip, zip or JSON; unpack() tells
};

enum class MailKind : std::uint8_t {
  report,           // has parts that may be reports
  delivery_status,  // a bounce (RFC 3464), whatever it brings back
  auto_reply,       // "out of office" (RFC 3834)
  own_digest,       // our digest or alert, polled from the mailbox that it was sent to
  other,            // spam, people's mail
};

// What a mail says; texts are decoded, one line, "" if absent, and not yet printable().
struct Mail {
  MailKind kind = MailKind::other;
  std::vector<MailPart> parts;  // in the order of the mail; empty unless kind is report
  std::string from;             // the address alone: "noreply@sender.example"
  std::string subject;
  std::string message_id;             // without "<>"
  std::optional<Timestamp> received;  // of the topmost Received, which our own server wrote
  std::string tls_report_domain;      // header TLS-Report-Domain
  std::string tls_report_submitter;   // header; a name and no domain by sys4 before 0.6.0
  std::vector<std::string> authentication_results;  // the headers' values, topmost first
};

// Finds the parts by any sign (report-type, media type, file name, TLS-Report-* headers, and what
// the bytes begin with), never by the subject alone. A mail without any is no fault: it is a Mail
// of another kind. Refuses only as too_large, naming the setting: more bytes, header bytes, parts
// or nesting than the limits allow. Needs memory for some three times the mail. For any thread.
expected<Mail, Rejection> read_mail(std::string_view bytes, const Limits& limits);

// Refuses a mail that is larger than one may be, without having read it.
Rejection mail_too_large(const Limits& limits);

// Notes as deviations of the report where the mail says otherwise than its JSON, which counts (RFC
// 8460 section 5.6): TLS-Report-Domain, TLS-Report-Submitter, the domains in the subject. Its
// Report-ID is not compared: Google's differs by design.
void compare_with_mail(Report& report, const Mail& mail);

// The kind in kebab-case: "delivery-status".
constexpr std::string_view name(MailKind kind) {
  switch (kind) {
    case MailKind::report:
      return "report";
    case MailKind::delivery_status:
      return "delivery-status";
    case MailKind::auto_reply:
      return "auto-reply";
    case MailKind::own_digest:
      return "own-digest";
    case MailKind::other:
      return "other";
  }
  return "other";
}

}  // namespace tlsward
