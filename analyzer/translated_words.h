// Policies whose words were translated along with the article that they were copied from ("wersja:
// STSv1", "tryb: badanie"): which word was meant. The table is analyzer/translated_words.txt, which
// is built in.
#pragma once

#include <optional>
#include <string_view>

namespace tlsward {

// "tryb" -> "mode", in whatever case ASCII letters are; absent where it is no translation that is
// known.
std::optional<std::string_view> field_meant_by(std::string_view name);

// "badanie" -> "testing".
std::optional<std::string_view> mode_meant_by(std::string_view value);

}  // namespace tlsward
