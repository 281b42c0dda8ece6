// unpack() holds its caps whatever comes, and unpacked_size() foretells what it will hold.
#include "collector/unpack.h"

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tlsward {

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Limits limits{.max_inflated_bytes = 1 << 20};
  const auto texts = unpack(bytes, limits);
  const TextSize foretold = unpacked_size(bytes, limits);
  assert(foretold.bytes <= limits.max_inflated_bytes);
  if (!texts) return 0;
  std::size_t held = 0;
  for (const Unpacked& unpacked : *texts)
    held += unpacked.text.size();
  assert(!texts->empty() && texts->size() <= limits.max_zip_members);
  assert(held <= foretold.bytes);
  return 0;
}

}  // namespace tlsward
