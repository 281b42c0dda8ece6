// Every setting once: its key, where its value lives in Config, how it is written, and one sentence
// of help. The file's reader, the environment, `config show`, the man page and samples/tlsward.toml
// all go by this table.
#pragma once

#include "program/config.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tlsward {

// Where a setting lives; the type says how it is read and written.
using Slot = std::variant<std::string*, bool*, std::size_t*, std::int64_t*, std::chrono::seconds*,
                          std::chrono::hours*, std::set<std::string>*, std::vector<Domain>*, Trust*,
                          ImapTls*, ImapAuth*, AfterStoring*, DigestRhythm*, SmtpTls*, SmtpAuth*,
                          LoginMode*, std::optional<std::chrono::minutes>*>;

// What the type alone does not tell. bytes_or_none may be 0, too.
enum class Form { plain, address, bytes, bytes_or_none };

constexpr bool is_size(Form form) {
  return form == Form::bytes || form == Form::bytes_or_none;
}

struct ConfigRow {
  // "ingest.listen"; those of [[domain]], [[mailbox]], [[owner]] and [[webhook]] come once for each
  // of these, and the slot of the latter three is in the last one, which it makes if there is none.
  std::string_view key;
  Form form = Form::plain;
  Slot (*slot)(Config& config) = nullptr;
  std::string_view help;
};

std::span<const ConfigRow> config_table();

// Absent (nullptr) if there is no such key.
const ConfigRow* find_config_row(std::string_view key);

// The TOML type that the file must have: "true or false", "a number", "a list of texts", "a text".
std::string_view written_as(const ConfigRow& row);

// Sets the value, or adds to it where it is a list of domains ([[domain]] comes more than once).
// Returns the fault and what to write instead, or nothing if it is set.
std::optional<std::string> set_value(const ConfigRow& row, Config& config,
                                     const std::vector<std::string>& texts);

// Empties a list; other values stay.
void clear_list(const ConfigRow& row, Config& config);

// The value as the file would have it: sizes and times are texts.
SettingValue value_of(const ConfigRow& row, const Config& config);

// The value as it stands in the file.
std::string toml_text(const SettingValue& value);

}  // namespace tlsward
