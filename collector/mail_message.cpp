// MIME (RFC 2045 and the like) by GMime, which reads more of what mail programs really write than
// others; the caps are ours. Its objects are C: each is held by a Ref.
#include "collector/mail_message.h"

#include "collector/mail_header.h"
#include "collector/unpack.h"
#include "schema/date_range.h"
#include "schema/identity.h"
#include "schema/own_mail.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>
#include <memory>

namespace tlsward {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename Object>
using Ref = std::unique_ptr<Object, Unref>;

struct Free {
  void operator()(char* text) const { g_free(text); }
};

std::string text_of(const char* text) {
  return text != nullptr ? text : "";
}

// The parsing, stopped while it reads if the headers are too much: 25 MiB of them would need
// gigabytes as objects.
struct HeaderCount {
  GMimeStream* stream = nullptr;
  std::size_t bytes = 0;
  std::size_t max_bytes = 0;
};

void count_header(GMimeParser*, const char* name, const char* value, gint64, gpointer data) {
  HeaderCount& count = *static_cast<HeaderCount*>(data);
  count.bytes += std::char_traits<char>::length(name) + std::char_traits<char>::length(value);
  if (count.bytes > count.max_bytes) g_mime_stream_set_bounds(count.stream, 0, 0);
}

// The lines that can be a boundary, of whatever multipart. GMime makes 3 KiB of each part.
std::size_t boundary_lines(std::string_view mail) {
  std::size_t lines = mail.starts_with("--") ? 1 : 0;
  for (auto at = mail.find("\n--"); at != std::string_view::npos; at = mail.find("\n--", at + 3))
    ++lines;
  return lines;
}

constexpr std::size_t kBoundaryLinesPerPart = 16;  // texts have such lines too

// What is not even looked at.
std::optional<Rejection> too_much(std::string_view mail, const Limits& limits) {
  if (mail.size() > limits.max_mail_bytes) return mail_too_large(limits);
  if (boundary_lines(mail) / kBoundaryLinesPerPart > limits.max_mail_parts)
    return over_limit(limits.max_mail_parts * kBoundaryLinesPerPart, "lines that may begin a part",
                      "max_mail_parts");
  return {};
}

// The mail as objects; null if there is nothing in it that could be a mail.
expected<Ref<GMimeMessage>, Rejection> parse(std::string_view mail, const MailHeader& header,
                                             const Limits& limits) {
  // A mail that is not larger than its headers may be needs no counting.
  const bool small = mail.size() <= limits.max_mail_header_bytes;
  const std::string thin = small ? header.for_mime + std::string(header.body) : "";
  const std::string_view text = small ? thin : mail;
  const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  HeaderCount count{stream.get(), 0, limits.max_mail_header_bytes};
  if (!small) g_mime_parser_set_header_regex(parser.get(), ".", count_header, &count);
  Ref<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (count.bytes > count.max_bytes) return unexpected(mail_header_too_large(limits));
  return message;
}

Mail read_headers(const MailHeader& header) {
  Mail mail;
  mail.from = header.from();
  mail.subject = header.value("subject");
  mail.message_id = header.message_id();
  mail.received = header.received();
  mail.tls_report_domain = header.value("tls-report-domain");
  mail.tls_report_submitter = header.value("tls-report-submitter");
  for (const MailField& field : header.fields) {
    if (field.name == "authentication-results")
      mail.authentication_results.emplace_back(field.value);
  }
  return mail;
}

// Parts

std::string media_type_of(GMimeObject* object) {
  const std::unique_ptr<char, Free> type(
      g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object)));
  return lower_case(text_of(type.get()));
}

std::string report_type_of(GMimeObject* object) {
  return lower_case(text_of(
      g_mime_content_type_get_parameter(g_mime_object_get_content_type(object), "report-type")));
}

