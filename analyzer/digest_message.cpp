// MIME by GMime, which folds and encodes headers (RFC 2047) and texts (RFC 2045). Its objects are
// C: each is held by a Ref.
#include "analyzer/digest_message.h"

#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <stdexcept>

namespace tlsward {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <typename Object>
using Ref = std::unique_ptr<Object, Unref>;

// Before main(), where there is one thread: the call is not safe on two at once, and reading mails
// makes it too (collector/mail_message.cpp).
[[maybe_unused]] const bool kInitialized = (g_mime_init(), true);

constexpr const char* kCharset = "utf-8";

// Quoted-printable writes "=" as "=3D" and never "=_": no line of a text can be the boundary (RFC
// 2045 section 6.7).
constexpr const char* kBoundary = "=_tlsward_digest";

// What may stand in a header

constexpr std::string_view kLettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return kLettersAndDigits.find(c) != std::string_view::npos ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_host(std::string_view text) {
  return is_of(text, "-._");
}

// A dot-atom of RFC 5322 section 3.2.3.
bool is_dot_atom(std::string_view text) {
  return is_of(text, "!#$%&'*+-/=?^_`{|}~.") && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos;
}

bool is_message_id(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && is_dot_atom(text.substr(0, at)) &&
         is_host(text.substr(at + 1));
}

bool is_list_id(std::string_view text) {
  const auto open = text.find('<');
  if (open == std::string_view::npos || !text.ends_with('>')) return false;
  const std::string_view phrase = text.substr(0, open);
  const std::string_view id = text.substr(open + 1, text.size() - open - 2);
  return (phrase.empty() || is_of(phrase, " -._")) && is_host(id);
}

// The characters of RFC 3986 section 2 without those that have a meaning in the header.
bool is_url(std::string_view text, std::string_view scheme) {
  return text.starts_with(scheme) && is_of(text, ":/?#[]@!$&'*+;=-._~%");
}

void require(bool right, std::string_view member, std::string_view value) {
  if (right) return;
  throw std::invalid_argument(
      fmt::format("mail: {} \"{}\" cannot stand in a header", member, printable(value, 200)));
}

MailAddress require_address(std::string_view member, std::string_view text) {
  std::optional<MailAddress> address = parse_mail_address(text);
  require(address.has_value(), member, text);
  return *std::move(address);
}

// Making it

// Words from people and strangers, on one line. What looks like an encoded word (RFC 2047 section
// 2) would be decoded by who reads it, to line ends and whatever else it holds.
std::string header_words(std::string_view text) {
  std::string words = printable(text);
  for (auto at = words.find("=?"); at != std::string::npos; at = words.find("=?", at))
    words.insert(at + 1, 1, ' ');
  return words;
}

void add_address(GMimeMessage* message, GMimeAddressType type, const MailAddress& address) {
  const std::string name = header_words(address.name);
  g_mime_message_add_mailbox(message, type, name.empty() ? nullptr : name.c_str(),
                             address.address.c_str());
}

void add_header(GMimeMessage* message, const char* name, const std::string& value) {
  assert(is_printable(value));
  g_mime_object_append_header(GMIME_OBJECT(message), name, value.c_str(), kCharset);
}

// A line for each, as it is: GMime would fold within a long one.
void add_links(GMimeMessage* message, const char* name, const std::vector<std::string>& links) {
  add_header(message, name, "");
  GMimeHeaderList* const headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  const std::string value = fmt::format(" {}\n", fmt::join(links, ",\n "));
  g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), value.c_str());
}

void add_date(GMimeMessage* message, Timestamp date) {
  GDateTime* const time = g_date_time_new_from_unix_utc(date.time_since_epoch().count());
  g_mime_message_set_date(message, time);
  g_date_time_unref(time);
}

void add_envelope(GMimeMessage* message, const MessageHead& head) {
  add_address(message, GMIME_ADDRESS_TYPE_FROM, require_address("from", head.from));
  require(!head.to.empty(), "to", "");
  for (const std::string& to : head.to)
    add_address(message, GMIME_ADDRESS_TYPE_TO, require_address("to", to));
  require(is_message_id(head.message_id), "message_id", head.message_id);
  g_mime_message_set_message_id(message, head.message_id.c_str());
  add_date(message, head.date);
}

void add_thread(GMimeMessage* message, const MessageHead& head) {
  if (head.in_reply_to.empty()) return;
  require(is_message_id(head.in_reply_to), "in_reply_to", head.in_reply_to);
  add_header(message, "In-Reply-To", fmt::format("<{}>", head.in_reply_to));
  add_header(message, "References", fmt::format("<{}>", head.in_reply_to));
}

