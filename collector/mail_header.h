// The outermost header of a mail, split by us: GMime makes several objects of each field, which is
// most of what a small mail costs, so it is given only those that tell how the mail is made.
#pragma once

#include "collector/limits.h"
#include "schema/expected.h"
#include "schema/rejection.h"
#include "schema/timestamp.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// A view into the mail.
struct MailField {
  std::string name;        // in lower case
  std::string_view value;  // as it stands
};

// Values are "" where there is no such field. `name`: in lower case; of several fields of one name
// the topmost counts.
struct MailHeader {
  std::vector<MailField> fields;
  std::string for_mime;   // the fields that tell how the mail is made
  std::string_view body;  // from the empty line on

  // As it stands; and decoded (RFC 2047), on one line.
  std::string raw_value(std::string_view name) const;
  std::string value(std::string_view name) const;

  // The first address of the first From field that has one: "noreply@sender.example".
  std::string from() const;

  // Without "<>".
  std::string message_id() const;

  // When the topmost Received says that it came.
  std::optional<Timestamp> received() const;
};

// Views into the mail, which must outlive them. Refuses more bytes of headers than there may be.
// For any thread.
expected<MailHeader, Rejection> split_mail(std::string_view mail, const Limits& limits);

// What it refuses with, for those who read on in the mails within the mail.
Rejection mail_header_too_large(const Limits& limits);

// Line feeds and tabs as blanks, none around it.
std::string on_one_line(std::string value);

}  // namespace tlsward
