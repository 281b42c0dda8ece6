#include "analyzer/zone_server.h"

#include "analyzer/dns_packet.h"
#include "analyzer/socket_address.h"

#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace tlsward {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{1500};  // with one question
constexpr int kTries = 2;
constexpr int kNameError = 3;  // RFC 1035 section 4.1.1

class Socket {
 public:
  explicit Socket(const SocketAddress& to)
      : descriptor_(::socket(to.bytes.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0 && errno != EAFNOSUPPORT)
      throw std::system_error(errno, std::generic_category(), "no socket for a look");
    // Connected: what comes from elsewhere is no answer.
    connected_ = descriptor_ >= 0 &&
                 ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&to.bytes), to.size) == 0;
  }
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool send(std::string_view bytes) const {
    return connected_ && ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0;
  }

  // The next message; absent at the end, and where nobody is.
  std::optional<std::string> receive(Clock::time_point end) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd readable{descriptor_, POLLIN, 0};
    if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) <= 0) return {};
    std::array<char, 4096> bytes;
    const ssize_t size = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (size < 0) return {};
    return std::string(bytes.data(), static_cast<std::size_t>(size));
  }

 private:
  int descriptor_;
  bool connected_ = false;
};

// Nobody who does not see the question can answer it.
std::uint16_t random_id() {
  std::uint16_t id = 0;
  if (::getrandom(&id, sizeof id, 0) != sizeof id)
    throw std::system_error(errno, std::generic_category(), "no random number");
  return id;
}

std::optional<Packet> ask(const Socket& socket, const DnsQuestion& question,
                          Clock::time_point end) {
  const std::uint16_t id = random_id();
  const auto packet = make_question(id, question);
  for (int i = 0; packet && i < kTries && Clock::now() < end; ++i) {
    if (!socket.send(*packet)) return {};
    const auto until = std::min(end, Clock::now() + kPatience);
    while (const auto bytes = socket.receive(until)) {
      auto answer = read_packet(*bytes);
      if (answer && answer->is_response && answer->id == id) return answer;
    }
  }
  return {};
}

std::optional<ServerTexts> texts_of(const std::optional<Packet>& packet) {
  if (!packet || packet->truncated || (packet->code != 0 && packet->code != kNameError)) return {};
  ServerTexts texts;
  for (const PacketRecord& record : packet->answers) {
    if (record.type != static_cast<std::uint16_t>(DnsType::txt)) continue;
    texts.values.push_back(txt_in(record.data));
    texts.ttl = record.ttl;
  }
  std::ranges::sort(texts.values);
  return texts;
}

}  // namespace

ServerAnswer ask_server(const std::string& address, std::uint16_t port, const std::string& domain,
                        Clock::time_point deadline) {
  ServerAnswer answer{.address = address};
  const Socket socket(socket_address(address, port));
  answer.tlsrpt = texts_of(ask(socket, {"_smtp._tls." + domain, DnsType::txt}, deadline));
  if (answer.tlsrpt) answer.reach.reached = Reached::all;
  answer.mta_sts = texts_of(ask(socket, {"_mta-sts." + domain, DnsType::txt}, deadline));
  return answer;
}

}  // namespace tlsward
