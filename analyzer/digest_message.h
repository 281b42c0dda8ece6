// Digest + head -> the bytes of a mail (RFC 5322): who sends it to whom, what mail programs and
// filters go by, and the digest as text and as HTML, of which they show one. Nothing that a
// stranger wrote can begin a header of its own: names in the subject are printable(), and whatever
// else stands in a header is taken only in the few characters that it needs.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/digest_html.h"
#include "schema/timestamp.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// One who sends or gets mail.
struct MailAddress {
  std::string name;     // for people; "" if none
  std::string address;  // "postmaster@example.org", ASCII: as SMTP takes it
};

// Reads "postmaster@example.org" or "Postmaster <postmaster@example.org>". Absent for anything
// else: several, a group, a local part that needs quotes or is not ASCII. The domain may be written
// with U-labels and becomes A-labels.
std::optional<MailAddress> parse_mail_address(std::string_view text);

// What a message says beside its text.
struct MessageHead {
  std::string from;                // as parse_mail_address() takes it
  std::vector<std::string> to;     // each likewise; at least one
  std::string message_id;          // without "<>"; the same for each try to send the same
  Timestamp date;                  // when it was written
  std::string list_id;             // "TLS report digest <tlsward.mail.example.org>", the phrase in
                                   // ASCII (RFC 2919); "" = none
  std::string unsubscribe_url;     // "https://...": with it also List-Unsubscribe-Post (RFC 8058)
  std::string unsubscribe_mailto;  // "mailto:..." (RFC 2369); each "" = none
  std::string in_reply_to;         // the Message-ID that its thread began with; "" = it begins one
};

// What it says.
struct MessageBody {
  std::string subject;  // one line
  Verdict verdict = Verdict::watch;
  std::string alert;  // of what is told at once: "opened", "reminder", "resolved"; "" of a digest
  const Language* language = &english();
  DigestParts parts;
};

// The message, its lines ended by CRLF and none longer than SMTP takes (RFC 5321 section 4.5.3.1):
// subject and text in the digest's language, the verdict also as X-Tlsward-Verdict. The same
// arguments make the same bytes. Throws std::invalid_argument, naming the member, where one of the
// head cannot stand in a header. For any thread.
std::string make_digest_message(const Digest& digest, const MessageHead& head);

// The same of anything else that is told: with In-Reply-To and References where it goes on with a
// thread (RFC 5322 section 3.6.4), and X-Tlsward-Alert.
std::string make_message(const MessageBody& body, const MessageHead& head);

}  // namespace tlsward
