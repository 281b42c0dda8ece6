// What somebody meant who misspelt a word: commands, options and settings that are unknown are
// answered with the known one most like them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// The candidate that differs least from the word (letters put in, left out, exchanged or swapped
// with their neighbour); absent if more than a third of the word differs.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

// "; did you mean "list"?", or "" where nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace tlsward
