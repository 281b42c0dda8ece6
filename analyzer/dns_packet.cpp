#include "analyzer/dns_packet.h"

#include "schema/text.h"

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::uint16_t kRrsig = 46;
constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMostLabelBytes = 63;
constexpr std::size_t kMostNameBytes = 255;
constexpr std::uint16_t kAnswerBytes = 1232;

// Reads from the front; beyond the end all is 0, and `ended` says so.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool ended() const { return ended_; }

  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (const char byte : bytes(size))
      value = value << 8U | static_cast<unsigned char>(byte);
    return value;
  }

  std::string_view bytes(std::size_t size) {
    ended_ = ended_ || size > rest_.size();
    const std::string_view taken = rest_.substr(0, ended_ ? 0 : size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  // RFC 1035 section 4.1.4: a pointer ends a name.
  void skip_name() {
    for (;;) {
      const std::uint32_t size = number(1);
      if (ended_ || size == 0) return;
      if (size > kMostLabelBytes) {
        number(1);
        return;
      }
      bytes(size);
    }
  }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

std::string two_bytes(std::uint16_t value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

}  // namespace

std::optional<Packet> read_packet(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return {};
  Reader reader(bytes);
  Packet packet{.id = static_cast<std::uint16_t>(reader.number(2))};
  const std::uint32_t flags = reader.number(2);
  packet.is_response = (flags & 0x8000U) != 0;
  packet.truncated = (flags & 0x0200U) != 0;
  packet.code = static_cast<int>(flags & 0xfU);
  const std::uint32_t questions = reader.number(2);
  const std::uint32_t answers = reader.number(2);
  reader.number(4);
  for (std::uint32_t i = 0; i < questions && !reader.ended(); ++i) {
    reader.skip_name();
    reader.number(4);
  }
  for (std::uint32_t i = 0; i < answers && !reader.ended(); ++i) {
    reader.skip_name();
    PacketRecord record{.type = static_cast<std::uint16_t>(reader.number(2))};
    reader.number(2);  // its class
    record.ttl = reader.number(4);
    record.data = reader.bytes(reader.number(2));
    packet.answers.push_back(std::move(record));
  }
  if (reader.ended()) return {};
  return packet;
}

std::optional<SignatureTime> first_to_end(const Packet& packet) {
  constexpr std::size_t before = 8;  // type, algorithm, labels, TTL
  std::optional<SignatureTime> first;
  for (const PacketRecord& record : packet.answers) {
    if (record.type != kRrsig || record.data.size() < before + 8) continue;
    Reader reader(std::string_view(record.data).substr(before));
    const Timestamp end{std::chrono::seconds(reader.number(4))};
    const Timestamp begin{std::chrono::seconds(reader.number(4))};
    if (!first || end < first->end) first = {begin, end};
  }
  return first;
}

std::optional<std::string> make_question(std::uint16_t id, const DnsQuestion& question) {
  using namespace std::string_literals;
  // One question, nothing else but the record that says how large an answer may be.
  std::string packet = two_bytes(id) + "\0\0\0\1\0\0\0\0\0\1"s;
  std::string name;
  for (const std::string_view label : split(question.name, ".")) {
    if (label.empty() || label.size() > kMostLabelBytes) return {};
    name += static_cast<char>(label.size());
    name += label;
  }
  if (name.size() >= kMostNameBytes) return {};
  packet += name + "\0"s + two_bytes(static_cast<std::uint16_t>(question.type)) + "\0\1"s;
  return packet + "\0\0\51"s + two_bytes(kAnswerBytes) + "\0\0\0\0\0\0"s;
}

}  // namespace tlsward