std::string decoded(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Ref<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string file_name_of(GMimePart* part) {
  const std::string name = text_of(g_mime_part_get_filename(part));
  return name.substr(name.find_last_of("/\\") + 1);  // npos + 1 = 0
}

// Whether unpack() could make something of what begins so.
bool looks_like_report(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b") || bytes.starts_with("PK\x03\x04")) return true;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  return trimmed(bytes.substr(0, 4096)).starts_with('{');
}

// What report parts are labelled with by those who do not know the right types, by gateways and by
// mail programs; "text/plain" is also what has no label.
bool is_wrong_type(std::string_view type) {
  constexpr auto types = std::to_array<std::string_view>(
      {"application/octet-stream", "application/gzip", "application/x-gzip", "application/zip",
       "application/x-zip-compressed", "application/json", "text/json", "text/plain"});
  return std::ranges::find(types, type) != types.end();
}

// Attachments beside a report that are none: signatures of the mail.
bool is_signature(std::string_view type) {
  return type.ends_with("-signature") || type == "application/pgp-encrypted";
}

// GMime's casts, which are macros; null where the object is of another class.
GMimeMultipart* as_multipart(GMimeObject* object) {
  return GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : nullptr;
}
GMimeMessagePart* as_message_part(GMimeObject* object) {
  return GMIME_IS_MESSAGE_PART(object) ? GMIME_MESSAGE_PART(object) : nullptr;
}
GMimePart* as_part(GMimeObject* object) {
  return GMIME_IS_PART(object) ? GMIME_PART(object) : nullptr;
}

// Finds the parts of one mail, whose object must outlive it.
class PartSearch {
 public:
  explicit PartSearch(const Limits& limits) : limits_(limits) {}

  // Returns why not, if not. `header` is the message's own.
  std::optional<Rejection> walk(GMimeMessage* message, const MailHeader& header) {
    GMimeObject* const top = g_mime_message_get_mime_part(message);
    if (top == nullptr) return {};
    const auto has = [&](const char* name) { return !header.value(lower_case(name)).empty(); };
    return walk(top, as_multipart(top) ? "" : "1", 1, entered(has, {}));
  }

  std::vector<MailPart> take() { return std::move(parts_); }

 private:
  // What stands around a part and says that there is a report in it; "" if nothing does.
  using Within = std::string;

  // `has` tells whether the mail that is entered has such a header field.
  static Within entered(const std::function<bool(const char*)>& has, const Within& around) {
    for (const char* name : {"TLS-Report-Domain", "TLS-Report-Submitter"}) {
      if (has(name)) return fmt::format("header {}", name);
    }
    return around;
  }

  // `place` is that of the object, "" for the outermost.
  std::optional<Rejection> walk(GMimeObject* object, const std::string& place, std::size_t depth,
                                const Within& within) {
    if (depth > limits_.max_mail_depth)
      return over_limit(limits_.max_mail_depth, "parts within each other", "max_mail_depth");
    if (GMimeMultipart* const multipart = as_multipart(object))
      return walk_multipart(multipart, place, depth, within);
    if (GMimeMessagePart* const part = as_message_part(object))
      return walk_message(g_mime_message_part_get_message(part), place, depth, within);
    GMimePart* const part = as_part(object);
    return part != nullptr ? look_at(part, place, within) : std::nullopt;
  }

  // A mail within the mail; GMime has null for one that is empty.
  std::optional<Rejection> walk_message(GMimeMessage* message, const std::string& place,
                                        std::size_t depth, const Within& around) {
    GMimeObject* const inner = message ? g_mime_message_get_mime_part(message) : nullptr;
    if (inner == nullptr) return {};
    const auto has = [&](const char* name) {
      return !on_one_line(text_of(g_mime_object_get_header(GMIME_OBJECT(message), name))).empty();
    };
    return walk(inner, as_multipart(inner) ? place : place + ".1", depth + 1, entered(has, around));
  }

  std::optional<Rejection> walk_multipart(GMimeMultipart* multipart, const std::string& place,
                                          std::size_t depth, const Within& around) {
    const bool tlsrpt = report_type_of(GMIME_OBJECT(multipart)) == "tlsrpt";
    const Within within = tlsrpt ? "report-type tlsrpt" : around;
    const int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count; ++i) {
      const std::string number = fmt::format("{}{}{}", place, place.empty() ? "" : ".", i + 1);
      if (auto no = walk(g_mime_multipart_get_part(multipart, i), number, depth + 1, within))
        return no;
    }
    return {};
  }

  std::optional<Rejection> look_at(GMimePart* part, const std::string& place,
                                   const Within& within) {
    if (++leaves_ > limits_.max_mail_parts)
      return over_limit(limits_.max_mail_parts, "parts", "max_mail_parts");
    const std::string type = media_type_of(GMIME_OBJECT(part));
    MailPart found{place, file_name_of(part), "", true, ""};
    const bool json_name = is_named(found.file_name, {".json", ".json.gz"});
    const bool file_says_so = json_name && date_range_of_file(found.file_name);
    const bool application = type.starts_with("application/") && !is_signature(type);
    if (type == "application/tlsrpt" || type.starts_with("application/tlsrpt+")) {
      found.sign = "media type " + type;
    } else if (file_says_so) {
      found.sign = "file name";
    } else if (!within.empty() && application) {
      found.sign = within;
    } else if (within.empty() && !is_wrong_type(type) && !json_name) {
      return {};
    }
    found.bytes = decoded(part);
    if (found.sign.empty()) {
      if (!looks_like_report(found.bytes)) return {};
      found.certain = !within.empty();
      found.sign = found.certain ? within : "its first bytes";
    }
    parts_.push_back(std::move(found));
    return {};
  }

  const Limits& limits_;
  std::size_t leaves_ = 0;
  std::vector<MailPart> parts_;
};

