#include "analyzer/txt_record.h"

#include "analyzer/sts_grammar.h"
#include "schema/text.h"

#include <algorithm>
#include <optional>

namespace tlsward {
namespace {

constexpr std::size_t kLongestId = 32;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

// Visible ASCII without "=" and ";" (sts-ext-value).
bool is_value(std::string_view value) {
  const auto fits = [](char c) { return c > ' ' && c <= '~' && c != '=' && c != ';'; };
  return !value.empty() && std::ranges::all_of(value, fits);
}

RecordError fault(RecordFault fault, std::string_view text = {}) {
  return {fault, std::string(text)};
}

// The fields behind the version; each may have blanks around it that belong to a ";", so not behind
// the last one.
expected<std::vector<std::string_view>, RecordError> fields_of(std::string_view text,
                                                               std::string_view version) {
  if (!text.starts_with(version)) return unexpected(fault(RecordFault::not_a_record));
  text.remove_prefix(version.size());
  std::vector<std::string_view> fields = split(text, ";");
  if (fields.size() == 1 || !without_blanks(fields.front()).empty())
    return unexpected(fault(RecordFault::not_a_record));
  fields.erase(fields.begin());
  if (without_blanks(fields.back()).empty() && fields.back().empty()) fields.pop_back();
  for (std::string_view& field : fields) {
    const bool last = &field == &fields.back() && text.back() != ';';
    if (last && !field.empty() && is_blank(field.back()))
      return unexpected(fault(RecordFault::not_a_field, field));
    field = without_blanks(field);
  }
  return fields;
}

// Split at the first "="; absent without one, or where the name is none.
std::optional<RecordField> split_field(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return {};
  const RecordField field{std::string(text.substr(0, equals)),
                          std::string(text.substr(equals + 1))};
  return is_field_name(field.name) ? std::optional(field) : std::nullopt;
}

bool is_id(std::string_view value) {
  return !value.empty() && value.size() <= kLongestId &&
         std::ranges::all_of(value, is_letter_or_digit);
}

// The letters of a URI (RFC 3986 section 2), without those that a list of them is made of.
bool is_uri_letter(char c) {
  constexpr std::string_view others = "-._~:/?#[]@$&'()*+=%";
  return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
}

// Adds the URIs of a rua; returns what is wrong.
std::optional<RecordError> add_uris(std::string_view list, std::vector<std::string>& rua) {
  if (!list.empty() && is_blank(list.front())) return fault(RecordFault::uri_not_plain, list);
  for (const std::string_view part : split(list, ",")) {
    const std::string_view uri = without_blanks(part);
    if (const auto wrong = fault_of_uri(uri)) return fault(*wrong, uri.empty() ? list : uri);
    rua.emplace_back(uri);
  }
  return {};
}

}  // namespace

expected<MtaStsRecord, RecordError> read_mta_sts_record(std::string_view text) {
  const auto fields = fields_of(text, "v=STSv1");
  if (!fields) return unexpected(fields.error());
  MtaStsRecord record;
  for (const std::string_view each : *fields) {
    const std::optional<RecordField> field = split_field(each);
    const bool is_first_id = field && field->name == "id" && record.id.empty();
    if (is_first_id && !is_id(field->value))
      return unexpected(fault(RecordFault::id_not_plain, each));
    if (!field || !is_value(field->value)) return unexpected(fault(RecordFault::not_a_field, each));
    if (is_first_id) record.id = field->value;
    record.fields.push_back(*field);
  }
  if (record.id.empty()) return unexpected(fault(RecordFault::id_missing));
  return record;
}

expected<TlsrptRecord, RecordError> read_tlsrpt_record(std::string_view text) {
  const auto fields = fields_of(text, "v=TLSRPTv1");
  if (!fields) return unexpected(fields.error());
  TlsrptRecord record;
  for (const std::string_view each : *fields) {
    const std::optional<RecordField> field = split_field(each);
    if (field && field->name == "rua") {
      if (auto wrong = add_uris(field->value, record.rua)) return unexpected(*std::move(wrong));
    } else if (!field || !is_value(field->value)) {
      return unexpected(fault(RecordFault::not_a_field, each));
    }
    record.fields.push_back(*field);
  }
  if (record.rua.empty()) return unexpected(fault(RecordFault::rua_missing));
  return record;
}

std::optional<RecordFault> fault_of_uri(std::string_view uri) {
  if (uri.empty() || !std::ranges::all_of(uri, is_uri_letter)) return RecordFault::uri_not_plain;
  const auto colon = uri.find(':');
  const std::string scheme = lower_case(uri.substr(0, std::min(colon, uri.size())));
  if (colon == std::string_view::npos || (scheme != "mailto" && scheme != "https"))
    return RecordFault::uri_scheme;
  std::string_view rest = uri.substr(colon + 1);
  if (scheme == "https") {
    const bool whole = rest.size() > 2 && rest.starts_with("//") && rest[2] != '/';
    return whole ? std::nullopt : std::optional(RecordFault::uri_not_whole);
  }
  rest = rest.substr(0, rest.find('?'));
  const auto at = rest.find('@');
  const bool whole =
      !rest.starts_with('/') && at != std::string_view::npos && at != 0 && at + 1 != rest.size();
  return whole ? std::nullopt : std::optional(RecordFault::uri_not_whole);
}

}  // namespace tlsward
