// analyzer/dns_packet.cpp
#include "analyzer/dns_packet.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

using namespace std::string_literals;

constexpr Timestamp kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) + std::chrono::hours(9);

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
  return bytes;
}

// The data of a signature that ends then (RFC 4034 section 3.1).
std::string signature(Timestamp end) {
  return "\0\x10\x0d\2\0\0\1\x2c"s +
         big_endian(static_cast<std::uint32_t>(end.time_since_epoch().count())) +
         big_endian(static_cast<std::uint32_t>(kNow.time_since_epoch().count())) + "\0\1\0key"s;
}

// Of type TXT and RRSIG, their names pointers.
std::string message(const std::string& flags, const std::string& text, Timestamp end) {
  const std::string data = signature(end);
  return "\x12\x34"s + flags + "\0\1\0\2\0\0\0\0"s + "\4_tls\7example\0\0\x10\0\1"s +
         "\xc0\x0c\0\x10\0\1\0\0\1\x2c\0"s + static_cast<char>(text.size()) + text +
         "\xc0\x0c\0\x2e\0\1\0\0\1\x2c\0"s + static_cast<char>(data.size()) + data;
}

}  // namespace

TEST_CASE("of a message its records are read, and when the first signature ends") {
  const Timestamp end = kNow + std::chrono::hours(5);
  const auto packet = read_packet(message("\x84\0"s, "\3abc", end));
  REQUIRE(packet);
  CHECK(packet->id == 0x1234);
  CHECK(packet->is_response);
  CHECK_FALSE(packet->truncated);
  CHECK(packet->code == 0);
  REQUIRE(packet->answers.size() == 2);
  CHECK(packet->answers[0].type == 16);
  CHECK(packet->answers[0].ttl == 300);
  CHECK(packet->answers[0].data == "\3abc");
  REQUIRE(first_to_end(*packet));
  CHECK(first_to_end(*packet)->begin == kNow);
  CHECK(first_to_end(*packet)->end == end);
  CHECK(read_packet(message("\x86\3"s, "\3abc", end))->truncated);
  CHECK(read_packet(message("\x86\3"s, "\3abc", end))->code == 3);
}

TEST_CASE("a message that ends too early is none, wherever it ends") {
  const std::string whole = message("\x84\0"s, "\3abc", kNow);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(read_packet(whole.substr(0, size)));
  }
}

TEST_CASE("a question is one for a name, and none for what is no name") {
  const auto question = make_question(0x1234, {"_tls.example", DnsType::txt});
  REQUIRE(question);
  CHECK(*question ==
        "\x12\x34\0\0\0\1\0\0\0\0\0\1\4_tls\7example\0\0\x10\0\1"
        "\0\0\x29\4\xd0\0\0\0\0\0\0"s);
  for (const std::string& name : {""s, "a..b"s, std::string(64, 'a') + ".example"}) {
    CAPTURE(name);
    CHECK_FALSE(make_question(1, {name, DnsType::txt}));
  }
}

}  // namespace tlsward
