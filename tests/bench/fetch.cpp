// Fetches a policy by HTTPS as fast as a server gives it, as senders do: a connection for each
// fetch, or many on one. Prints fetches per second.
//   bench_fetch PORT HOST FILE SECONDS CONNECTIONS fresh|kept
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Wish {
  std::uint16_t port = 0;
  std::string host;
  std::string body;  // that must come
  bool kept = false;
};

// A connection to the server on loopback, its handshake done.
class Connection {
 public:
  Connection(const Wish& wish, SSL_CTX* context)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)), tls_(SSL_new(context), SSL_free) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(wish.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const linger at_once{1, 0};  // no port waits: there are fewer than fetches
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("nobody listens");
    SSL_set_fd(tls_.get(), socket_);
    SSL_set_tlsext_host_name(tls_.get(), wish.host.c_str());
    if (SSL_connect(tls_.get()) != 1) throw std::runtime_error("the handshake failed");
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void fetch(const Wish& wish) {
    const std::string request = fmt::format(
        "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: {}\r\nUser-Agent: bench\r\n\r\n",
        wish.host);
    if (SSL_write(tls_.get(), request.data(), static_cast<int>(request.size())) <= 0)
      throw std::runtime_error("it hung up");
    std::string answer;
    while (!answer.ends_with("\r\n\r\n" + wish.body)) {
      char bytes[4096];
      const int got = SSL_read(tls_.get(), bytes, sizeof bytes);
      if (got <= 0) throw std::runtime_error("another answer: " + answer);
      answer.append(bytes, static_cast<std::size_t>(got));
    }
    if (!answer.starts_with("HTTP/1.1 200 ")) throw std::runtime_error("answered " + answer);
  }

 private:
  int socket_;
  std::unique_ptr<SSL, void (*)(SSL*)> tls_;
};

void fetch_until(Clock::time_point end, const Wish& wish, SSL_CTX* context,
                 std::atomic<std::uint64_t>& fetches) {
  auto connection = std::make_unique<Connection>(wish, context);
  while (Clock::now() < end) {
    connection->fetch(wish);
    ++fetches;
    if (!wish.kept) connection = std::make_unique<Connection>(wish, context);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  std::ifstream file(argv[3]);
  const Wish wish{.port = static_cast<std::uint16_t>(std::atoi(argv[1])),
                  .host = argv[2],
                  .body = {std::istreambuf_iterator<char>(file), {}},
                  .kept = std::string(argv[6]) == "kept"};
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  std::atomic<std::uint64_t> fetches = 0;
  const auto begin = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (int i = std::atoi(argv[5]); i > 0; --i)
      threads.emplace_back([&] {
        fetch_until(begin + std::chrono::seconds(std::atoi(argv[4])), wish, context.get(), fetches);
      });
  }
  const std::chrono::duration<double> time = Clock::now() - begin;
  fmt::print("{:.0f}\n", static_cast<double>(fetches) / time.count());
}
