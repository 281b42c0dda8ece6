#include "analyzer/unseen_characters.h"

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

struct Meant {
  std::string_view bytes;
  std::string_view name;
  std::string_view instead;
};

constexpr std::array kUnseen = {
    Meant{"\xC2\xA0", "U+00A0", " "},      Meant{"\xC2\xAD", "U+00AD", ""},
    Meant{"\xC2\xAB", "U+00AB", "\""},     Meant{"\xC2\xBB", "U+00BB", "\""},
    Meant{"\xE2\x80\x82", "U+2002", " "},  Meant{"\xE2\x80\x83", "U+2003", " "},
    Meant{"\xE2\x80\x87", "U+2007", " "},  Meant{"\xE2\x80\x89", "U+2009", " "},
    Meant{"\xE2\x80\x8A", "U+200A", " "},  Meant{"\xE2\x80\x8B", "U+200B", ""},
    Meant{"\xE2\x80\x8C", "U+200C", ""},   Meant{"\xE2\x80\x8D", "U+200D", ""},
    Meant{"\xE2\x80\x8E", "U+200E", ""},   Meant{"\xE2\x80\x8F", "U+200F", ""},
    Meant{"\xE2\x80\x90", "U+2010", "-"},  Meant{"\xE2\x80\x91", "U+2011", "-"},
    Meant{"\xE2\x80\x93", "U+2013", "-"},  Meant{"\xE2\x80\x94", "U+2014", "-"},
    Meant{"\xE2\x80\x98", "U+2018", "'"},  Meant{"\xE2\x80\x99", "U+2019", "'"},
    Meant{"\xE2\x80\x9C", "U+201C", "\""}, Meant{"\xE2\x80\x9D", "U+201D", "\""},
    Meant{"\xE2\x80\x9E", "U+201E", "\""}, Meant{"\xE2\x80\xA8", "U+2028", " "},
    Meant{"\xE2\x80\xA9", "U+2029", " "},  Meant{"\xE2\x80\xAF", "U+202F", " "},
    Meant{"\xE2\x81\xA0", "U+2060", ""},   Meant{"\xE3\x80\x80", "U+3000", " "},
    Meant{"\xEF\xBB\xBF", "U+FEFF", ""},   Meant{"\xEF\xBC\x9A", "U+FF1A", ":"},
    Meant{"\xEF\xBC\x9B", "U+FF1B", ";"},  Meant{"\xEF\xBC\x9D", "U+FF1D", "="}};

}  // namespace

std::optional<UnseenCharacter> find_unseen(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((text[at] & 0x80) == 0) continue;
    const std::string_view rest = text.substr(at);
    const auto* const found = std::ranges::find_if(
        kUnseen, [&](const Meant& meant) { return rest.starts_with(meant.bytes); });
    if (found != kUnseen.end())
      return UnseenCharacter{at, rest.substr(0, found->bytes.size()), found->name, found->instead};
  }
  return {};
}

std::string without_unseen(std::string_view text) {
  std::string meant;
  for (auto unseen = find_unseen(text); unseen; unseen = find_unseen(text)) {
    meant.append(text.substr(0, unseen->at)).append(unseen->instead);
    text.remove_prefix(unseen->at + unseen->bytes.size());
  }
  return meant.append(text);
}

}  // namespace tlsward
