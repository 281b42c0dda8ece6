// A value or the reason why there is none. C++20 has no std::expected: these are the lines to
// change for it.
#pragma once

#include <tl/expected.hpp>

#include <utility>

namespace tlsward {

template <typename Value, typename Error>
using expected = tl::expected<Value, Error>;

template <typename Error>
auto unexpected(Error&& error) {
  return tl::make_unexpected(std::forward<Error>(error));
}

}  // namespace tlsward
