#include "program/webhook_client.h"

#include "collector/secret.h"
#include "collector/stop_signal.h"
#include "collector/tls_stream.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

namespace tlsward {

namespace {

constexpr std::size_t kMostHeadBytes = 16 << 10;  // of an answer
constexpr std::size_t kBufferBytes = 4 << 10;

std::string host_of(const WebhookAddress& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  const std::string host = v6 ? fmt::format("[{}]", address.host) : address.host;
  return address.port == 443 ? host : fmt::format("{}:{}", host, address.port);
}

std::string request_of(const WebhookAddress& address, const WebhookPost& post,
                       const std::string& secret) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tlsward\r\nConnection: close\r\n{}"
      "Content-Length: {}\r\nX-Tlsward-Event: {}\r\nX-Tlsward-Delivery: {}\r\n"
      "X-Tlsward-Signature: {}\r\n\r\n{}",
      address.target, host_of(address), post.head, post.body.size(), post.event, post.delivery,
      webhook_signature(secret, post.body), post.body);
}

// The header fields end with an empty line; some servers end lines with LF alone.
std::size_t end_of_head(std::string_view read) {
  const auto crlf = read.find("\r\n\r\n");
  const auto lf = read.find("\n\n");
  if (crlf == std::string_view::npos && lf == std::string_view::npos) return crlf;
  return std::min(crlf == std::string_view::npos ? crlf : crlf + 4,
                  lf == std::string_view::npos ? lf : lf + 2);
}

bool is_interim(std::string_view head) {
  return status_of_head(head) / 100 == 1;
}

// The head of the answer, of which the body is of no interest, or as much of it as is worth
// reading; those that only announce another one (RFC 9110 section 15.2) are passed over.
std::string read_head(TlsStream& stream) {
  std::string read;
  std::size_t begin = 0;
  std::array<char, kBufferBytes> bytes;
  while (read.size() <= kMostHeadBytes) {
    const auto end = end_of_head(std::string_view(read).substr(begin));
    std::string head = read.substr(begin, end);
    if (end == std::string::npos)
      read.append(bytes.data(), stream.read(bytes.data(), bytes.size()));
    else if (is_interim(head))
      begin += end;
    else
      return head;
  }
  return read.substr(begin);
}

WebhookAddress address_of(const WebhookOptions& webhook) {
  const bool by_file = !webhook.url_file.empty();
  const auto address =
      parse_webhook_url(by_file ? read_secret_file(webhook.url_file) : webhook.url);
  if (address) return *address;
  throw std::runtime_error(fmt::format("the URL of {} {}",
                                       by_file ? printable(webhook.url_file, 200) : "webhook.url",
                                       address.error()));
}

}  // namespace

std::string webhook_signature(const std::string& secret, const std::string& body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* const key = reinterpret_cast<const unsigned char*>(body.data());
  [[maybe_unused]] const unsigned char* const made =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), key, body.size(),
           digest.data(), &size);
  assert(made != nullptr && size == 32);
  std::string text = "sha256=";
  for (std::size_t i = 0; i < size; ++i)
    text += fmt::format("{:02x}", digest.at(i));
  return text;
}

WebhookAnswer post_to_webhook(const WebhookOptions& webhook, const WebhookPost& post,
                              const std::stop_token& stop) {
  const WebhookAddress address = address_of(webhook);
  const std::string secret = read_secret_file(webhook.secret_file);
  const StopSignal signal(stop);
  TlsStream stream(
      {.host = address.host,
       .port = address.port,
       .ca_file = webhook.ca_file,
       .settings = "webhook.",
       .url = "webhook.url",
       .too_late = fmt::format("no answer within {} s (webhook.timeout)", webhook.time.count())},
      {.deadline = TlsStream::Clock::now() + webhook.time,
       .stop = signal.descriptor(),
       .longest_silence = webhook.time});
  stream.start_tls();
  stream.write(request_of(address, post, secret));
  return read_answer(read_head(stream));
}

}  // namespace tlsward
