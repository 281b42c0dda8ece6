// How mails of ours are known when they come back: to the mailbox that is polled, or bounced.
#pragma once

#include <string_view>

namespace tlsward {

// Their Message-IDs begin so: "tlsward-digest.2026-11-23...@example.org".
inline constexpr std::string_view kOwnMessageId = "tlsward-";

}  // namespace tlsward
