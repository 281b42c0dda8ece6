// One daemon for one database: two would both answer for it, poll and mail.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace tlsward {

// A lock that the kernel releases with its process, however that ends. The file stays and tells the
// process id.
class InstanceLock {
 public:
  // Takes the lock if it is free. Throws std::runtime_error with what to do if the file cannot be
  // made.
  explicit InstanceLock(const std::string& file);
  ~InstanceLock();
  InstanceLock(const InstanceLock&) = delete;
  InstanceLock& operator=(const InstanceLock&) = delete;

  // The process that has the lock instead of this one (0 if it has not said); absent if it is ours.
  std::optional<pid_t> holder() const { return holder_; }

 private:
  int file_;
  std::optional<pid_t> holder_;
};

}  // namespace tlsward