// Kinds

bool is_own_digest(const Mail& mail, const MailHeader& header) {
  return mail.message_id.starts_with(kOwnMessageId) &&
         lower_case(header.value("auto-submitted")).starts_with("auto-");
}

// Bounces of our digests; a report that comes back was not sent to us.
bool is_delivery_status(GMimeMessage* message) {
  GMimeObject* const top = g_mime_message_get_mime_part(message);
  if (top == nullptr) return false;
  const std::string type = report_type_of(top);
  return type == "delivery-status" || type == "disposition-notification";
}

// What a mail is that has no report in it.
MailKind kind_without_report(const Mail& mail, const MailHeader& header) {
  const bool bounced = lower_case(mail.from).starts_with("mailer-daemon@") ||
                       !header.value("x-failed-recipients").empty();
  if (bounced) return MailKind::delivery_status;
  const bool automatic = lower_case(header.value("auto-submitted")).starts_with("auto-replied");
  if (automatic || !header.value("x-autoreply").empty()) return MailKind::auto_reply;
  return MailKind::other;
}

// Comparing

// The domain behind the words in a subject of RFC 8460 section 5.3; empty if there is none.
Domain subject_domain(std::string_view subject, std::string_view words) {
  const auto at = subject.find(words);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = trimmed(subject.substr(at + words.size()));
  return Domain(rest.substr(0, rest.find_first_of(kBlanks)));
}

bool is_about(const Report& report, const Domain& domain) {
  return std::ranges::any_of(report.policies, [&](const Policy& policy) {
    return policy.policy_domain == domain || policy.policy_domain.empty() ||
           std::ranges::find(policy.mx_host, domain) != policy.mx_host.end();
  });
}

}  // namespace

expected<Mail, Rejection> read_mail(std::string_view bytes, const Limits& limits) {
  if (auto no = too_much(bytes, limits)) return unexpected(*std::move(no));
  const auto header = split_mail(bytes, limits);
  if (!header) return unexpected(header.error());
  const auto message = parse(bytes, *header, limits);
  if (!message) return unexpected(message.error());
  if (!*message) return Mail{};
  Mail mail = read_headers(*header);
  if (is_own_digest(mail, *header)) {
    mail.kind = MailKind::own_digest;
    return mail;
  }
  if (is_delivery_status(message->get())) {
    mail.kind = MailKind::delivery_status;
    return mail;
  }
  PartSearch search(limits);
  if (auto no = search.walk(message->get(), *header)) return unexpected(*std::move(no));
  mail.parts = search.take();
  mail.kind = mail.parts.empty() ? kind_without_report(mail, *header) : MailKind::report;
  return mail;
}

Rejection mail_too_large(const Limits& limits) {
  return over_limit(limits.max_mail_bytes, "bytes", "max_mail_bytes");
}

void compare_with_mail(Report& report, const Mail& mail) {
  const Domain about(mail.tls_report_domain);
  const Domain submitter(mail.tls_report_submitter);
  const Domain subject_about = subject_domain(mail.subject, "Report Domain:");
  const Domain subject_submitter = subject_domain(mail.subject, "Submitter:");
  const Domain contact = contact_domain(report);
  const auto other_domain = [&](const Domain& said) {
    return !said.empty() && !report.policies.empty() && !is_about(report, said);
  };
  const auto other_submitter = [&](const Domain& said) {
    return !said.empty() && !contact.empty() && said != contact;
  };
  const auto note = [&](bool differs, DeviationCode code) {
    if (differs) report.deviations.push_back({code, "", 1});
  };
  note(other_domain(about), DeviationCode::report_domain_differs);
  note(other_submitter(submitter), DeviationCode::report_submitter_differs);
  note(other_domain(subject_about) || other_submitter(subject_submitter),
       DeviationCode::subject_differs);
}

}  // namespace tlsward
