#include "collector/mail_header.h"

#include "collector/mail_fields.h"
#include "collector/unpack.h"
#include "schema/text.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>

namespace tlsward {
namespace {

struct Unref {
  void operator()(InternetAddressList* list) const { g_object_unref(list); }
};

struct Free {
  void operator()(char* text) const { g_free(text); }
};
using Text = std::unique_ptr<char, Free>;

std::string text_of(const char* text) {
  return text != nullptr ? text : "";
}

// Newer versions of GMime know by From that a line which is no field begins the body.
bool tells_how_it_is_made(std::string_view name) {
  return name.starts_with("content-") || name == "mime-version" || name == "from";
}

// A date behind the last semicolon (RFC 5321 section 4.4).
std::optional<Timestamp> date_of(std::string_view trace) {
  const auto semicolon = trace.rfind(';');
  if (semicolon == std::string_view::npos) return {};
  const std::string text(trimmed(trace.substr(semicolon + 1)));
  GDateTime* const date = g_mime_utils_header_decode_date(text.c_str());
  if (date == nullptr) return {};
  const Timestamp time{std::chrono::seconds(g_date_time_to_unix(date))};
  g_date_time_unref(date);
  return time;
}

}  // namespace

expected<MailHeader, Rejection> split_mail(std::string_view mail, const Limits& limits) {
  // Here, for nobody reads a value or parses the mail without having split it.
  [[maybe_unused]] static const bool initialized = (g_mime_init(), true);
  MailHeader header;
  header.body = mail;
  while (!header_ends(header.body)) {
    const bool first = header.body.size() == mail.size();  // without any, GMime would see no mail
    const std::string_view field = next_field(header.body);
    std::string name = field_name(field);
    if (first || name.empty() || tells_how_it_is_made(name)) header.for_mime += field;
    if (!name.empty()) header.fields.push_back({std::move(name), field_value(field)});
    if (mail.size() - header.body.size() > limits.max_mail_header_bytes)
      return unexpected(mail_header_too_large(limits));
  }
  return header;
}

Rejection mail_header_too_large(const Limits& limits) {
  return over_limit(limits.max_mail_header_bytes, "bytes of headers", "max_mail_header_bytes");
}

std::string on_one_line(std::string value) {
  std::ranges::replace_if(
      value, [](char c) { return c == '\r' || c == '\n' || c == '\t'; }, ' ');
  return std::string(trimmed(value));
}

std::string MailHeader::raw_value(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &MailField::name);
  return found == fields.end() ? "" : std::string(found->value);
}

std::string MailHeader::value(std::string_view name) const {
  const Text unfolded(g_mime_utils_header_unfold(raw_value(name).c_str()));
  const Text decoded(g_mime_utils_header_decode_text(nullptr, unfolded.get()));
  return on_one_line(text_of(decoded.get()));
}

std::string MailHeader::from() const {
  std::unique_ptr<InternetAddressList, Unref> list;
  for (const MailField& field : fields) {
    if (field.name != "from") continue;
    list.reset(internet_address_list_parse(nullptr, std::string(field.value).c_str()));
    if (list && internet_address_list_length(list.get()) > 0) break;
  }
  if (!list || internet_address_list_length(list.get()) == 0) return {};
  InternetAddress* const first = internet_address_list_get_address(list.get(), 0);
  if (!INTERNET_ADDRESS_IS_MAILBOX(first)) return {};
  return text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
}

std::string MailHeader::message_id() const {
  const Text id(g_mime_utils_decode_message_id(raw_value("message-id").c_str()));
  return text_of(id.get());
}

std::optional<Timestamp> MailHeader::received() const {
  return date_of(raw_value("received"));
}

}  // namespace tlsward
