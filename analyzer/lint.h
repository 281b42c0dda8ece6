// `tlsward lint`: a pasted record or policy -> whether it works for senders, all that is wrong with
// it, and the mended text. Needs neither network nor configuration.
#pragma once

#include "analyzer/language.h"
#include "analyzer/pasted_text.h"
#include "schema/domain.h"
#include "schema/finding.h"
#include "schema/timestamp.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class Standing : std::uint8_t {
  valid,        // for all known senders
  differs,      // by the RFC, but not for those that Lint::programs names
  invalid,      // senders that follow the RFC do not use it
  unrecognized  // what it is cannot be told
};

// "valid", "differs", "invalid", "unrecognized".
std::string_view name(Standing standing);

struct Lint {
  TextKind kind = TextKind::unknown;
  Domain name;  // at which the record stands; empty if that was not pasted
  Standing standing = Standing::unrecognized;
  std::vector<std::string> programs;  // senders' software that does otherwise, each once
  std::vector<Finding> findings;      // the worst first
  std::optional<std::string> mended;  // absent where nothing is to be mended, or nothing can
};

// `kind`: what it is to be; `unknown` to be found out. `now`: of which an id is made where a record
// has none.
Lint lint(std::string_view text, TextKind kind, Timestamp now);

// Whether it works, in one sentence: "VALID: this TLSRPT record works for all known senders."
std::string headline(const Lint& lint, const Language& language = english());

std::string lint_text(const Lint& lint, const Language& language = english());
nlohmann::ordered_json lint_json(const Lint& lint, const Language& language = english());

}  // namespace tlsward
