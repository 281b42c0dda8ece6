#include "collector/stop_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace tlsward {

StopSignal::Event::Event() : descriptor(eventfd(0, EFD_CLOEXEC)) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopSignal::Event::~Event() {
  ::close(descriptor);
}

StopSignal::StopSignal(const std::stop_token& stop)
    : callback_(stop, [this] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(event_.descriptor, &one, sizeof one);
      }) {}

}  // namespace tlsward
