#include "program/demo_command.h"

#include "analyzer/digest.h"
#include "program/commands.h"
#include "program/dashboard_setup.h"
#include "program/demo.h"
#include "program/serve.h"
#include "program/setting_text.h"
#include "schema/printable.h"
#include "schema/users.h"
#include "web/password.h"

#include <fmt/format.h>
#include <netdb.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace tlsward {
namespace {

// A folder that goes with everything in it when this does.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "tlsward-demo-XXXXXX")) {
    if (mkdtemp(path_.data()) == nullptr)
      throw std::runtime_error(fmt::format("{}: cannot be made ({}); set TMPDIR to another folder",
                                           path_, std::generic_category().message(errno)));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Whether somebody could listen there now. An address that cannot be resolved is left to serve(),
// which says what is wrong with it.
bool is_free(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return true;
  const int probe = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool free = bind(probe, found->ai_addr, found->ai_addrlen) == 0 || errno != EADDRINUSE;
  close(probe);
  freeaddrinfo(found);
  return free;
}

// Problems are named with the database's key: names that nobody can ask for once it is gone.
Digest without_ids(Digest digest) {
  for (DigestDomain& domain : digest.domains)
    for (auto* problems : {&domain.problems, &domain.muted, &domain.fixed})
      for (DigestProblem& problem : *problems)
        problem.ids.clear();
  return digest;
}

constexpr int kTried = 100;  // ports after the one that is taken

// Throws before a month is made for nothing.
void require_free(const std::string& listen) {
  if (!is_listen_address(listen))
    throw UsageError(fmt::format("--listen: {} is no address; write HOST:PORT, like 127.0.0.1:8081",
                                 printable(listen, 80)));
  const std::size_t colon = listen.rfind(':');
  const std::string host = listen.substr(0, colon);
  const bool bracketed = host.starts_with('[');
  const std::string bare = bracketed ? host.substr(1, host.size() - 2) : host;
  const int port = std::stoi(listen.substr(colon + 1));
  if (is_free(bare, std::to_string(port))) return;
  int other = port + 1;
  while (other < port + kTried && !is_free(bare, std::to_string(other)))
    ++other;
  throw std::runtime_error(fmt::format("{}: is in use; choose another: tlsward demo --listen {}:{}",
                                       listen, host, other));
}

// Whoever is at this machine needs no login; where others may come, there is a user.
void let_in(Config& config, Timestamp now) {
  if (is_on_loopback(config.dashboard_listen)) {
    config.dashboard_login = LoginMode::none;
    return;
  }
  const std::string password = random_password();
  const auto store = open_store(config.database, Commits::each);
  store->transact([&] {
    store->users().add({.name = "demo",
                        .role = Role::admin,
                        .password_hash = hash_password(password),
                        .created = now});
  });
  print(fmt::format("Log in as demo, password {}.\n", password));
}

}  // namespace

int demo_command(const Invocation& invocation, const DemoFlags& flags) {
  require_no_list_format(invocation, "demo");
  if (!flags.once) require_free(flags.listen);
  const TemporaryFolder folder;
  Config config;
  config.database = folder.path() + "/tlsward.db";
  config.ingest_listen.clear();  // made-up reports only
  config.dashboard_listen = flags.listen;
  {
    const Day yesterday = today(invocation) - std::chrono::days(1);
    const auto store = open_store(config.database, Commits::bulk);
    make_demo_reports(*store, yesterday, flags.seed);
    const Digest digest = without_ids(make_digest(*store, yesterday, {}));
    if (invocation.format == Format::json)
      print(write_json(to_json(digest)));
    else
      print_digest(digest, invocation.no_color);
  }
  if (flags.once) return 0;
  print(
      "\nThese reports are made up. Until Ctrl-C, which removes them, you can look at them "
      "here:\n");
  let_in(config, invocation.now);
  return serve(config);
}

}  // namespace tlsward
