// Whatever a server answers to a login and the verbs of a poll ends in what was asked for or in
// words for the operator. libetpan is not built with sanitizers, but what it allocates is watched:
// only not for leaks, of which 1.9.4 has some of a few bytes where an answer is broken.
#include "collector/imap_mailbox.h"
#include "collector/mail_server_error.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tlsward {
namespace {

constexpr std::size_t kMostBytes = 1 << 16;  // of bodies

// Says it all at once, and then nothing more.
void serve(Poco::Net::ServerSocket& server, std::string_view answers) try {
  Poco::Net::StreamSocket client = server.acceptConnection();
  client.sendBytes(answers.data(), static_cast<int>(answers.size()));
  client.shutdownSend();
  std::array<char, 4096> commands{};
  while (client.receiveBytes(commands.data(), static_cast<int>(commands.size())) > 0) {
  }
} catch (const Poco::Exception&) {
}

void poll(std::uint16_t port) {
  ImapMailbox mailbox({.host = "127.0.0.1", .port = port, .tls = ImapTls::none},
                      {ImapAuth::password, "me", "secret"},
                      {.deadline = ImapStream::Clock::now() + std::chrono::seconds(20)});
  mailbox.select("INBOX");
  const std::vector<Uid> found = mailbox.search(1, 100);
  assert(std::ranges::is_sorted(found) && found.size() <= 100);
  const std::vector<Uid> uids{1, 2, 3};
  assert(mailbox.sizes(uids).size() <= uids.size());
  const std::vector<FetchedMail> mails = mailbox.bodies(uids, kMostBytes);
  std::size_t bytes = 0;
  for (const FetchedMail& mail : mails)
    bytes += mail.bytes.size();
  assert(mails.size() <= uids.size() && bytes <= kMostBytes + ImapFraming::kMaxTextBytes);
  mailbox.move(uids, "Done");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming,bugprone-reserved-identifier): asked by the
// sanitizer.
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0";
}

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Poco::Net::ServerSocket server(Poco::Net::SocketAddress("127.0.0.1", 0));
  const std::string_view answers(reinterpret_cast<const char*>(data), size);
  const std::jthread thread([&] { serve(server, answers); });
  try {
    poll(server.address().port());
  } catch (const MailServerError&) {
  }
  return 0;
}

}  // namespace tlsward
