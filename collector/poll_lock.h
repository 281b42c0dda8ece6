// One poll of a mailbox at a time, whichever processes share the database: two that move the same
// mails at once would double them at the server (Dovecot copies for both, then deletes).
#pragma once

#include <string>

namespace tlsward {

// A lock that the kernel releases with its process, however that ends.
class PollLock {
 public:
  // Takes the lock if it is free. Throws std::runtime_error with what to do if its file, which is
  // that of the daemon's lock, cannot be made.
  PollLock(const std::string& database, const std::string& mailbox);
  ~PollLock();
  PollLock(const PollLock&) = delete;
  PollLock& operator=(const PollLock&) = delete;

  bool is_held() const { return held_; }

 private:
  int file_;
  bool held_ = false;
};

}  // namespace tlsward
