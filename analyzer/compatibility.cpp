#include "analyzer/compatibility.h"

#include "analyzer/sts_grammar.h"
#include "schema/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tlsward {
namespace {

using Program = std::pair<char, std::string_view>;

// In the order of the columns of the vectors. checkdmarc checks and sends nothing, and so does
// tlsrpt-rr-parser.
constexpr std::array<Program, 8> kMtaStsSenders = {{{'M', "mox"},
                                                    {'T', "postfix-tlspol"},
                                                    {'R', "rest-mail's go-mtasts"},
                                                    {'F', "foxcpp's go-mtasts"},
                                                    {'P', "postfix-mta-sts-resolver"},
                                                    {'A', "mailauth"},
                                                    {'K', "KumoMTA"},
                                                    {'S', "Stalwart"}}};

constexpr std::array<Program, 2> kTlsrptSenders = {
    {{'M', "mox"}, {'P', "Postfix with tlsrpt-reporter"}}};

template <typename Table>
std::vector<std::string> names_in(const Table& table, std::string_view letters) {
  std::vector<std::string> names;
  for (const Program& program : table)
    if (letters.find(program.first) != std::string_view::npos) names.emplace_back(program.second);
  return names;
}

bool is_plain(std::string_view value) {
  return std::ranges::all_of(value, is_letter_or_digit);
}

// A URI's part before the "@".
std::string_view local_part(std::string_view uri) {
  return uri.substr(0, uri.find('@'));
}

// What stands in the record but its fields: blanks.
bool has_blank_before_semicolon(std::string_view text) {
  return text.find(" ;") != std::string_view::npos || text.find("\t;") != std::string_view::npos;
}

bool has_blank_in_list(std::string_view list) {
  return list.find_first_of(" \t") != std::string_view::npos;
}

// Adds the quirk about the first URI that it is true of.
template <typename Fits>
void add_uri_quirk(const TlsrptRecord& record, const Quirk& quirk, Fits fits,
                   std::vector<Quirk>& quirks) {
  const auto found = std::ranges::find_if(record.rua, fits);
  if (found == record.rua.end()) return;
  quirks.push_back(quirk);
  quirks.back().evidence = *found;
}

void add_rua_quirks(const TlsrptRecord& record, std::vector<Quirk>& quirks) {
  add_uri_quirk(
      record, {"scheme-not-in-lower-case", "P", ""},
      [](std::string_view uri) { return lower_case(uri.substr(0, 6)) != uri.substr(0, 6); },
      quirks);
  add_uri_quirk(
      record, {"plus-in-address", "R", ""},
      [](std::string_view uri) {
        return lower_case(uri).starts_with("mailto:") &&
               local_part(uri).find('+') != std::string_view::npos;
      },
      quirks);
}

std::string text_of(const RecordField& field) {
  return field.name + '=' + field.value;
}

std::string text_of(const PolicyField& field) {
  return std::string(field.name).append(": ").append(field.value);
}

// Whether the value of such a field is one that the grammar has.
bool is_good(const PolicyField& field) {
  if (field.name == "mode")
    return field.value == "enforce" || field.value == "testing" || field.value == "none";
  if (field.name == "max_age") return std::ranges::all_of(field.value, is_digit);
  return field.value == "STSv1";
}

// The fields that count once, where a policy has them again.
void add_repeated(const MtaStsPolicy& policy, std::vector<Quirk>& quirks) {
  std::map<std::string_view, std::string_view> first;
  std::size_t line = 0;
  for (const PolicyField& field : policy.fields) {
    ++line;
    if (field.name != "version" && field.name != "mode" && field.name != "max_age") continue;
    const auto [known, is_first] = first.emplace(field.name, field.value);
    if (is_first) continue;
    if (!is_good(field))
      quirks.push_back({"repeated-and-wrong", field.name == "max_age" ? "MFPAKC" : "MFPAKSC", "",
                        text_of(field), line});
    else
      quirks.push_back(
          {"repeated", "KC", field.value == known->second ? "" : "FPAS", text_of(field), line});
  }
}

bool is_known(std::string_view name) {
  return name == "version" || name == "mode" || name == "max_age" || name == "mx";
}

// Whether some lines end in CRLF and others in LF.
bool has_mixed_line_ends(std::string_view text) {
  bool crlf = false;
  bool lf = false;
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    (at != 0 && text[at - 1] == '\r' ? crlf : lf) = true;
  return crlf && lf;
}

}  // namespace

std::vector<Quirk> quirks_of(const MtaStsRecord& record) {
  std::vector<Quirk> quirks;
  bool has_id = false;
  for (const RecordField& field : record.fields) {
    if (field.name == "id") {
      if (std::exchange(has_id, true)) quirks.push_back({"second-id", "MRC", "", text_of(field)});
    } else if (field.name == "v") {
      quirks.push_back({"second-version", "RC", "", text_of(field)});
    } else {
      quirks.push_back({"field-without-meaning", "C", "", text_of(field)});
      if (!is_plain(field.value))
        quirks.push_back({"field-of-other-letters", "A", "", text_of(field)});
    }
  }
  return quirks;
}

std::vector<Quirk> quirks_of(const TlsrptRecord& record, std::string_view text) {
  std::vector<Quirk> quirks;
  if (has_blank_before_semicolon(text)) quirks.push_back({"blank-before-semicolon", "P", ""});
  add_rua_quirks(record, quirks);
  bool has_rua = false;
  for (const RecordField& field : record.fields) {
    if (field.name == "rua") {
      if (std::exchange(has_rua, true)) quirks.push_back({"second-rua", "C", "", text_of(field)});
      if (has_blank_in_list(field.value))
        quirks.push_back({"blank-between-addresses", "PC", "", text_of(field)});
    } else if (has_rua) {
      quirks.push_back({"field-without-meaning", "C", "", text_of(field)});
    } else {
      quirks.push_back({"field-before-rua", "PRC", "", text_of(field)});
    }
  }
  return quirks;
}

std::vector<Quirk> quirks_of(const MtaStsPolicy& policy, std::string_view text) {
  std::vector<Quirk> quirks;
  if (has_mixed_line_ends(text)) quirks.push_back({"mixed-line-ends", "C", ""});
  if (policy.mode == PolicyMode::none && policy.mx.empty())
    quirks.push_back({"none-without-mx", "S", ""});
  if (policy.max_age == 0) quirks.push_back({"max-age-zero", "R", ""});
  add_repeated(policy, quirks);
  std::size_t line = 0;
  for (const PolicyField& field : policy.fields) {
    ++line;
    if (is_known(field.name)) continue;
    quirks.push_back({"field-without-meaning", "C", "", text_of(field), line});
    if (field.value.find(':') != std::string_view::npos)
      quirks.push_back({"colon-in-field", "F", "", text_of(field), line});
  }
  return quirks;
}

std::vector<std::string> senders_with_mta_sts(std::string_view letters) {
  return names_in(kMtaStsSenders, letters);
}

std::vector<std::string> senders_with_tlsrpt(std::string_view letters) {
  return names_in(kTlsrptSenders, letters);
}

}  // namespace tlsward
