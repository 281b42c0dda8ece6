#include "collector/report_files.h"

#include "collector/unpack.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <system_error>
#include <utility>

namespace tlsward {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxAtOnce = 10'000;
constexpr std::size_t kPipePiece = 64 << 10;  // where the size is not known

Rejection unreadable(const std::error_code& error) {
  return {Reason::unreadable, fmt::format("cannot be read: {}", error.message())};
}

Rejection unreadable_by_errno() {
  return unreadable({errno, std::generic_category()});
}

// Regular files, links to them, and links to nowhere, which are then told; no pipe or device, which
// might never end. What the folder says of it is believed, without a look at each.
bool is_to_be_read(const fs::directory_entry& entry) {
  std::error_code error;
  return (entry.is_regular_file(error) || error) &&
         is_named(entry.path().native(), {".json", ".json.gz", ".zip"});
}

// An open file; "-" is standard input, which stays open.
class InputFile {
 public:
  explicit InputFile(const std::string& path)
      : is_own_(path != "-"),
        descriptor_(is_own_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  ~InputFile() {
    if (is_own_ && descriptor_ >= 0) ::close(descriptor_);
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  bool is_open() const { return descriptor_ >= 0; }

  // The size that it says it has; 0 for pipes.
  std::size_t size() const {
    struct stat status {};
    return ::fstat(descriptor_, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
  }

  // Reads up to `count` bytes; how many, 0 at the end, -1 with errno.
  ssize_t read(char* to, std::size_t count) const {
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, to, count);
    } while (got < 0 && errno == EINTR);
    return got;
  }

 private:
  const bool is_own_;
  const int descriptor_;
};

// The paths that the pattern matches, sorted; itself if it names something, or matches nothing.
void append_matches(const std::string& pattern, std::vector<fs::path>& paths) {
  std::error_code error;
  glob_t found{};
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no tilde, and so no look-up of users
  if (fs::exists(pattern, error) || ::glob(pattern.c_str(), 0, nullptr, &found) != 0) {
    paths.emplace_back(pattern);
  } else {
    paths.insert(paths.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
}

}  // namespace

FileSearch::FileSearch(const std::vector<std::string>& paths) {
  for (const std::string& path : paths)
    append_matches(path, pending_);
  std::ranges::reverse(pending_);
}

std::optional<std::vector<FoundFile>> FileSearch::next() {
  if (!folder_.empty()) return rest_of_folder();
  if (pending_.empty()) return std::nullopt;
  const fs::path path = std::move(pending_.back());
  pending_.pop_back();
  return look_at(path);
}

std::vector<FoundFile> FileSearch::look_at(const fs::path& path) {
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) return {{path, std::nullopt}};
  entries_ = fs::directory_iterator(path, error);
  if (error) return {{path, unreadable(error)}};
  folder_ = path;
  return rest_of_folder();
}

std::vector<FoundFile> FileSearch::rest_of_folder() {
  std::vector<FoundFile> found;
  std::error_code error;
  while (entries_ != fs::directory_iterator() && found.size() < kMaxAtOnce) {
    const fs::directory_entry& entry = *entries_;
    if (!entry.is_symlink(error) && entry.is_directory(error)) {
      subfolders_.push_back(entry.path());
    } else if (is_to_be_read(entry)) {
      found.push_back({entry.path(), std::nullopt});
    }
    entries_.increment(error);
    if (error) found.push_back({folder_, unreadable(error)});
  }
  if (entries_ == fs::directory_iterator()) leave_folder();
  std::ranges::sort(found, {}, &FoundFile::path);
  return found;
}

void FileSearch::leave_folder() {
  std::ranges::sort(subfolders_, std::greater<>());
  std::ranges::move(subfolders_, std::back_inserter(pending_));
  subfolders_.clear();
  folder_.clear();
}

expected<std::string, Rejection> read_report_file(const std::string& path, const Limits& limits) {
  const InputFile file(path);
  if (!file.is_open()) return unexpected(unreadable_by_errno());
  const std::size_t said = file.size();
  if (said > limits.max_body_bytes) return unexpected(body_too_large(limits));
  std::string bytes(said > 0 ? said + 1 : kPipePiece, '\0');
  std::size_t size = 0;
  while (size <= limits.max_body_bytes) {
    if (size == bytes.size()) bytes.resize(2 * size);
    const ssize_t got = file.read(bytes.data() + size, bytes.size() - size);
    if (got < 0) return unexpected(unreadable_by_errno());
    if (got == 0) {
      bytes.resize(size);
      bytes.shrink_to_fit();  // Many wait in memory to be written.
      return bytes;
    }
    size += static_cast<std::size_t>(got);
  }
  return unexpected(body_too_large(limits));
}

}  // namespace tlsward