void add_list(GMimeMessage* message, const MessageHead& head) {
  if (!head.list_id.empty()) {
    require(is_list_id(head.list_id), "list_id", head.list_id);
    add_header(message, "List-Id", head.list_id);
  }
  std::vector<std::string> ways;
  const auto add = [&](std::string_view member, const std::string& url, std::string_view scheme) {
    if (url.empty()) return;
    require(is_url(url, scheme), member, url);
    ways.push_back(fmt::format("<{}>", url));
  };
  add("unsubscribe_url", head.unsubscribe_url, "https://");
  add("unsubscribe_mailto", head.unsubscribe_mailto, "mailto:");
  if (!ways.empty()) add_links(message, "List-Unsubscribe", ways);
  if (!head.unsubscribe_url.empty())
    add_header(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

// A part of the digest's text, which must outlive it.
Ref<GMimePart> make_part(const char* subtype, const std::string& text, const Language& language) {
  const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Ref<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  Ref<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  GMimeObject* const object = GMIME_OBJECT(part.get());
  g_mime_object_set_content_type_parameter(object, "charset", kCharset);
  g_mime_object_set_header(object, "Content-Language", std::string(language.code()).c_str(),
                           kCharset);
  return part;
}

// Why somebody gets the mail, and how to get it no more.
std::vector<std::string> about_mail(const Digest& digest, const MessageHead& head) {
  const Language& language = *digest.language;
  std::vector<std::string> lines;
  if (!digest.owner.empty())
    lines.push_back(
        put_in(phrase(language, "about-owner"), {{"owner", printable(digest.owner, 80)}}));
  if (!head.unsubscribe_url.empty())
    lines.push_back(put_in(phrase(language, "about-link"), {{"url", head.unsubscribe_url}}));
  else if (!head.unsubscribe_mailto.empty())
    lines.push_back(
        put_in(phrase(language, "about-mailto"),
               {{"address", head.unsubscribe_mailto.substr(std::string_view("mailto:").size())}}));
  else
    lines.push_back(phrase(language, "about-ask"));
  return lines;
}

std::string write(GMimeMessage* message) {
  const std::unique_ptr<GMimeFormatOptions, decltype(&g_mime_format_options_free)> options(
      g_mime_format_options_new(), &g_mime_format_options_free);
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  const Ref<GMimeStream> stream(g_mime_stream_mem_new());
  [[maybe_unused]] const ssize_t written =
      g_mime_object_write_to_stream(GMIME_OBJECT(message), options.get(), stream.get());
  assert(written > 0);  // memory ends the process
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {bytes->data, bytes->data + bytes->len};
}

}  // namespace

std::optional<MailAddress> parse_mail_address(std::string_view text) {
  if (!is_printable(text)) return {};
  const Ref<InternetAddressList> list(
      internet_address_list_parse(nullptr, std::string(text).c_str()));
  if (!list || internet_address_list_length(list.get()) != 1) return {};
  InternetAddress* const only = internet_address_list_get_address(list.get(), 0);
  if (!INTERNET_ADDRESS_IS_MAILBOX(only)) return {};
  const std::string written =
      internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(only));  // never null
  const auto at = written.rfind('@');
  if (at == std::string::npos) return {};
  const std::string local = written.substr(0, at);
  const Domain domain(std::string_view(written).substr(at + 1));
  if (!is_dot_atom(local) || !is_host(domain.text())) return {};
  const char* const name = internet_address_get_name(only);
  return MailAddress{printable(name != nullptr ? name : "", 200),
                     fmt::format("{}@{}", local, domain.text())};
}

std::string make_digest_message(const Digest& digest, const MessageHead& head) {
  return make_message({.subject = digest_subject(digest),
                       .verdict = digest.worst(),
                       .language = digest.language,
                       .parts = digest_parts(digest, about_mail(digest, head))},
                      head);
}

std::string make_message(const MessageBody& body, const MessageHead& head) {
  const Ref<GMimeMessage> message(g_mime_message_new(TRUE));
  add_envelope(message.get(), head);
  add_thread(message.get(), head);
  g_mime_message_set_subject(message.get(), header_words(body.subject).c_str(), kCharset);
  add_header(message.get(), "Auto-Submitted", "auto-generated");
  add_list(message.get(), head);
  add_header(message.get(), "X-Tlsward-Verdict", std::string(name(body.verdict)));
  if (!body.alert.empty()) add_header(message.get(), "X-Tlsward-Alert", body.alert);
  const Ref<GMimeMultipart> parts(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_set_boundary(parts.get(), kBoundary);
  g_mime_multipart_add(parts.get(),
                       GMIME_OBJECT(make_part("plain", body.parts.text, *body.language).get()));
  g_mime_multipart_add(parts.get(),
                       GMIME_OBJECT(make_part("html", body.parts.html, *body.language).get()));
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(parts.get()));
  return write(message.get());
}

}  // namespace tlsward
