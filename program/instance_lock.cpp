#include "program/instance_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace tlsward {

InstanceLock::InstanceLock(const std::string& file)
    : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
  if (file_ < 0) {
    throw std::runtime_error(
        fmt::format("{}: {}; the folder of store.path must be writable for "
                    "the user that runs tlsward",
                    file, std::generic_category().message(errno)));
  }
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> text{};
    if (::pread(file_, text.data(), text.size() - 1, 0) < 0) text[0] = '\0';
    holder_ = static_cast<pid_t>(std::strtol(text.data(), nullptr, 10));
    return;
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file_, 0) != 0 ||
      ::pwrite(file_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    spdlog::warn("{}: {}; locked, but without our process id in it", file,
                 std::generic_category().message(errno));
  }
}

InstanceLock::~InstanceLock() {
  ::close(file_);
}

}  // namespace tlsward
