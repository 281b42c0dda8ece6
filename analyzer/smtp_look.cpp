#include "analyzer/smtp_look.h"

#include "analyzer/peer_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

namespace tlsward {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostLineBytes = 2 << 10;  // RFC 5321 section 4.5.3.1 allows 512
constexpr std::size_t kMostLines = 100;          // of one answer

// A server's answer to one command (RFC 5321 section 4.2).
struct Reply {
  int code = 0;
  std::vector<std::string> lines;  // without their code

  std::string text() const {
    std::string text;
    for (const std::string& line : lines)
      text += (text.empty() ? "" : "\n") + line;
    return text;
  }
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

class Session {
 public:
  Session(SmtpLook& look, Clock::time_point deadline) : look_(look), stream_(deadline) {}

  void run(std::uint16_t port, const TlsWish& wish) {
    if (!stream_.connect(look_.address, port)) return;
    look_.reach.reached = Reached::connection;
    if (greet() && offer() && upgrade(wish) && say_hello()) look_.reach.reached = Reached::all;
    if (stream_.trouble() == Trouble::none) stream_.write("QUIT\r\n");
  }

  // What stopped it.
  void note_trouble() {
    if (look_.reach.trouble != Trouble::none) return;
    if (look_.reach.reached == Reached::all) return;
    look_.reach.trouble = stream_.trouble();
    look_.reach.words = stream_.words();
  }

 private:
  bool stop(Trouble trouble, std::string words) {
    look_.reach.trouble = trouble;
    look_.reach.words = std::move(words);
    return false;
  }

  bool read_line(std::string& line) {
    std::size_t end = 0;
    while ((end = buffer_.find('\n')) == std::string::npos) {
      if (buffer_.size() > kMostLineBytes) return stop(Trouble::garbled, "a line without an end");
      if (!stream_.read_more(buffer_)) return false;
    }
    line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return true;
  }

  bool read_reply(Reply& reply) {
    reply = {};
    std::string line;
    do {
      if (!read_line(line)) return false;
      const bool coded = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
      if (!coded || reply.lines.size() == kMostLines) return stop(Trouble::garbled, line);
      reply.code = std::stoi(line.substr(0, 3));
      reply.lines.push_back(line.size() > 4 ? line.substr(4) : "");
    } while (line.size() > 3 && line[3] == '-');
    return true;
  }

  bool expect(int code, Reply& reply) {
    if (!read_reply(reply)) return false;
    return reply.code == code ||
           stop(Trouble::answer, fmt::format("{} {}", reply.code, reply.text()));
  }

  bool greet() {
    Reply reply;
    if (!expect(220, reply)) return false;
    look_.greeting = reply.text();
    look_.reach.reached = Reached::greeting;
    return true;
  }

  // RFC 5321 section 4.1.3: this end by its address, for it may have no name.
  bool say_hello() {
    const std::string own = stream_.own_address();
    const bool v6 = own.find(':') != std::string::npos;
    Reply reply;
    if (!stream_.write(fmt::format("EHLO [{}{}]\r\n", v6 ? "IPv6:" : "", own))) return false;
    if (!expect(250, reply)) return false;
    if (look_.tls) return true;
    if (!reply.lines.empty()) reply.lines.erase(reply.lines.begin());  // its name
    look_.extensions = std::move(reply.lines);
    return true;
  }

  bool offer() {
    if (!say_hello()) return false;
    look_.starttls_offered = std::ranges::any_of(look_.extensions, [](const std::string& line) {
      return upper(line.substr(0, line.find(' '))) == "STARTTLS";
    });
    return look_.starttls_offered;
  }

  bool upgrade(const TlsWish& wish) {
    Reply reply;
    if (!stream_.write("STARTTLS\r\n") || !expect(220, reply)) return false;
    look_.reach.reached = Reached::starttls;
    if (!buffer_.empty())
      return stop(Trouble::garbled, "it says more than it was asked before TLS begins");
    if (!stream_.start_tls(wish)) return false;
    look_.tls = stream_.seen();
    look_.reach.reached = Reached::tls;
    return true;
  }

  SmtpLook& look_;
  PeerStream stream_;
  std::string buffer_;  // read and not yet looked at
};

}  // namespace

SmtpLook look_at_smtp(const std::string& address, std::uint16_t port, const TlsWish& wish,
                      Clock::time_point deadline) {
  SmtpLook look{.address = address};
  const auto begin = Clock::now();
  Session session(look, deadline);
  session.run(port, wish);
  session.note_trouble();
  look.reach.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  return look;
}

void look_again_at_smtp(SmtpLook& look, std::uint16_t port, const TlsWish& wish,
                        Clock::time_point deadline) {
  if (!look.tls || look.tls->is_old()) return;
  TlsWish other{.name = wish.name, .roots = wish.roots, .now = wish.now};
  other.versions = TlsVersions::before_1_2;
  if (const SmtpLook old = look_at_smtp(look.address, port, other, deadline); old.tls)
    look.old_protocol = old.tls->protocol;
  other.versions = TlsVersions::all;
  other.sni = false;
  look.without_sni = look_at_smtp(look.address, port, other, deadline).tls;
}

}  // namespace tlsward
