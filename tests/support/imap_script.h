// An IMAP server for one connection that says what a test wants: for each command the lines of the
// first rule whose text it holds. Plain, on a free port of loopback; it notes all it was told.
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tlsward::tests {

class ImapScript {
 public:
  // What a command is answered with: a "TAG" in it is the command's tag. Without a rule a command
  // is answered "TAG OK done".
  struct Rule {
    std::string holds;
    std::string answer;
  };

  ImapScript(std::string greeting, std::vector<Rule> rules)
      : greeting_(std::move(greeting)),
        rules_(std::move(rules)),
        socket_(Poco::Net::SocketAddress("127.0.0.1", 0)),
        thread_([this] { serve(); }) {}
  ~ImapScript() { thread_.join(); }
  ImapScript(const ImapScript&) = delete;
  ImapScript& operator=(const ImapScript&) = delete;

  std::uint16_t port() const { return socket_.address().port(); }

  // The lines that came, without their tags.
  std::vector<std::string> told() {
    const std::scoped_lock lock(mutex_);
    return told_;
  }

 private:
  // Until the client goes; a test whose client never comes waits for ever.
  void serve() try {
    Poco::Net::StreamSocket client = socket_.acceptConnection();
    send(client, greeting_);
    std::string line;
    for (char byte = 0; client.receiveBytes(&byte, 1) == 1;) {
      if (byte != '\n') {
        line += byte;
        continue;
      }
      line.pop_back();
      send(client, answer_to(std::exchange(line, {})));
    }
  } catch (const std::exception&) {
  }

  static void send(Poco::Net::StreamSocket& client, const std::string& bytes) {
    if (!bytes.empty()) client.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
  }

  std::string answer_to(const std::string& line) {
    const auto blank = line.find(' ');
    const bool tagged =
        line.starts_with("login ") || (blank > 0 && line.find_first_not_of("0123456789") == blank);
    const std::string command = tagged ? line.substr(blank + 1) : line;
    {
      const std::scoped_lock lock(mutex_);
      told_.push_back(command);
    }
    if (tagged) tag_ = line.substr(0, blank);
    std::string answer = "TAG OK done\r\n";
    for (const Rule& rule : rules_) {
      if (command.find(rule.holds) == std::string::npos) continue;
      answer = rule.answer;
      break;
    }
    for (auto at = answer.find("TAG"); at != std::string::npos; at = answer.find("TAG"))
      answer.replace(at, 3, tag_);
    return answer;
  }

  const std::string greeting_;
  const std::vector<Rule> rules_;
  Poco::Net::ServerSocket socket_;
  std::mutex mutex_;
  std::vector<std::string> told_;
  std::string tag_;
  std::thread thread_;
};

}  // namespace tlsward::tests
