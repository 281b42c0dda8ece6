// A result type, a cause, or a message that somebody pastes, in plain words: needs neither
// configuration nor database.
#pragma once

#include "analyzer/language.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

// How much is told.
enum class Detail {
  plain,     // what happened and what to do, without commands
  usual,     // and why, with commands
  technical  // and the steps for each kind of server
};

struct Telling {
  const Language* language = &english();
  Detail detail = Detail::usual;
};

// The registered type that a misspelt one means ("certificate_expired", "expired"); absent if none
// is near. A registered type is its own nearest.
std::optional<std::string_view> nearest_type(std::string_view text);

// Whether it is a type, a cause, or a message of which a reason is known; not the nearest type.
bool is_explained(std::string_view subject);

// What the type, the cause or the message means and what to do. Of a type that is not registered it
// says so, and explains the nearest one; of what is not known it shows the text and how to go on.
std::string explain_subject(std::string_view subject, const Telling& telling = {});

// The same, all of it.
nlohmann::ordered_json explain_subject_json(std::string_view subject,
                                            const Language& language = english());

}  // namespace tlsward
