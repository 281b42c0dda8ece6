#include "collector/stop_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <system_error>

namespace tlsward {

void sleep_for(std::chrono::seconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait_for(lock, stop, time, [] { return false; });
}

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
