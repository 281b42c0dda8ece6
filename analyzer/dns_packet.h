// A DNS message as it comes over the wire: what of it no library here tells, and a question for a
// server that is asked by itself. Nothing here sends anything.
#pragma once

#include "analyzer/dns_answer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// One record of a message's answer section.
struct PacketRecord {
  std::uint16_t type = 0;
  std::uint32_t ttl = 0;
  std::string data;  // as it comes; names in it may point to elsewhere in the message
};

struct Packet {
  std::uint16_t id = 0;
  bool is_response = false;
  bool truncated = false;
  int code = 0;  // RFC 1035 section 4.1.1
  std::vector<PacketRecord> answers;
};

// Absent for what is no message or ends within one.
std::optional<Packet> read_packet(std::string_view bytes);

// That of the message's signatures which ends first (RFC 4034 section 3.1.5, until 2106); absent
// without any.
std::optional<SignatureTime> first_to_end(const Packet& packet);

// A question that asks for no recursion, for up to 1,232 bytes of answer (RFC 6891 section 6.2.5).
// Absent for what cannot be a name.
std::optional<std::string> make_question(std::uint16_t id, const DnsQuestion& question);

}  // namespace tlsward
