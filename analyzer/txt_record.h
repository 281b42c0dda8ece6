// The TXT records of MTA-STS and TLSRPT (RFC 8461 section 3.1, RFC 8460 section 3) -> what they
// say, by the grammar and nothing else: what senders make of texts that it refuses stands
// elsewhere.
#pragma once

#include "schema/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// A field behind the version, as it stands.
struct RecordField {
  std::string name;
  std::string value;
};

// The record at _mta-sts.<domain>.
struct MtaStsRecord {
  std::string id;                   // 1 to 32 letters and digits
  std::vector<RecordField> fields;  // all, in their order
};

// The record at _smtp._tls.<domain>.
struct TlsrptRecord {
  std::vector<std::string> rua;     // URIs as they stand, of scheme mailto or https
  std::vector<RecordField> fields;  // all, in their order
};

// Why a text is no such record.
enum class RecordFault : std::uint8_t {
  not_a_record,  // does not begin with the version: it is discarded before records are counted
  not_a_field,   // empty, or no name=value of the letters allowed
  id_missing,
  id_not_plain,  // not 1 to 32 letters and digits
  rua_missing,
  uri_not_plain,  // a letter that must be percent-encoded, or none
  uri_scheme,     // not mailto or https
  uri_not_whole,  // an address without "@", a URL without a host
};

struct RecordError {
  RecordFault fault = RecordFault::not_a_record;
  std::string text;  // the field or URI that is meant, as it stands; "" where something is missing
};

// `text`: the strings of one record joined without blanks. Of several ids the first counts.
expected<MtaStsRecord, RecordError> read_mta_sts_record(std::string_view text);

// Of several rua fields all URIs count, in their order.
expected<TlsrptRecord, RecordError> read_tlsrpt_record(std::string_view text);

// What is wrong with a URI of a rua, which has no blanks around it; absent for a good one.
std::optional<RecordFault> fault_of_uri(std::string_view uri);

}  // namespace tlsward
