#include "analyzer/policy_fetch.h"

#include "analyzer/http_reply.h"
#include "analyzer/peer_stream.h"

#include <fmt/format.h>

namespace tlsward {
namespace {

using Clock = std::chrono::steady_clock;

// Chunks and heads have bytes of their own: beyond this no policy is to be expected any more.
constexpr std::size_t kMostBytes = 8 * kMostPolicyBytes;

std::string request_to(const std::string& host, std::uint16_t port) {
  const std::string authority = port == 443 ? host : fmt::format("{}:{}", host, port);
  return fmt::format(
      "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: {}\r\nUser-Agent: tlsward\r\n"
      "Accept: text/plain\r\nConnection: close\r\n\r\n",
      authority);
}

void stop(Reach& reach, const PeerStream& stream) {
  reach.trouble = stream.trouble();
  reach.words = stream.words();
}

HttpState read_answer(PeerStream& stream, HttpReply& reply) {
  std::string bytes;
  HttpState state = HttpState::unfinished;
  std::size_t looked_at = 0;
  while (state == HttpState::unfinished && bytes.size() < kMostBytes) {
    const bool more = stream.read_more(bytes);
    if (!more && stream.trouble() != Trouble::closed) return state;
    // Reading begins anew each time: not for each byte of a slow server.
    if (more && bytes.size() < looked_at + looked_at / 4) continue;
    looked_at = bytes.size();
    state = read_http_reply(bytes, !more, kMostPolicyBytes, reply);
  }
  return state == HttpState::unfinished ? HttpState::garbled : state;
}

void take_answer(PeerStream& stream, PolicyFetch& fetch) {
  HttpReply reply;
  const HttpState state = read_answer(stream, reply);
  if (state == HttpState::unfinished) return stop(fetch.reach, stream);
  if (state == HttpState::garbled) {
    fetch.reach.trouble = reply.status == 0 ? Trouble::garbled : Trouble::closed;
    fetch.reach.words = reply.status == 0 ? "it is no HTTP" : "the answer is not whole";
    return;
  }
  fetch.reach.reached = Reached::all;
  fetch.status = reply.status;
  fetch.location = std::move(reply.location);
  fetch.content_type = std::move(reply.content_type);
  fetch.content_encoding = std::move(reply.content_encoding);
  fetch.body = std::move(reply.body);
  fetch.too_large = reply.too_large;
}

void run(PeerStream& stream, std::uint16_t port, const TlsWish& wish, PolicyFetch& fetch) {
  if (!stream.connect(fetch.address, port)) return stop(fetch.reach, stream);
  fetch.reach.reached = Reached::connection;
  if (!stream.start_tls(wish)) return stop(fetch.reach, stream);
  fetch.reach.reached = Reached::tls;
  fetch.tls = stream.seen();
  if (!stream.write(request_to(wish.name, port))) return stop(fetch.reach, stream);
  take_answer(stream, fetch);
}

}  // namespace

PolicyFetch fetch_policy(const std::string& address, std::uint16_t port, const TlsWish& wish,
                         Clock::time_point deadline) {
  PolicyFetch fetch{.address = address};
  const auto begin = Clock::now();
  PeerStream stream(deadline);
  run(stream, port, wish, fetch);
  fetch.reach.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  return fetch;
}

}  // namespace tlsward
