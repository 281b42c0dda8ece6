#include "analyzer/policy_fetch.h"

#include "analyzer/http_reply.h"
#include "analyzer/mta_sts_policy.h"
#include "analyzer/peer_stream.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <array>

namespace tlsward {
namespace {

using Clock = std::chrono::steady_clock;

// Chunks and heads have bytes of their own: beyond this no policy is to be expected any more.
constexpr std::size_t kMostBytes = 8 * kMostPolicyBytes;

constexpr std::array kMistakenPaths = {"/mta-sts.txt", "/.well-known/mta_sts.txt",
                                       "/.well-known/mta-sts.txt.txt"};

std::string text_of(const HttpRequest& request, const std::string& host, std::uint16_t port) {
  const std::string authority = port == 443 ? host : fmt::format("{}:{}", host, port);
  return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n{}Connection: close\r\n\r\n", request.path,
                     authority,
                     request.named ? "User-Agent: tlsward\r\nAccept: text/plain\r\n" : "");
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
  fetch.age = reply.age;
  fetch.body = std::move(reply.body);
  fetch.too_large = reply.too_large;
}

void run(PeerStream& stream, std::uint16_t port, const TlsWish& wish, const HttpRequest& request,
         PolicyFetch& fetch) {
  if (!stream.connect(fetch.address, port)) return stop(fetch.reach, stream);
  fetch.reach.reached = Reached::connection;
  if (!stream.start_tls(wish)) return stop(fetch.reach, stream);
  fetch.reach.reached = Reached::tls;
  fetch.tls = stream.seen();
  if (!stream.write(text_of(request, wish.name, port))) return stop(fetch.reach, stream);
  take_answer(stream, fetch);
}

}  // namespace

PolicyFetch fetch_policy(const std::string& address, std::uint16_t port, const TlsWish& wish,
                         Clock::time_point deadline, const HttpRequest& request) {
  PolicyFetch fetch{.address = address};
  const auto begin = Clock::now();
  PeerStream stream(deadline);
  run(stream, port, wish, request, fetch);
  fetch.reach.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  return fetch;
}

void fetch_policy_again(PolicyFetch& fetch, std::uint16_t port, const TlsWish& wish,
                        Clock::time_point deadline) {
  if (fetch.status == 200) {
    TlsWish old = wish;
    old.versions = TlsVersions::only_1_2;
    const PolicyFetch seen = fetch_policy(fetch.address, port, old, deadline, {.named = false});
    fetch.old_client = {seen.reach, seen.status};
  }
  if (fetch.status != 404) return;
  for (const char* const path : kMistakenPaths) {
    const PolicyFetch seen = fetch_policy(fetch.address, port, wish, deadline, {.path = path});
    if (seen.status == 200 && read_policy(seen.body)) fetch.elsewhere.emplace_back(path);
  }
}

}  // namespace tlsward
