#include "collector/poll_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <limits>
#include <stdexcept>
#include <system_error>

namespace tlsward {

// A byte of the file for each mailbox, by its name. Such locks and the daemon's flock() do not see
// each other; they are of the open file, so that threads exclude each other too.
PollLock::PollLock(const std::string& database, const std::string& mailbox)
    : file_(::open((database + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
  if (file_ < 0)
    throw std::runtime_error(
        fmt::format("{}.lock: {}; the folder of store.path must be writable for the user that runs "
                    "tlsward",
                    database, std::generic_category().message(errno)));
  struct flock byte {};
  byte.l_type = F_WRLCK;
  byte.l_whence = SEEK_SET;
  byte.l_start =
      static_cast<off_t>(std::hash<std::string>{}(mailbox) % std::numeric_limits<int>::max());
  byte.l_len = 1;
  held_ = ::fcntl(file_, F_OFD_SETLK, &byte) == 0;
  if (held_ || errno == EAGAIN || errno == EACCES) return;
  const int error = errno;
  ::close(file_);
  throw std::runtime_error(
      fmt::format("{}.lock: cannot be locked: {}; set store.path to a folder on a local disk",
                  database, std::generic_category().message(error)));
}

PollLock::~PollLock() {
  ::close(file_);
}

}  // namespace tlsward
