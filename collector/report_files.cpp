#include "collector/report_files.h"

#include "collector/unpack.h"

#include <glob.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

namespace tlsward {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxAtOnce = 10'000;

bool is_hidden(const fs::path& path) {
  return path.filename().native().starts_with('.');
}

// Whether a folder that has one of their names is one of the three of a Maildir.
bool is_in_maildir(const fs::path& folder) {
  std::error_code error;
  const fs::path parent = folder.parent_path();
  return fs::is_directory(parent / "cur", error) && fs::is_directory(parent / "new", error);
}

bool is_mbox(const fs::path& path) {
  InputFile file(path);
  const auto beginning = file.beginning();
  return beginning && kind_of(*beginning, InputKind::report) == InputKind::mbox;
}

InputKind kind_by_name(const fs::path& path) {
  if (is_named(path.native(), {".eml"})) return InputKind::mail;
  return is_named(path.native(), {".mbox"}) ? InputKind::mbox : InputKind::report;
}

// Regular files, links to them, and links to nowhere, which are then told; no pipe or device, which
// might never end. What the folder says of it is believed, without a look at each; but an mbox may
// have any name.
bool is_to_be_read(const fs::directory_entry& entry) {
  std::error_code error;
  const bool regular = entry.is_regular_file(error);
  if (!regular && !error) return false;
  if (is_named(entry.path().native(), {".json", ".json.gz", ".zip", ".eml", ".mbox"})) return true;
  return regular && !is_hidden(entry.path()) && is_mbox(entry.path());
}

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
  if (path == "-" || !fs::is_directory(path, error)) return {{path, {}, kind_by_name(path)}};
  const fs::path real = fs::canonical(path, error);
  const fs::path name = real.filename();
  holds_mails_ = (name == "cur" || name == "new") && is_in_maildir(real);
  if (name == "tmp" && is_in_maildir(real)) return {};
  entries_ = fs::directory_iterator(path, error);
  if (error) return {{path, unreadable(error), {}}};
  folder_ = path;
  return rest_of_folder();
}

void FileSearch::take(const fs::directory_entry& entry, std::vector<FoundFile>& found) {
  std::error_code error;
  if (!entry.is_symlink(error) && entry.is_directory(error)) {
    subfolders_.push_back(entry.path());
  } else if (holds_mails_) {
    if (entry.is_regular_file(error) && !is_hidden(entry.path()))
      found.push_back({entry.path(), {}, InputKind::mail});
  } else if (is_to_be_read(entry)) {
    found.push_back({entry.path(), {}, kind_by_name(entry.path())});
  }
}

std::vector<FoundFile> FileSearch::rest_of_folder() {
  std::vector<FoundFile> found;
  std::error_code error;
  while (entries_ != fs::directory_iterator() && found.size() < kMaxAtOnce) {
    take(*entries_, found);
    entries_.increment(error);
    if (error) found.push_back({folder_, unreadable(error), {}});
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

}  // namespace tlsward
