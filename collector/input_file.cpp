#include "collector/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kEnoughToTell = 512;
constexpr std::size_t kPiece = 64 << 10;  // the first, or where the size is not known

// RFC 5322 allows more in a field's name, but no mail begins so, and JSON that is cut off would.
bool begins_with_field(std::string_view text) {
  const auto end =
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
  return end != 0 && end != std::string_view::npos && text[end] == ':';
}

}  // namespace

InputKind kind_of(std::string_view beginning, InputKind otherwise) {
  beginning.remove_prefix(std::min(beginning.find_first_not_of("\r\n"), beginning.size()));
  if (beginning.starts_with("From ")) return InputKind::mbox;
  if (begins_with_field(beginning)) return InputKind::mail;
  const bool packed = beginning.starts_with("\x1f\x8b") || beginning.starts_with("PK\x03\x04");
  const bool json = beginning.starts_with('{') || beginning.starts_with("\xef\xbb\xbf");
  return packed || json ? InputKind::report : otherwise;
}

Rejection unreadable(const std::error_code& error) {
  const char* const next = error == std::errc::no_such_file_or_directory ? "correct the name"
                           : error == std::errc::permission_denied       ? "let this user read it"
                           : error == std::errc::is_a_directory          ? "name a file in it"
                                                                         : "try again";
  return {Reason::unreadable, fmt::format("{}; {}", error.message(), next)};
}

InputFile::InputFile(const std::string& path)
    : is_own_(path != "-"),
      descriptor_(is_own_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO),
      error_(descriptor_ < 0 ? errno : 0) {
  struct stat status {};
  if (error_ == 0 && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode))
    size_ = static_cast<std::size_t>(status.st_size);
}

InputFile::~InputFile() {
  if (is_own_ && descriptor_ >= 0) ::close(descriptor_);
}

expected<std::size_t, Rejection> InputFile::read_new(char* to, std::size_t count) {
  ssize_t got = -1;
  while (error_ == 0 && (got = ::read(descriptor_, to, count)) < 0)
    if (errno != EINTR) error_ = errno;
  if (got < 0) return unexpected(unreadable({error_, std::generic_category()}));
  if (got == 0) ended_ = true;
  return static_cast<std::size_t>(got);
}

// A file of a known size with one read, and one byte more to see its end.
expected<void, Rejection> InputFile::read_beginning() {
  beginning_.resize(size_ > 0 ? std::min(size_ + 1, kPiece) : kPiece);
  std::size_t size = 0;
  while (size < kEnoughToTell && size < beginning_.size() && !ended_) {
    const auto got = read_new(beginning_.data() + size, beginning_.size() - size);
    if (!got) return unexpected(got.error());
    size += *got;
    if (size == size_) break;
  }
  beginning_.resize(size);
  return {};
}

expected<std::string_view, Rejection> InputFile::beginning() {
  if (beginning_.empty() && !ended_) {
    if (auto read = read_beginning(); !read) return unexpected(read.error());
  }
  return std::string_view(beginning_);
}

expected<std::size_t, Rejection> InputFile::read(char* to, std::size_t count) {
  if (beginning_.empty()) return read_new(to, count);
  const std::size_t size = beginning_.copy(to, count);
  beginning_.erase(0, size);
  return size;
}

expected<std::string, Rejection> InputFile::read_all(std::size_t most, const Rejection& too_large) {
  if (auto begun = beginning(); !begun) return unexpected(begun.error());
  if (size_ > most) return unexpected(too_large);
  std::string bytes = std::exchange(beginning_, {});
  std::size_t size = bytes.size();
  if (size < size_) bytes.resize(size_ + 1);
  while (!ended_ && size <= most) {
    if (size == bytes.size()) bytes.resize(std::max(2 * size, size + kEnoughToTell));
    const auto got = read_new(bytes.data() + size, bytes.size() - size);
    if (!got) return unexpected(got.error());
    size += *got;
  }
  if (size > most) return unexpected(too_large);
  bytes.resize(size);
  bytes.shrink_to_fit();  // Many wait in memory to be written.
  return bytes;
}

}  // namespace tlsward
