// One authoritative server of a zone, asked by itself and not through the DNS server that is used
// for all else: whether all of them say the same shows only so.
#pragma once

#include "analyzer/facts.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tlsward {

// Asks the address, by UDP, for the two TXT records of the domain, one after the other and each
// twice at the most. What had no answer by the deadline, or not all of it, stays absent. Nothing is
// proved here. Throws only for this machine's faults.
ServerAnswer ask_server(const std::string& address, std::uint16_t port, const std::string& domain,
                        std::chrono::steady_clock::time_point deadline);

}  // namespace tlsward
