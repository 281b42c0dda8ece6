#include "collector/stop_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace tlsward {

StopSignal::StopSignal(const std::stop_token& stop)
    : descriptor_(eventfd(0, EFD_CLOEXEC)), callback_(stop, [this] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
      }) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopSignal::~StopSignal() {
  ::close(descriptor_);
}

}  // namespace tlsward
